"""The rules that an offer adds: what CloudFormation could not read, what no version asks, what nobody could meet."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from generator.manifest import load_manifest
from generator.synth import read_ledger
from generator.verify.offered_rules import check_offered_rules

ROOT = Path(__file__).resolve().parents[3]
RULES = """\
        rules:
          Small:
            Assertions:
              - Assert: %s
                AssertDescription: a small machine has a small volume
    access:
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    for name in ("products", "dist"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


def find(project: Path, expression: str) -> list[tuple[str, str, str | None]]:
    """(code, characters under the caret, fix)."""
    text = (ROOT / "portfolio.yaml").read_text(encoding="utf-8").replace("    access:\n", RULES % expression)
    (project / "portfolio.yaml").write_text(text, encoding="utf-8")
    found = check_offered_rules(project, load_manifest(project), read_ledger(project))
    lines = text.splitlines()
    return [
        (each.code, lines[each.span.line - 1][each.span.column - 1 :].strip() if each.span else "", each.fix)
        for each in found
    ]


@pytest.mark.parametrize(
    "expression",
    [
        '{ "Fn::Equals": [{ Ref: InstanceType }, ml.t3.medium] }',
        '{ "Fn::Not": [{ "Fn::Equals": [{ Ref: InstanceType }, ml.t3.large] }] }',
        '{ "Fn::Or": [{ "Fn::Contains": [["5", "6"], { Ref: VolumeSize }] }, '
        '{ "Fn::Equals": [{ Ref: "AWS::Region" }, eu-west-1] }] }',
    ],
)
def test_a_rule_that_can_be_read_and_met_is_taken(project: Path, expression: str) -> None:
    assert find(project, expression) == []


@pytest.mark.parametrize(
    ("expression", "code", "at"),
    [
        ('{ "Fn::If": [a, b, c] }', "PF260", '"Fn::If"'),
        ('{ "Fn::Equals": [{ Ref: InstanceType }] }', "PF260", '"Fn::Equals"'),
        ('{ "Fn::Not": [{ Ref: InstanceType }] }', "PF260", "InstanceType"),
        ('{ "Fn::Equals": [{ "Fn::Sub": x }, y] }', "PF260", "x"),
        ('{ "Fn::And": [] }', "PF260", '"Fn::And"'),
        ("{}", "PF260", ""),
        ('{ "Fn::Equals": [{ Ref: InstancType }, ml.t3.medium] }', "PF261", "InstancType"),
        ('{ "Fn::Equals": [{ Ref: InstanceType }, ml.t9.medium] }', "PF262", "Small"),
        ('{ "Fn::Equals": [{ Ref: InstanceType }, ml.c5.xlarge] }', "PF262", "Small"),
        ('{ "Fn::Equals": [{ Ref: Environment }, churn-prod] }', "PF262", "Small"),
    ],
)
def test_a_rule_that_would_stop_every_launch_is_reported(project: Path, expression: str, code: str, at: str) -> None:
    [(found, under, fix)] = find(project, expression)
    assert found == code
    assert under.startswith(at)
    assert fix
