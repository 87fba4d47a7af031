"""The roles as documents: their names, boundaries, sessions, and that no partition or account is typed out."""

from __future__ import annotations

import json

import pytest

from generator.cloudformation.resolve import resolve
from generator.iam.lint import check_policy, check_role
from products.environment.names import ROLES
from tests.behavior.permissions.environment import ANSWERS, deployed, template_text

TEMPLATE = json.loads(template_text())
DRAWN = {
    body["Properties"]["RoleName"]["Fn::Sub"].removeprefix("ds-${Project}-${Stage}-"): body["Properties"]
    for body in TEMPLATE["Resources"].values()
    if body["Type"] == "AWS::IAM::Role" and "Sub" in str(body["Properties"].get("RoleName"))
}


@pytest.mark.parametrize("local", ROLES)
def test_each_of_the_seven_is_drawn_with_a_description(local: str) -> None:
    assert DRAWN[local]["Description"].endswith(".")


@pytest.mark.parametrize("local", ROLES[2:])
def test_roles_three_to_seven_carry_a_boundary(local: str) -> None:
    boundary = "Boundary" if local in ("notebook-execution", "training") else "ServingBoundary"
    prescribed = {"Ref": "PermissionsBoundary"}
    assert DRAWN[local]["PermissionsBoundary"] == {"Fn::If": ["GivenBoundary", prescribed, {"Ref": boundary}]}


def test_a_scientists_session_lasts_four_hours_and_a_services_one() -> None:
    assert DRAWN["data-scientist"]["MaxSessionDuration"] == 4 * 3600
    assert {DRAWN[local]["MaxSessionDuration"] for local in ROLES[1:]} == {3600}


@pytest.mark.parametrize("local", ["notebook-execution", "training", "endpoint-creation", "endpoint-hosting"])
def test_roles_that_see_data_carry_the_perimeter(local: str) -> None:
    assert {"Ref": "DataPerimeter"} in DRAWN[local]["ManagedPolicyArns"]


@pytest.mark.parametrize("local", ["notebook-creation", "notebook-execution", "endpoint-creation"])
def test_roles_that_make_things_carry_both_guards(local: str) -> None:
    assert {"Ref": "NetworkGuard"} in DRAWN[local]["ManagedPolicyArns"]
    assert {"Ref": "EncryptionGuard"} in DRAWN[local]["ManagedPolicyArns"]


def test_no_policy_types_out_a_partition_an_account_or_a_region() -> None:
    policies = [body["Properties"] for body in TEMPLATE["Resources"].values() if body["Type"].startswith("AWS::IAM::")]
    text = json.dumps(policies)
    assert "arn:aws:" not in text
    assert "111122223333" not in text
    assert "eu-west-1" not in text


@pytest.mark.parametrize("partition", ["aws", "aws-cn", "aws-us-gov"])
def test_every_role_resolves_in_every_partition(partition: str) -> None:
    suffix = "amazonaws.com.cn" if partition == "aws-cn" else "amazonaws.com"
    pseudo = {"AWS::Partition": partition, "AWS::URLSuffix": suffix}
    resolved = resolve(
        TEMPLATE, {**ANSWERS, "TrustMode": "saml", "SamlProvider": "arn:aws:iam::111122223333:saml-provider/p"}, pseudo
    )
    text = json.dumps([body for body in resolved["Resources"].values() if body["Type"].startswith("AWS::IAM::")])
    assert f"arn:{partition}:sagemaker" in text
    assert "${AWS::" not in text


@pytest.mark.parametrize("local", ROLES)
def test_every_condition_means_something_for_every_action_that_it_stands_with(local: str) -> None:
    role = deployed().roles[local]
    documents = [policy.document for policy in role.identity]
    found = [finding.message for document in (*documents, role.trust.document) for finding in check_policy(document)]
    assert found == []
    assert [finding.message for finding in check_role(documents)] == []
