"""Claims of scenarios.yaml: true of the real environment, and each broken by a request once its policies are open."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from generator.diagnostics import Finding, Problems
from generator.iam.permissions.statements import plain
from generator.manifest import load_products
from generator.manifest.scenarios import LoadedScenarios, load_scenarios
from generator.synth import Rendered, render_product
from generator.verify.scenarios.claim_names import put_values
from generator.verify.scenarios.claims import check_claims

ROOT = Path(__file__).parents[3]
OPEN = {"Sid": "Wide", "Effect": "Allow", "Action": "*", "Resource": "*"}
HEAD = "format: 1\nanswers: {}\nsentences:\n  - as: training\n    cannot: sagemaker:CreateEndpoint\n    because: so\n"


@cache
def environment() -> Rendered:
    return render_product(ROOT, load_products(ROOT)["environment"])


@cache
def claims() -> LoadedScenarios:
    return load_scenarios(ROOT, "environment")


def weakened(value: Any, actions: tuple[str, ...] = ("*",)) -> Any:
    """No policy denies these actions, and what says nothing of principals allows them; everything else is as it was."""
    if isinstance(value, Mapping):
        if value.get("Effect") == "Deny" and _concerns(value, actions):
            kept = {key: each for key, each in value.items() if key in ("Principal", "Resource")}
            return {"Resource": "*", **kept, "Sid": "Refused", "Effect": "Allow", "Action": "sqs:ListQueues"}
        found = {key: weakened(each, actions) for key, each in value.items()}
        if "Statement" in found and "Principal" not in json.dumps(found):
            found["Statement"] = [*found["Statement"], {**OPEN, "Action": list(actions)}]
        return found
    return [weakened(each, actions) for each in value] if isinstance(value, list) else value


def _concerns(statement: Mapping[str, Any], actions: tuple[str, ...]) -> bool:
    """Whether a Deny may name one of the actions; of one by NotAction it is assumed."""
    given = statement.get("Action", "*")
    named = [given] if isinstance(given, str) else given
    pairs = ((str(one).lower(), other.lower()) for one in named for other in actions)
    return any(fnmatchcase(other, one) or fnmatchcase(one, other) for one, other in pairs)


def check(loaded: LoadedScenarios, document: Mapping[str, Any] | None = None) -> list[Finding]:
    rendered = environment()
    return check_claims(ROOT, loaded, replace(rendered, document=document) if document else rendered)


def written(folder: Path, text: str) -> LoadedScenarios:
    (folder / "products/environment").mkdir(parents=True)
    (folder / "products/environment/scenarios.yaml").write_text(HEAD + "claims:\n" + text)
    return load_scenarios(folder, "environment")


@pytest.mark.slow
def test_every_claim_is_true_of_the_environment_and_broken_where_its_policies_are_open() -> None:
    assert check(claims()) == []
    broken = check(claims(), weakened(json.loads(json.dumps(environment().document, default=plain))))
    assert {each.code for each in broken} == {"SEC484"}
    lines = {each.span.line for each in broken if each.span}
    assert lines == {span.line for span in claims().claim_spans}
    assert all("`Wide` of " in each.message for each in broken if "InvokeEndpoint" in each.message)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(18))
def test_a_claim_is_broken_where_only_what_it_speaks_of_is_open(number: int) -> None:
    loaded = claims()
    claim, span = loaded.scenarios.claims[number], loaded.claim_spans[number]
    alone = replace(loaded, scenarios=replace(loaded.scenarios, claims=(claim,)), claim_spans=(span,))
    document = json.loads(json.dumps(environment().document, default=plain))
    broken = check(alone, weakened(document, claim.actions))
    assert {(each.code, each.span) for each in broken} == {("SEC484", span)}


def test_each_claim_has_its_own_fault() -> None:
    assert len(claims().scenarios.claims) == 18


def test_a_false_claim_names_a_request_and_the_line_of_the_statement(tmp_path: Path) -> None:
    text = "  - as: everybody\n    cannot: sagemaker:InvokeEndpoint\n    because: nobody asks\n"
    (found,) = check(written(tmp_path, text))
    assert found.code == "SEC484"
    assert found.span is not None
    assert found.span.line == HEAD.count("\n") + 3
    assert "assumed-role/" in found.message
    assert "may sagemaker:InvokeEndpoint on arn:aws:sagemaker:" in found.message
    place = re.search(r"`(\w+)` of [\w-]+ at (products/[\w/]+\.py):(\d+)", found.message)
    assert place, found.message
    sid, file, line = place.groups()
    assert f'"{sid}"' in "".join((ROOT / file).read_text().splitlines()[int(line) - 1 : int(line) + 1])


def test_all_that_a_claim_names_and_nothing_has_is_reported_at_once(tmp_path: Path) -> None:
    text = (
        "  - as: trainig\n    cannot: [s3:GetObjekt, iam:PassRole]\n    on: $DataBuckt/*\n"
        "    unless: { iam:PassedToServise: x, aws:SourceVpcx: y }\n    because: x\n"
    )
    found = check(written(tmp_path, text))
    assert {each.code for each in found} == {"SEC485"}
    assert [each.fix for each in found][:3] == ["as: training", "$DataBucket", "cannot: s3:GetObject"]
    assert [re.findall(r"`([^`]+)`", each.message)[0] for each in found[3:]] == [
        "aws:SourceVpcx",
        "iam:PassedToServise",
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("  - as: training\n    can: s3:GetObject\n    because: x\n", "SEC47"),
        ("  - as: training\n    cannot: s3:GetObject\n    unless: at home\n    because: x\n", "SEC473"),
        ("  - as: training\n    cannot: []\n    because: ''\n", "SEC47"),
    ],
)
def test_a_malformed_claim_is_a_finding_at_its_line(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(Problems) as caught:
        written(tmp_path, text)
    assert all(each.code.startswith("SEC47") and each.span for each in caught.value.findings)
    assert any(each.code.startswith(code) for each in caught.value.findings)


def test_a_name_is_a_resource_or_each_answer_of_a_parameter() -> None:
    values = {"FirstSubnet": ("subnet-1",), "ExistingSubnets": ("subnet-8", "subnet-9"), "Bucket": ("arn:aws:s3:::b",)}
    texts = ["$FirstSubnet", "$ThirdSubnet", "$ExistingSubnets", "$Bucket/*", "plain"]
    assert put_values(texts, values) == ("subnet-1", "subnet-8", "subnet-9", "arn:aws:s3:::b/*", "plain")


def test_an_existing_network_is_asked_about_too(tmp_path: Path) -> None:
    text = (
        "  - as: training\n    cannot: sagemaker:CreateTrainingJob\n    because: x\n"
        "  - as: notebook-execution\n    cannot: sagemaker:CreateTrainingJob\n"
        "    unless: { sagemaker:VpcSubnets: $ExistingSubnets }\n    because: only where a network is given\n"
        "  - as: notebook-execution\n    cannot: sagemaker:CreateTrainingJob\n"
        "    unless: { sagemaker:VpcSecurityGroupIds: $ExistingSubnets }\n    because: subnets are no groups\n"
    )
    known = HEAD.replace("answers: {}", "answers: { ExistingVpc: vpc-0123456789abcdef0, "
        "ExistingSubnets: 'subnet-0123456789abcdef0,subnet-0123456789abcdef1', "
        "ExistingRouteTables: rtb-0123456789abcdef0, Project: churn, Stage: dev }")  # fmt: skip
    (tmp_path / "products/environment").mkdir(parents=True)
    (tmp_path / "products/environment/scenarios.yaml").write_text(known + "claims:\n" + text)
    (found,) = check(load_scenarios(tmp_path, "environment"))
    assert (found.code, found.fix) == ("SEC484", "fix the policy, or the claim: subnets are no groups")
