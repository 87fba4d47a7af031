"""The documents of service actions: what is wrong with one is told at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.diagnostics import Finding, Problems
from generator.manifest import load_products

PRODUCT = """\
title: Setting
summary: A setting
owner: Platform
version: "1.0.0"
lives-in: account
actions:
  set:
    summary: Sets it.
    document: actions/set.yaml
    target-type: AWS::SSM::Parameter
    parameters: { Setting: target }
"""
DOCUMENT = """\
schemaVersion: "0.3"
parameters:
  Setting: { type: String }
  Value: { type: String, default: large }
mainSteps:
  - name: Set
    action: aws:executeAwsApi
    inputs:
      Service: ssm
      Api: PutParameter
      Name: "{{ Setting }}"
      Value: "{{ Value }}"
    outputs:
      - Name: Version
        Selector: $.Version
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "products" / "setting"
    (folder / "actions").mkdir(parents=True)
    (folder / "product.yaml").write_text(PRODUCT, encoding="utf-8")
    (folder / "actions" / "set.yaml").write_text(DOCUMENT, encoding="utf-8")
    return tmp_path


def found(project: Path, name: str, before: str, after: str) -> list[Finding]:
    file = project / "products" / "setting" / name
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(Problems) as caught:
        load_products(project)
    return caught.value.findings


def test_a_document_is_read_with_its_product(project: Path) -> None:
    [action] = load_products(project)["setting"].actions
    assert action.content.startswith('{"mainSteps":[{"action":"aws:executeAwsApi"')
    assert (action.target_type, action.version) == ("AWS::SSM::Parameter", "1")


CASES = [
    ("actions/set.yaml", "schemaVersion", ": :", "PD292", ""),
    ("actions/set.yaml", '"0.3"', '"2.2"', "PD293", "an automation says its version"),
    (
        "actions/set.yaml",
        "parameters:",
        'assumeRole: "x"\nparameters:',
        "PD293",
        "`assumeRole` is not taken",
    ),
    ("actions/set.yaml", "aws:executeAwsApi", "aws:executeScript", "PD293", "neither a call of an API"),
    (
        "actions/set.yaml",
        "    inputs:",
        "    nextStep: Set\n    inputs:",
        "PD293",
        "`nextStep` is not taken",
    ),
    ("actions/set.yaml", "Service: ssm", "Version: 1", "PD293", "names no operation"),
    ("actions/set.yaml", "{{ Value }}", "{{ Set.Version }}", "PD293", "`{{ Set.Version }}` is neither"),
    ("actions/set.yaml", "name: Set", "name: S!", "PD293", "a step has a name"),
    ("actions/set.yaml", ", default: large", "", "PD294", "nothing gives `actions/set.yaml` its parameter"),
    ("product.yaml", "Setting: target", "Color: target", "PD294", "has no parameter `Color`"),
    (
        "product.yaml",
        "    target-type: AWS::SSM::Parameter\n",
        "",
        "PD294",
        "nothing says which resource",
    ),
    (
        "product.yaml",
        "    summary: Sets",
        '    version: "2"\n    summary: Sets',
        "PD294",
        "has the version 1",
    ),
    ("product.yaml", "actions/set.yaml", "actions/other.yaml", "PD292", "there is no"),
    ("product.yaml", "actions/set.yaml", "../set.yaml", "PD219", "neither a YAML file of the folder"),
    ("product.yaml", "AWS::SSM::Parameter", "Parameter", "PD219", "is no resource type"),
]


@pytest.mark.parametrize(("name", "before", "after", "code", "said"), CASES, ids=[case[4] for case in CASES])
def test_what_is_wrong_is_told_at_its_place(
    project: Path, name: str, before: str, after: str, code: str, said: str
) -> None:
    findings = found(project, name, before, after)
    finding = next(each for each in findings if each.code == code)
    assert said in finding.message
    assert finding.span is not None
    assert finding.fix
