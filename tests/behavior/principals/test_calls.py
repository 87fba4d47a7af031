"""Every call of AWS that the source of publishing makes is allowed to one of the three roles."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import boto3
from botocore import xform_name

from generator.iam.roles import DeployedRole

AWS = Path(__file__).parents[3] / "generator" / "aws"
OF_PEOPLE = {"provisioning.py", "service_actions.py", "notebooks.py", "console.py", "probing.py", "session.py"}
"""Modules whose calls are of those who launch, of `probe`, and of everybody."""
OF_THE_ADMINISTRATOR = "bootstrap"
"""The folder whose calls are made before the three roles are there: `bootstrap` looks for what its caller lacks."""
SERVICES = (
    "servicecatalog",
    "cloudformation",
    "cloudtrail",
    "ec2",
    "iam",
    "kms",
    "logs",
    "organizations",
    "sns",
    "ssm",
)


def operations() -> dict[str, set[str]]:
    """Method of a client → the actions that it may be, over the services."""
    found: dict[str, set[str]] = {}
    for service in SERVICES:
        client = boto3.client(service, region_name="eu-west-1", aws_access_key_id="a", aws_secret_access_key="b")
        for name in client.meta.service_model.operation_names:
            found.setdefault(xform_name(name), set()).add(f"{service}:{name}")
    return found


def calls() -> Iterator[tuple[str, str]]:
    for file in sorted(AWS.rglob("*.py")):
        if file.name not in OF_PEOPLE and file.parent.name != OF_THE_ADMINISTRATOR:
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Attribute):
                    yield str(file.relative_to(AWS)), node.attr


def test_what_the_source_calls_is_allowed(roles: Mapping[str, DeployedRole]) -> None:
    allowed = {
        action
        for role in roles.values()
        for policy in role.identity
        for statement in policy.document["Statement"]
        for action in statement["Action"]
    }
    known = operations()
    missing = {f"{file}: {method}" for file, method in calls() if method in known and not known[method] & allowed}
    assert missing == set(), "a statement in generator/iam/publishing"
