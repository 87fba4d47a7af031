"""What a caller may do, asked of IAM before anything is tried: all that is missing at once.

`iam:SimulatePrincipalPolicy` decides by identity policies, boundary and the organization's service control policies
without conditions; policies of resources and conditional ones of the organization it leaves out (IAM User Guide, "How
the IAM policy simulator works").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from generator.aws.errors import code_of, listing, refusals
from generator.aws.session import Connection

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

_LISTED = ("ForAnyValue:", "ForAllValues:")


@dataclass(frozen=True)
class Asked:
    """Actions on one resource, with the condition keys that such a call would have."""

    actions: tuple[str, ...]
    resource: str
    context: Mapping[str, Sequence[str]]
    several: frozenset[str] = frozenset()
    """Keys that have several values at once."""


@dataclass(frozen=True)
class Lacking:
    """An action that would be refused; `by_organization` where a service control policy refuses it."""

    action: str
    resource: str
    explicit: bool
    by_organization: bool


def ask_of(statement: Mapping[str, Any]) -> Asked:
    """A statement that allows, as a request that it lets pass: one resource, one value of each condition."""
    resources, conditions = statement["Resource"], statement.get("Condition", {})
    context, several = dict[str, Sequence[str]](), set[str]()
    for operator, tests in conditions.items():
        for key, values in tests.items():
            context[key] = [_plain(str(value)) for value in _listed(values)][:1]
            if operator.startswith(_LISTED):
                several.add(key)
    return Asked(tuple(_listed(statement["Action"])), _plain(_listed(resources)[0]), context, frozenset(several))


@listing("iam")
def find_lacking(connection: Connection, principal: str, asked: Iterable[Asked]) -> Iterator[Lacking]:
    """What the user or role of this ARN would be refused."""
    client: IAMClient = connection.client("iam")
    for each in asked:
        entries: Any = [
            {
                "ContextKeyName": key,
                "ContextKeyValues": list(values),
                "ContextKeyType": "stringList" if key in each.several else "string",
            }
            for key, values in each.context.items()
        ]
        pages = client.get_paginator("simulate_principal_policy").paginate(
            PolicySourceArn=principal,
            ActionNames=list(each.actions),
            ResourceArns=[each.resource],
            ContextEntries=entries,
        )
        for row in (row for page in pages for row in page["EvaluationResults"]):
            if row["EvalDecision"] != "allowed":
                organization = row.get("OrganizationsDecisionDetail", {}).get("AllowedByOrganizations", True)
                explicit = row["EvalDecision"] == "explicitDeny"
                yield Lacking(row["EvalActionName"], each.resource, explicit, not organization)


@refusals("iam")
def find_source(connection: Connection) -> str | None:
    """The user or role behind the caller, as a simulation wants it; None for root, who needs no policy.

    A session's ARN lacks the path of its role, which IAM is asked for.
    """
    arn = connection.identity[1]
    if arn.endswith(":root"):
        return None
    kind, _, rest = arn.split(":", 5)[-1].partition("/")
    if kind != "assumed-role":
        return arn
    client: IAMClient = connection.client("iam")
    try:
        return str(client.get_role(RoleName=rest.partition("/")[0])["Role"]["Arn"])
    except ClientError as error:
        if code_of(error) != "NoSuchEntity":
            raise
        return None


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _plain(pattern: str) -> str:
    """Something that a pattern matches; `*` alone stays."""
    return pattern if pattern == "*" else pattern.replace("*", "x").replace("?", "x")
