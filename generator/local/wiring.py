"""Which service carries out what: ours, and single operations of ours in front of moto."""

from __future__ import annotations

from generator.local.cloudformation import CloudFormation
from generator.local.front.front import EmbeddedFront
from generator.local.front.shims.table import build_shims
from generator.local.servicecatalog import ServiceCatalog


def wire_services(front: EmbeddedFront) -> None:
    """Give the front its services."""
    front.services["cloudformation"] = CloudFormation(front)
    front.services["servicecatalog"] = ServiceCatalog(front)
    build_shims(front)
