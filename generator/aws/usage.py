"""What runs on the published versions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from generator.aws.errors import refusals
from generator.aws.pages import read_pages
from generator.aws.session import Connection
from generator.model import Address
from generator.planning import Observed

if TYPE_CHECKING:
    from mypy_boto3_servicecatalog import ServiceCatalogClient

_ACCOUNT: Any = {"Key": "Account", "Value": "self"}


@refusals("servicecatalog")
def list_launched(connection: Connection) -> list[Mapping[str, Any]]:
    """Every provisioned product of the account, as SearchProvisionedProducts shows it, by name."""
    client: ServiceCatalogClient = connection.client("servicecatalog")
    rows = read_pages(client.search_provisioned_products, "ProvisionedProducts", AccessLevelFilter=_ACCOUNT)
    return sorted(rows, key=lambda row: str(row["Name"]))


@refusals("servicecatalog")
def count_usage(connection: Connection, observed: Observed) -> Mapping[Address, int]:
    """How many provisioned products of the account run on each version, by its address."""
    addresses = {identity: address for address, identity in observed.ids.items()}
    used = (addresses.get(row.get("ProvisioningArtifactId", "")) for row in list_launched(connection))
    return Counter(address for address in used if address is not None)
