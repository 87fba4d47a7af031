"""What runs on the published versions, and whose it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from generator.aws.errors import refusals
from generator.aws.pages import read_pages
from generator.aws.session import Connection
from generator.model import Address
from generator.planning import Observed
from generator.planning.usage import User

if TYPE_CHECKING:
    from mypy_boto3_servicecatalog import ServiceCatalogClient

_ACCOUNT: Any = {"Key": "Account", "Value": "self"}
"""Whoever launched it: without this a caller sees his own."""


@refusals("servicecatalog")
def list_launched(connection: Connection) -> list[Mapping[str, Any]]:
    """Every provisioned product of the account, as SearchProvisionedProducts shows it, by name."""
    client: ServiceCatalogClient = connection.client("servicecatalog")
    rows = read_pages(client.search_provisioned_products, "ProvisionedProducts", AccessLevelFilter=_ACCOUNT)
    return sorted(rows, key=lambda row: str(row["Name"]))


@refusals("servicecatalog")
def read_launchers(connection: Connection) -> Mapping[str, str]:
    """Id of each provisioned product of the account → the ARN of the role that launched it, or nothing.

    ScanProvisionedProducts shows it and leaves the person and the stack out, which `list_launched` has.
    """
    client: ServiceCatalogClient = connection.client("servicecatalog")
    rows = read_pages(client.scan_provisioned_products, "ProvisionedProducts", AccessLevelFilter=_ACCOUNT)
    return {row["Id"]: row.get("LaunchRoleArn", "") for row in rows}


def count_usage(connection: Connection, observed: Observed) -> Mapping[Address, int]:
    """How many provisioned products of the account run on each version, by its address."""
    return {address: len(users) for address, users in find_users(connection, observed).items()}


def find_users(connection: Connection, observed: Observed) -> Mapping[Address, Sequence[User]]:
    """The provisioned products of the account that run on each version, by its address."""
    addresses = {identity: address for address, identity in observed.ids.items()}
    found: defaultdict[Address, list[User]] = defaultdict(list)
    for row in list_launched(connection):
        if (address := addresses.get(row.get("ProvisioningArtifactId", ""))) is not None:
            found[address].append(_user(row))
    return found


def _user(row: Mapping[str, Any]) -> User:
    created = row.get("CreatedTime")
    return User(
        row["Name"],
        row.get("UserArnSession") or row.get("UserArn", "somebody"),
        row.get("Status", ""),
        created.isoformat(timespec="seconds") if created is not None else "",
    )
