"""What runs on the published versions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from generator.aws.errors import refusals
from generator.aws.pages import read_pages
from generator.aws.session import Connection
from generator.model import Address
from generator.planning import Observed

if TYPE_CHECKING:
    from mypy_boto3_servicecatalog import ServiceCatalogClient


@refusals("servicecatalog")
def count_usage(connection: Connection, observed: Observed) -> Mapping[Address, int]:
    """How many provisioned products of the account run on each version, by its address."""
    client: ServiceCatalogClient = connection.client("servicecatalog")
    addresses = {identity: address for address, identity in observed.ids.items()}
    account = {"Key": "Account", "Value": "self"}
    rows = read_pages(client.search_provisioned_products, "ProvisionedProducts", AccessLevelFilter=account)
    used = (addresses.get(row.get("ProvisioningArtifactId", "")) for row in rows)
    return Counter(address for address in used if address is not None)
