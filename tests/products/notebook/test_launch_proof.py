"""The notebook under the environment's own launch role: sufficient, and short of each permission that is taken away."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
import yaml

from generator.cloudformation.template.reader import read_document
from generator.launching import LaunchProof, Needs, find_needs, prove_launch
from generator.verify.launches import ASSUMED
from generator.verify.scenarios.deployed import resolve_template
from tests.bench.measuring import CHECKOUT

PLACE = {**ASSUMED, "Environment": "churn-dev"}


@cache
def deployed() -> tuple[tuple[Mapping[str, Any], ...], Needs]:
    """The policies of the role as the newest environment makes it, and what the newest notebook asks for."""
    answers = yaml.safe_load((CHECKOUT / "products/environment/scenarios.yaml").read_text(encoding="utf-8"))["answers"]
    environment = read_document((CHECKOUT / "dist/environment/2.0.0/template.yaml").read_text(encoding="utf-8"))
    made = resolve_template(environment, {key: str(value) for key, value in answers.items()})
    role = made.roles["ds-churn-dev-notebook-creation"].policies()
    stored = {
        body["Properties"]["Name"].replace("churn-dev", "${Environment}", 1): body["Properties"]["Value"]
        for body in made.resources.values()
        if body["Type"] == "AWS::SSM::Parameter"
    }
    notebook = read_document((CHECKOUT / "dist/notebook/2.0.0/template.yaml").read_text(encoding="utf-8"))
    return tuple(each.document for each in role.identity), find_needs(notebook, "Environment", None, stored)


def prove(without: str = "") -> LaunchProof:
    """The proof, with an action refused that the role has."""
    policies, needs = deployed()
    refusal = {"Sid": "TakenAway", "Effect": "Deny", "Action": without, "Resource": "*"}
    more = [{"Version": "2012-10-17", "Statement": [refusal]}] if without else []
    return prove_launch(needs, [*policies, *more], PLACE)


def test_every_machine_and_zone_launches_is_updated_and_ends() -> None:
    assert prove().missing == ()
    assert not [words for words in prove().undecidable if "ec2:Vpc" not in words]


def test_what_no_launch_needs_is_what_the_next_environment_may_leave_out() -> None:
    page = (CHECKOUT / "docs/launch-proof.md").read_text(encoding="utf-8")
    listed = page.partition("## What the environment's launch role could go without\n")[2]
    unneeded = {action for _, action in prove().unneeded}
    assert unneeded == set(re.findall(r"`([a-z]+:[A-Z][A-Za-z]+)`", listed))


@pytest.mark.parametrize(
    "action",
    [
        "cloudformation:CreateStack",
        "ec2:DeleteNetworkInterface",
        "iam:PassRole",
        "kms:CreateGrant",
        "sagemaker:AddTags",
        "sagemaker:CreateNotebookInstance",
        "sagemaker:DeleteNotebookInstanceLifecycleConfig",
        "sagemaker:StopNotebookInstance",
        "ssm:GetParameters",
    ],
)
def test_a_permission_that_is_taken_away_blocks(action: str) -> None:
    proof = prove(action)
    assert proof.blocks
    assert {(each.need.action, each.denied) for each in proof.missing} == {(action, "TakenAway")}
