"""Which service carries out what: ours, and single operations of ours in front of moto."""

from __future__ import annotations

from embedded_aws.cloudformation import CloudFormation
from embedded_aws.gateway.gateway import EmbeddedGateway
from embedded_aws.servicecatalog import ServiceCatalog
from embedded_aws.services.table import build_shims


def wire_services(gateway: EmbeddedGateway) -> None:
    """Give the front its services."""
    gateway.services["cloudformation"] = CloudFormation(gateway)
    gateway.services["servicecatalog"] = ServiceCatalog(gateway)
    build_shims(gateway)
