"""Every endpoint has a user: a role of the template that may do something that the endpoint's policy lets through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

import pytest

from generator.iam.actions import matching
from products.environment.endpoints import SERVICES
from tests.products.environment.conftest import Made, Make
from tests.products.environment.reading import of_type, statements

ALL = {
    "EndpointsDevelopment": "yes",
    "EndpointsContainers": "yes",
    "EndpointsSelfService": "yes",
    "Packages": "codeartifact",
    "PipelinePrincipals": "arn:aws:iam::111122223333:role/pipeline",
    "ApplicationPrincipals": "arn:aws:iam::111122223333:role/application",
}
UNASKED = {"sts:GetCallerIdentity", "sts:GetSessionToken"}
"""What needs no permission (AWS STS API Reference, "GetCallerIdentity")."""


@pytest.fixture(scope="module")
def made(make: Make) -> Made:
    return make(**ALL)


def actions(statement: Mapping[str, Any]) -> Iterator[str]:
    """The actions of a statement, patterns written out."""
    listed = statement.get("Action", [])
    for pattern in [listed] if isinstance(listed, str) else listed:
        yield from matching(pattern)


def allowed(made: Made) -> set[str]:
    """Everything that any role of the template is allowed anywhere, less what it is denied everywhere."""
    found: set[str] = set()
    policies = of_type(made, "AWS::IAM::ManagedPolicy")
    arns = {body["ManagedPolicyName"]: body["PolicyDocument"] for body in policies.values()}
    for role in of_type(made, "AWS::IAM::Role").values():
        documents = [each["PolicyDocument"] for each in role.get("Policies", ())]
        documents += [arns[arn.rsplit("/", 1)[-1]] for arn in role.get("ManagedPolicyArns", ())]
        rows = [row for document in documents for row in statements(document)]
        mine = {action for row in rows if row["Effect"] == "Allow" for action in actions(row)}
        whole = [row for row in rows if row["Effect"] == "Deny" and row.get("Resource") in ("*", ["*"])]
        refused = {action for row in whole if "Condition" not in row for action in actions(row)}
        found |= mine - refused
    return found


def test_some_role_can_do_something_through_each_interface_endpoint(made: Made) -> None:
    can = allowed(made) | UNASKED
    endpoints = of_type(made, "AWS::EC2::VPCEndpoint")
    for service in SERVICES:
        admitted = {action for row in statements(endpoints[service.title]["PolicyDocument"]) for action in actions(row)}
        assert admitted & can, f"nobody can use {service.title}"


@pytest.mark.parametrize("action", ["kms:GenerateDataKey", "secretsmanager:GetSecretValue", "events:PutEvents"])
def test_what_no_endpoint_is_there_for_no_endpoint_admits(made: Made, action: str) -> None:
    policies = [each["PolicyDocument"] for each in of_type(made, "AWS::EC2::VPCEndpoint").values()]
    patterns = [pattern for policy in policies for row in statements(policy) for pattern in row["Action"]]
    assert not [pattern for pattern in patterns if fnmatchcase(action, pattern)]
