"""Which service carries out what: ours, and single operations of ours in front of moto."""

from __future__ import annotations

from contextlib import suppress

from generator.local.front.front import EmbeddedFront
from generator.local.front.shims.table import build_shims


def wire_services(front: EmbeddedFront) -> None:
    """Give the front its services."""
    with suppress(ImportError):
        from generator.local.cloudformation import CloudFormation

        front.services["cloudformation"] = CloudFormation(front)
    with suppress(ImportError):
        from generator.local.servicecatalog import ServiceCatalog

        front.services["servicecatalog"] = ServiceCatalog(front)
    build_shims(front)
