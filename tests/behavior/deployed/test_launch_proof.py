"""The notebook under its environment's launch role: proof and real launch agree, whichever permission is taken away."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest

from embedded_aws import ACCOUNT, REGION
from generator.cloudformation.template.reader import read_document
from generator.launching import LaunchProof, Needs, find_needs, prove_launch
from generator.verify.scenarios.deployed import resolve_template
from tests.behavior.deployed.publishing import ended, launch, try_launch
from tests.behavior.deployed.site import ANSWERS, CHURN, Site, template_of

pytestmark = pytest.mark.slow

ROLE = f"ds-{CHURN}-notebook-creation"
PLACE = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::URLSuffix": "amazonaws.com",
    "Environment": CHURN,
}
LAXER = frozenset({"cloudformation:DescribeStackEvents", "cloudformation:SetStackPolicy"})
"""What the proof asks for and no call of the embedded AWS needs: docs/open-questions.md."""


@cache
def proven() -> tuple[tuple[Mapping[str, Any], ...], Needs]:
    """The role's policies as the environment's template makes them, and what the notebook asks for."""
    made = resolve_template(read_document(template_of("environment")), ANSWERS[CHURN])
    parameters = [body["Properties"] for body in made.resources.values() if body["Type"] == "AWS::SSM::Parameter"]
    stored = {each["Name"].replace(CHURN, "${Environment}", 1): each["Value"] for each in parameters}
    needs = find_needs(read_document(template_of("notebook")), "Environment", None, stored)
    return tuple(each.document for each in made.roles[ROLE].identity), needs


def allowed() -> list[str]:
    """Every action that the role is allowed."""
    policies, _ = proven()
    statements = [each for policy in policies for each in policy["Statement"] if each["Effect"] == "Allow"]
    listed = [each["Action"] if isinstance(each["Action"], list) else [each["Action"]] for each in statements]
    return sorted({action for actions in listed for action in actions})


def refusing(action: str) -> dict[str, Any]:
    statement = {"Sid": "TakenAway", "Effect": "Deny", "Action": action, "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def prove(action: str) -> LaunchProof:
    policies, needs = proven()
    return prove_launch(needs, [*policies, refusing(action)], PLACE)


@contextmanager
def refused(site: Site, action: str) -> Iterator[None]:
    """The role is refused an action meanwhile."""
    named = {"RoleName": ROLE, "PolicyName": "taken-away"}
    site.aws.client("iam").put_role_policy(**named, PolicyDocument=json.dumps(refusing(action)))
    try:
        yield
    finally:
        site.aws.client("iam").delete_role_policy(**named)


def ends(site: Site, name: str) -> bool:
    """Whether what was launched ends."""
    catalog = site.aws.client("servicecatalog", keys=site.become("dana"))
    record = catalog.terminate_provisioned_product(ProvisionedProductName=name)["RecordDetail"]
    return bool(ended(site.aws, record["RecordId"])["Status"] == "SUCCEEDED")


def launches(site: Site, name: str) -> bool:
    """Whether a launch and its end succeed."""
    record = try_launch(site, site.become("dana"), CHURN, name, Owner="dana")
    return record["Status"] == "SUCCEEDED" and ends(site, f"{name}-{CHURN}-1")


@pytest.mark.parametrize("action", allowed())
def test_proof_and_launch_agree(site: Site, action: str) -> None:
    name = f"n{allowed().index(action)}"
    with refused(site, action):
        launched = launches(site, name)
    assert launched is (action in LAXER or not prove(action).blocks)


def test_the_whole_role_launches(site: Site) -> None:
    assert launches(site, "whole")
    policies, needs = proven()
    assert prove_launch(needs, policies, PLACE).missing == ()


UPDATING = (
    "cloudformation:UpdateStack",
    "sagemaker:StartNotebookInstance",
    "sagemaker:StopNotebookInstance",
    "sagemaker:UpdateNotebookInstance",
    "sagemaker:UpdateNotebookInstanceLifecycleConfig",
)


def updates(site: Site, name: str, **answers: str) -> bool:
    """Whether an update of a launched notebook succeeds."""
    catalog = site.aws.client("servicecatalog", keys=site.become("dana"))
    found = catalog.describe_product(Name=f"Notebook {CHURN}")
    given = {"NotebookName": name, "Environment": CHURN, "Owner": "dana", **answers}
    record = catalog.update_provisioned_product(
        ProvisionedProductName=f"{name}-{CHURN}-1",
        ProductId=found["ProductViewSummary"]["ProductId"],
        ProvisioningArtifactId=found["ProvisioningArtifacts"][0]["Id"],
        ProvisioningParameters=[{"Key": key, "Value": value} for key, value in given.items()],
    )["RecordDetail"]
    return bool(ended(site.aws, record["RecordId"])["Status"] == "SUCCEEDED")


@pytest.mark.parametrize("action", UPDATING)
def test_proof_and_update_agree(site: Site, action: str) -> None:
    name, changed = f"u{UPDATING.index(action)}", {"VolumeSize": "50", "IdleMinutes": "90"}
    launch(site, site.become("dana"), CHURN, name, Owner="dana")
    with refused(site, action):
        assert prove(action).missing_to("update")
        assert not updates(site, name, **changed)
    assert updates(site, name, **changed)
    assert ends(site, f"{name}-{CHURN}-1")
