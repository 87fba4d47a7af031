"""What runs on the published versions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from generator.aws.errors import refusals
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
    found: Counter[Address] = Counter()
    given: dict[str, Any] = {"AccessLevelFilter": {"Key": "Account", "Value": "self"}}
    while True:
        # `SearchProvisionedProducts` has no paginator in botocore.
        page: Any = client.search_provisioned_products(**given)
        for row in page.get("ProvisionedProducts", []):
            if (address := addresses.get(row.get("ProvisioningArtifactId", ""))) is not None:
                found[address] += 1
        if not page.get("NextPageToken"):
            return found
        given["PageToken"] = page["NextPageToken"]
