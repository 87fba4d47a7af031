"""Which service carries out what: whole services of ours, and single operations in place of moto's."""

from __future__ import annotations

from embedded_aws.cloudformation import CloudFormation
from embedded_aws.gateway.gateway import EmbeddedGateway
from embedded_aws.servicecatalog import ServiceCatalog
from embedded_aws.services.table import add_operations


def wire_services(gateway: EmbeddedGateway) -> None:
    """Give the gateway its services."""
    gateway.services["cloudformation"] = CloudFormation(gateway)
    gateway.services["servicecatalog"] = ServiceCatalog(gateway)
    add_operations(gateway)
