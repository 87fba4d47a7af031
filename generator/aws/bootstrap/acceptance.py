"""Whether what was made holds: the stack, the roles as IAM has them, what they may do, and the bucket."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from generator.aws.bootstrap.rights import Lacking, ask_of, find_lacking
from generator.aws.errors import code_of, refusals
from generator.aws.role_policies import attached_policies, inline_policies
from generator.aws.session import Connection

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


@dataclass(frozen=True)
class RoleMade:
    """A role of the stack: its ARN, and what differs in IAM from the template, in words."""

    arn: str
    faults: tuple[str, ...]


@refusals("iam")
def read_role(connection: Connection, resources: Mapping[str, Any], name: str, physical: Mapping[str, str]) -> RoleMade:
    """The role with this logical id, beside its template; what is gone is a fault, too."""
    client: IAMClient = connection.client("iam")
    properties = resources[name]["Properties"]
    role_name = str(properties["RoleName"])
    try:
        role: Any = client.get_role(RoleName=role_name)["Role"]
    except ClientError as error:
        if code_of(error) != "NoSuchEntity":
            raise
        return RoleMade("", (f"there is no role {role_name}",))
    return RoleMade(role["Arn"], tuple(_faults(client, role, properties, physical)))


def _faults(
    client: IAMClient, role: Mapping[str, Any], properties: Mapping[str, Any], physical: Mapping[str, str]
) -> Iterator[str]:
    def meant(value: Any) -> str:
        return physical.get(value["Ref"], "") if isinstance(value, Mapping) else str(value)

    if role["AssumeRolePolicyDocument"] != properties["AssumeRolePolicyDocument"]:
        yield "its trust was changed by hand"
    limit = role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
    if limit != meant(properties["PermissionsBoundary"]):
        yield f"its boundary is {limit or 'none'}"
    there = set(attached_policies(client, role["RoleName"]))
    wanted = {meant(each) for each in properties["ManagedPolicyArns"]}
    yield from (f"{arn} was attached by hand" for arn in sorted(there - wanted))
    yield from (f"{arn} was detached by hand" for arn in sorted(wanted - there))
    yield from (f"the policy {name} was put into it by hand" for name, _ in inline_policies(client, role["RoleName"]))


def find_insufficient(connection: Connection, arn: str, documents: Sequence[Mapping[str, Any]]) -> list[Lacking]:
    """What the role is refused of what its own policies allow: by its boundary, or by the organization."""
    asked = [
        ask_of(statement)
        for document in documents
        for statement in document["Statement"]
        if statement["Effect"] == "Allow"
    ]
    return list(find_lacking(connection, arn, asked))
