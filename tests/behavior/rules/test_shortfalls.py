"""SEC469: a role that may call an operation has what the operation asks of its caller besides."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from generator.iam.witness import find_witness
from generator.manifest.scenarios import load_scenarios
from generator.synth import render_project
from generator.verify.scenarios.deployed import DeployedTemplate, resolve_template
from generator.verify.scenarios.shortfalls import find_shortfalls

ROOT = Path(__file__).parents[3]


@cache
def environment() -> tuple[Any, dict[str, str]]:
    loaded = load_scenarios(ROOT, "environment")
    (rendered,) = render_project(ROOT, ("environment",))
    return rendered, dict(loaded.scenarios.answers)


def deployed(document: Any) -> DeployedTemplate:
    return resolve_template(document, environment()[1])


def without(policy: str, *sids: str) -> Any:
    """The environment's template without these statements of one policy, in both branches of a choice."""
    document = copy.deepcopy(dict(environment()[0].document))
    body = document["Resources"][policy]["Properties"]["PolicyDocument"]
    kept = [each for each in body["Statement"] if each.get("Sid") not in sids]
    assert len(kept) == len(body["Statement"]) - len(sids)
    body["Statement"] = kept
    return document


def found(document: Any) -> list[str]:
    return [finding.message for finding in find_shortfalls(environment()[0], deployed(document))]


def test_the_environment_as_it_is_lacks_nothing() -> None:
    assert found(environment()[0].document) == []


@pytest.mark.parametrize(
    ("policy", "sid", "lacks"),
    [
        ("NotebookCreationNotebooks", "PassNotebookExecution", "iam:PassRole"),
        ("NotebookCreationNotebooks", "PlaceInterfaces", "ec2:CreateNetworkInterface"),
        ("NotebookCreationNotebooks", "MakeInterfaces", "ec2:CreateNetworkInterface"),
        ("NotebookCreationNotebooks", "RemoveInterfaces", "ec2:DeleteNetworkInterface"),
        ("NotebookCreationNotebooks", "SeeInterfaces", "ec2:DescribeSubnets"),
        ("NotebookCreationNotebooks", "UseNotebookKey", "kms:DescribeKey"),
        ("NotebookCreationNotebooks", "LendNotebookKey", "kms:CreateGrant"),
    ],
)
def test_a_launch_role_that_lacks_one_of_them_is_found(policy: str, sid: str, lacks: str) -> None:
    messages = found(without(policy, sid))
    named = [message for message in messages if f"but not {lacks}" in message]
    assert named, messages
    assert all("`ds-churn-dev-notebook-creation` may call sagemaker:" in message for message in messages)


def test_the_line_of_the_statement_that_lets_it_call_and_a_fix_are_named() -> None:
    document = without("NotebookCreationNotebooks", "LendNotebookKey")
    finding = next(find_shortfalls(environment()[0], deployed(document)))
    assert finding.code == "SEC469"
    assert finding.span is not None
    assert finding.span.path == "products/environment/roles/notebook_creation.py"
    line = (ROOT / finding.span.path).read_text().splitlines()[finding.span.line - 1]
    assert "allow(" in line
    assert "allow kms:CreateGrant beside sagemaker:" in finding.fix


def test_who_may_start_notebooks_and_not_pass_their_role_is_found() -> None:
    document = copy.deepcopy(dict(environment()[0].document))
    denied = {"Sid": "Never", "Effect": "Deny", "Action": "iam:PassRole", "Resource": "*"}
    document["Resources"]["DataScientistNotebooks"]["Properties"]["PolicyDocument"]["Statement"].append(denied)
    (message,) = found(document)
    assert "`ds-churn-dev-data-scientist` may call sagemaker:StartNotebookInstance, but not iam:PassRole" in message


def test_a_witness_is_a_request_that_the_policies_allow() -> None:
    roles = deployed(environment()[0].document).roles
    scientist, launcher = (roles[f"ds-churn-dev-{name}"] for name in ("data-scientist", "notebook-creation"))
    started = find_witness(scientist, "sagemaker:StartNotebookInstance")
    assert started is not None
    assert started.context["aws:ResourceTag/ds:owner"] in str(started.context["aws:userid"])
    assert find_witness(scientist, "sagemaker:CreateNotebookInstance") is None
    assert find_witness(launcher, "iam:PassRole", "*", {"iam:PassedToService": "lambda.amazonaws.com"}) is None
    assert find_witness(launcher, "s3:GetObject", "arn:aws:s3:::bucket/key") is not None
