"""Small questions to ask of resolved resources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.iam.evaluate import NamedPolicy, Outcome, PolicySet, Request, decide

ACCOUNT = "111122223333"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/ds-churn-dev-notebook-execution"
ADMIN = f"arn:aws:iam::{ACCOUNT}:user/admin"
EVERYTHING: Mapping[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}
OPEN = {"Version": "2012-10-17", "Statement": [{**EVERYTHING["Statement"][0], "Principal": "*"}]}


def of_type(made: Mapping[str, Any], kind: str) -> dict[str, Mapping[str, Any]]:
    """The properties of every resource of a type."""
    return {name: each.get("Properties", {}) for name, each in made.items() if each["Type"] == kind}


def statements(policy: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from policy["Statement"]


def strings(node: Any) -> Iterator[str]:
    """Every string anywhere in a part of a document."""
    match node:
        case str():
            yield node
        case dict():
            for key, value in node.items():
                yield key
                yield from strings(value)
        case list():
            for item in node:
                yield from strings(item)


def through_endpoint(
    policy: Mapping[str, Any],
    action: str,
    resource: str,
    *,
    principal: str = ROLE,
    owner: str = ACCOUNT,
    **context: str,
) -> Outcome:
    """What becomes of a call through an endpoint when everything but the endpoint allows it."""
    request = Request(
        principal,
        action,
        resource,
        owner,
        {
            "aws:PrincipalAccount": principal.split(":")[4],
            "aws:PrincipalArn": principal,
            "aws:ResourceAccount": owner,
            **{key.replace("__", ":"): value for key, value in context.items()},
        },
    )
    policies = PolicySet(
        identity=(NamedPolicy("all", EVERYTHING),),
        resource=NamedPolicy("open", OPEN),
        endpoint=(NamedPolicy("endpoint", policy),),
    )
    return decide(request, policies).outcome


def on_bucket(
    policy: Mapping[str, Any], action: str, resource: str, context: Mapping[str, str], principal: str = ROLE
) -> Outcome:
    """What becomes of a call on a bucket when IAM itself allows everything."""
    usual = {
        "aws:PrincipalAccount": ACCOUNT,
        "aws:PrincipalArn": principal,
        "aws:ResourceAccount": ACCOUNT,
        "aws:SecureTransport": "true",
        "aws:ViaAWSService": "false",
    }
    request = Request(principal, action, resource, ACCOUNT, {**usual, **context})
    policies = PolicySet(identity=(NamedPolicy("all", EVERYTHING),), resource=NamedPolicy("bucket", policy))
    return decide(request, policies).outcome
