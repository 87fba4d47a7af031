"""Whether what was made holds: the stack, the roles as IAM has them, what they may do, and the bucket."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from botocore.exceptions import ClientError

from generator.aws.bootstrap.rights import Lacking, ask_of, find_lacking
from generator.aws.errors import code_of, find_missing, refusals
from generator.aws.role_policies import attached_policies, inline_policies
from generator.aws.session import Connection
from generator.aws.waiting import FIRST_PAUSE, LONGEST_PAUSE
from generator.diagnostics import AwsRefused

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


Answer = TypeVar("Answer")
_SEEN = timedelta(seconds=60)
"""How long after it was made a role may be not there for others."""


@dataclass(frozen=True)
class RoleMade:
    """A role of the stack: its ARN, and what differs in IAM from the template, in words."""

    arn: str
    faults: tuple[str, ...]
    made: datetime | None = None


def ask_as_new(ask: Callable[[], Answer], made: datetime | None) -> Answer:
    """What a role that was `made` then is asked to do; raises AwsRefused where it is refused.

    A role that was just made is not seen everywhere yet, and then AWS refuses what it is going to allow (IAM User
    Guide, "Changes that I make are not always immediately visible"): until it is a minute old it is asked again.
    """
    fresh = made is not None and datetime.now(UTC) - made < _SEEN
    end, pause = time.monotonic() + _SEEN.seconds, FIRST_PAUSE
    while True:
        try:
            return ask()
        except AwsRefused as refused:
            denied = find_missing(refused.said) or refused.code.startswith("AccessDenied")
            if not (fresh and denied and time.monotonic() < end):
                raise
        time.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


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
    return RoleMade(role["Arn"], tuple(_faults(client, role, properties, physical)), role["CreateDate"])


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
