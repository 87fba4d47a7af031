"""A launch role that exists, as the account has it: policies, boundary, and whether Service Catalog may take it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from generator.aws.account.given_policies import Given, find_refused
from generator.aws.errors import code_of, message_of, refusals
from generator.aws.role_policies import attached_policies, inline_policies, managed_policy
from generator.aws.session import Connection
from generator.model import Offer, Target
from generator.verify.offered.role import OfferRole

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

_TAKEN = {
    "Effect": "Allow",
    "Principal": {"Service": "servicecatalog.amazonaws.com"},
    "Action": "sts:AssumeRole",
}
_SAID = frozenset({"AccessDenied", "AccessDeniedException", "NotImplemented"})
"""Refusals that leave the proof open: the caller may not look, or the endpoint has no such call."""


@refusals("iam")
def read_launch_role(connection: Connection, target: Target, offer: Offer) -> OfferRole:
    """The role that an offer names, by name or ARN."""
    given = offer.launch_role
    assert given is not None, "the product's own is no role that exists"
    name = given.name or str(given.arn).rpartition("/")[2]
    if given.arn is not None and given.arn.split(":")[4] != target.account:
        return OfferRole(unknown=f"{given.arn} is a role of another account")
    try:
        return _read(connection, name)
    except ClientError as error:
        if code_of(error) == "NoSuchEntity":
            return OfferRole(absent=f"there is no role {name} in account {target.account}")
        if code_of(error) not in _SAID:
            raise
        return OfferRole(unknown=f"the role {name} could not be read: {message_of(error)}")


def _read(connection: Connection, name: str) -> OfferRole:
    client: IAMClient = connection.client("iam")
    role: Mapping[str, Any] = client.get_role(RoleName=name)["Role"]
    trust = Given(role["AssumeRolePolicyDocument"], role["Arn"], connection.account, role["Arn"])
    refused, doubt = find_refused([_TAKEN], trust)
    if refused and not doubt:
        return OfferRole(closed=f"`{name}` does not trust Service Catalog, so that no launch could take it")
    boundary = role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
    return OfferRole(tuple(_policies(client, name)), managed_policy(client, boundary) if boundary else None)


def _policies(client: IAMClient, name: str) -> Iterator[Mapping[str, Any]]:
    yield from (document for _, document in inline_policies(client, name))
    yield from (managed_policy(client, arn) for arn in attached_policies(client, name))
