"""What an environment's stack has: its resources by type, and the names by which others use them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from generator.aws.errors import refusals
from generator.aws.pages import read_pages
from generator.aws.session import Connection

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

_GONE = ("DELETE_COMPLETE", "DELETE_SKIPPED")
_USED_BY_NAME = (
    "AWS::IAM::Role",
    "AWS::KMS::Key",
    "AWS::KMS::Alias",
    "AWS::EC2::VPC",
    "AWS::EC2::Subnet",
    "AWS::EC2::SecurityGroup",
)
"""Types that a workload names in its own answers: as an id, or as the end of an ARN."""


@dataclass(frozen=True)
class Holding:
    """A resource of the stack that is there."""

    logical: str
    type: str
    physical: str
    status: str


@dataclass(frozen=True)
class Estate:
    """An environment's stack, and what the environment is called; `roles` are the ARNs that portfolio.yaml may name."""

    connection: Connection
    stack: str
    called: frozenset[str]
    roles: frozenset[str]
    parameters: frozenset[str]
    """Parameters by which launched products name their environment."""
    holdings: tuple[Holding, ...] = ()

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of what workloads use."""
        held = {each.physical for each in self.holdings if each.type in _USED_BY_NAME}
        return frozenset({*held, *(arn.rpartition("/")[2] for arn in self.roles)})

    def is_used_by(self, described: Any) -> bool:
        """Whether something of the stack is named anywhere in what AWS says of a workload."""
        match described:
            case str():
                return described in self.names or (described.startswith("arn:") and _last(described) in self.names)
            case Mapping():
                return any(self.is_used_by(each) for each in described.values())
            case list():
                return any(self.is_used_by(each) for each in described)
        return False

    def physical(self, kind: str) -> frozenset[str]:
        """The physical names of one type."""
        return frozenset(each.physical for each in self.holdings if each.type == kind)


@refusals("cloudformation")
def read_estate(
    connection: Connection, stack: str, called: frozenset[str], roles: frozenset[str], parameters: frozenset[str]
) -> Estate:
    """What the stack has now; what was deleted, or left standing by a deletion, is not its own any more."""
    client: CloudFormationClient = connection.client("cloudformation")
    rows = read_pages(client.list_stack_resources, "StackResourceSummaries", StackName=stack)
    holdings = tuple(
        Holding(row["LogicalResourceId"], row["ResourceType"], row.get("PhysicalResourceId", ""), row["ResourceStatus"])
        for row in rows
        if row["ResourceStatus"] not in _GONE
    )
    return Estate(connection, stack, called, roles, parameters, holdings)


def _last(arn: str) -> str:
    """The end of an ARN: `alias/name` for an alias, the last part of a path otherwise."""
    resource = arn.split(":", 5)[-1]
    return resource if resource.startswith("alias/") else resource.rpartition("/")[2]
