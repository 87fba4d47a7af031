"""Launch roles as stacks: what their boundary refuses, what they are called, and what is too large for IAM."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.diagnostics import Problems
from generator.iam.evaluate import NamedPolicy, PolicySet, Request, decide
from generator.iam.statements import allow, plain_policy
from generator.model import Target
from generator.planning.launch_roles import build_boundary, build_role, read_statements, role_name

ACCOUNT = "111122223333"
TARGET = Target("dev", ACCOUNT, "eu-west-1")
IAM = f"arn:aws:iam::{ACCOUNT}"
EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


MADE = f"{IAM}:policy/ds/launch/ds-launched-boundary"


def decided(logical: str, action: str, resource: str, **context: str) -> bool:
    """Whether a role that was given everything may do it under one of the two boundaries."""
    body = json.loads(build_boundary(TARGET, "aws").text or "")["Resources"][logical]["Properties"]
    policies = PolicySet((NamedPolicy("all", EVERYTHING),), boundary=NamedPolicy("boundary", body["PolicyDocument"]))
    keys = {"iam:PermissionsBoundary": context["boundary"]} if context else {}
    return decide(Request(f"{IAM}:role/ds/launch/x", action, resource, ACCOUNT, keys), policies).allowed


def bounded(action: str, resource: str, **context: str) -> bool:
    """Whether a launch role that was given everything may do it."""
    return decided("Boundary", action, resource, **context)


@pytest.mark.parametrize("logical", ["Boundary", "MadeBoundary"])
@pytest.mark.parametrize(
    ("action", "resource"),
    [
        *((f"iam:{name}", f"{IAM}:role/ds/launch/x") for name in ("CreateRole", "PutRolePolicy", "AttachRolePolicy")),
        ("iam:CreateRole", f"{IAM}:role/ds/launched/x"),
        ("iam:DeleteRolePermissionsBoundary", f"{IAM}:role/ds/launch/x"),
        ("iam:DeleteRolePermissionsBoundary", f"{IAM}:role/ds/launched/x"),
        ("iam:UpdateAssumeRolePolicy", f"{IAM}:role/ds/launch/x"),
        ("iam:UpdateAssumeRolePolicy", f"{IAM}:role/admin"),
        ("iam:CreatePolicyVersion", f"{IAM}:policy/ds/launch/ds-launch-boundary"),
        ("iam:CreatePolicyVersion", MADE),
        ("iam:SetDefaultPolicyVersion", MADE),
        ("iam:DeletePolicy", MADE),
        ("iam:CreateUser", f"{IAM}:user/x"),
        ("iam:CreateAccessKey", f"{IAM}:user/x"),
        ("iam:CreateInstanceProfile", f"{IAM}:instance-profile/ds/launched/x"),
        ("iam:PassRole", f"{IAM}:role/ds/launch/x"),
        ("sts:AssumeRole", f"{IAM}:role/admin"),
        ("sts:AssumeRole", f"{IAM}:role/ds/launched/x"),
        ("organizations:LeaveOrganization", "*"),
    ],
)
def test_neither_boundary_lets_through_what_would_make_a_role_more(logical: str, action: str, resource: str) -> None:
    assert not decided(logical, action, resource)


@pytest.mark.parametrize("action", ["CreateRole", "PutRolePolicy", "AttachRolePolicy", "PutRolePermissionsBoundary"])
def test_a_launch_role_gives_roles_something_under_their_boundary_and_path_alone(action: str) -> None:
    made = f"{IAM}:role/ds/launched/worker"
    assert bounded(f"iam:{action}", made, boundary=MADE)
    assert not bounded(f"iam:{action}", made)
    assert not bounded(f"iam:{action}", made, boundary=f"{IAM}:policy/ds/launch/ds-launch-boundary")
    assert not bounded(f"iam:{action}", made, boundary=f"{IAM}:policy/ds/launched/ds-launched-boundary")
    assert not bounded(f"iam:{action}", f"{IAM}:role/worker", boundary=MADE)
    assert not decided("MadeBoundary", f"iam:{action}", made, boundary=MADE)


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("iam:GetRole", f"{IAM}:role/worker"),
        ("iam:ListRolePolicies", f"{IAM}:role/worker"),
        ("iam:PassRole", f"{IAM}:role/worker"),
        ("iam:DeleteRole", f"{IAM}:role/ds/launched/worker"),
        ("iam:UpdateAssumeRolePolicy", f"{IAM}:role/ds/launched/worker"),
        ("iam:CreatePolicyVersion", f"{IAM}:policy/ds/launched/worker-data"),
        ("iam:CreateServiceLinkedRole", f"{IAM}:role/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS"),
        ("s3:CreateBucket", "arn:aws:s3:::x"),
    ],
)
def test_the_boundary_lets_through_what_handlers_need(action: str, resource: str) -> None:
    assert bounded(action, resource)


def test_a_launch_role_is_called_like_no_role_of_an_environment() -> None:
    assert role_name("training", "churn-dev", TARGET) == "ds-launch-churn-dev-training"
    assert role_name("training", None, TARGET) == "ds-launch-training-eu-west-1"
    assert len(role_name("x" * 80, "churn-dev", TARGET)) == 64


def versions(number: int) -> list[dict[str, Any]]:
    """So many policies of about 3,000 characters, whose statements are called alike."""
    return [plain_policy(allow("Read", "s3:GetObject", f"arn:aws:s3:::{each}{'x' * 2900}")) for each in range(number)]


def test_what_does_not_fit_inline_is_in_managed_policies_at_the_path_of_launch_roles() -> None:
    few = json.loads(build_role("dataset", "churn-dev", versions(3), TARGET, "aws").text or "")["Resources"]
    assert list(few) == ["Role"]
    assert len(few["Role"]["Properties"]["Policies"]) == 3
    state = build_role("dataset", "churn-dev", versions(10), TARGET, "aws")
    many = json.loads(state.text or "")["Resources"]
    role = many.pop("Role")
    assert "Policies" not in role["Properties"]
    assert role["DependsOn"] == sorted(many, key=lambda name: int(name.removeprefix("Policy")))
    made = [body["Properties"] for body in many.values()]
    attached = role["Properties"]["ManagedPolicyArns"]
    assert set(attached) == {f"{IAM}:policy/ds/launch/{each['ManagedPolicyName']}" for each in made}
    assert all(len(json.dumps(each["PolicyDocument"], separators=(",", ":"))) <= 6_144 for each in made)
    assert read_statements(state.text or "") == state.statements
    assert len(state.statements) == 10


def test_more_versions_than_fit_into_a_role_are_refused() -> None:
    with pytest.raises(Problems) as caught:
        build_role("dataset", "churn-dev", versions(11), TARGET, "aws")
    assert [finding.code for finding in caught.value.findings] == ["PLN609"]
