"""The rules of `check` as rows of the dossier: each names the rule, and what it really looked at."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from generator.cloudformation.template.reader import read_document
from generator.verify.rules import RULES
from scan.controls import EQUAL, FRAMEWORKS, UNMAPPED, read_table
from scan.dossier import outcome
from scan.model import Document, ExceptionEntry, Finding, Look, Report
from scan.scanners.own import list_codes, run

TRUST = (
    "{ Version: '2012-10-17', Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: x }] }"
)
OPEN = "{ Version: '2012-10-17', Statement: [{ Effect: Allow, Action: '*', Resource: '*' }] }"
TEMPLATE = f"""\
Resources:
  Data:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
  Loose:
    Type: AWS::S3::Bucket
  Worker:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {TRUST.replace("Action: x", "Action: 'sts:AssumeRole'")}
      Policies: [{{ PolicyName: everything, PolicyDocument: {OPEN} }}]
  Topic:
    Type: AWS::SNS::Topic
"""


WHOLE = "desk/template"
"""Of a rule that read all of it: SEC461 reads the attributes beside the properties."""


def controls(tmp_path: Path, text: str, *exceptions: ExceptionEntry) -> list[dict[str, Any]]:
    file = tmp_path / "desk.yaml"
    file.write_text(text, encoding="utf-8")
    document = Document("desk", "", file, read_document(text)["Resources"])
    return list(outcome([document], list(run([document], tmp_path)), exceptions, date(2026, 11, 27))["controls"])


def rows(tmp_path: Path, text: str) -> dict[str, dict[str, list[str]]]:
    """The row of each code."""
    return {
        row["control"].partition(":")[0]: row for row in controls(tmp_path, text) if row["framework"] not in FRAMEWORKS
    }


def test_each_rule_that_looked_at_something_has_a_row_with_what_it_looked_at(tmp_path: Path) -> None:
    found = rows(tmp_path, TEMPLATE)
    assert found["SEC461"]["rules"] == ["SEC461"]
    assert {"desk/Data", "desk/Loose"} <= set(found["SEC461"]["resources"]) <= {"desk/Data", "desk/Loose", WHOLE}
    assert found["SEC461"]["open"] == ["SEC461 · Loose"]
    assert "desk/Worker" in found["SEC467"]["resources"]
    assert found["SEC467"]["open"] == ["SEC467 · Worker"]
    assert not any("desk/Topic" in row["resources"] for row in found.values())


def test_what_nothing_is_there_for_has_no_row(tmp_path: Path) -> None:
    alone = "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n"
    assert {"SEC461", "SEC467"}.isdisjoint(rows(tmp_path, alone))


def test_every_code_of_every_rule_is_known() -> None:
    codes = [code for words in RULES for code in list_codes(words)]
    assert len(codes) == len(set(codes))
    assert {"SEC401", "SEC411", "SEC434", "SEC468"} <= set(codes)


def test_every_code_stands_for_controls_or_it_is_said_why_not() -> None:
    codes = {code for words in RULES for code in list_codes(words)}
    assert set(EQUAL) | set(UNMAPPED) == codes
    assert set(EQUAL).isdisjoint(UNMAPPED)
    assert {rule for rules in EQUAL.values() for rule in rules} <= set(read_table())
    assert all(set(row) <= set(FRAMEWORKS) for row in read_table().values())


KEYS = """\
Resources:
  Stiff:
    Type: AWS::KMS::Key
    Properties: { KeyPolicy: { Version: '2012-10-17', Statement: [] } }
  Words:
    Type: AWS::Logs::LogGroup
    Properties: { RetentionInDays: 7 }
"""


def of_framework(found: list[dict[str, Any]], framework: str) -> dict[str, dict[str, Any]]:
    return {row["control"]: row for row in found if row["framework"] == framework}


def test_a_rule_of_check_stands_for_the_controls_of_the_equal_public_rule(tmp_path: Path) -> None:
    nist = of_framework(controls(tmp_path, KEYS), "NIST 800-53 R5")
    assert nist["SC-12"]["rules"] == ["SEC491"]
    assert nist["SC-12"]["resources"] == ["desk/Stiff"]
    assert nist["SC-12"]["open"] == ["SEC491 · Stiff"]
    assert nist["AU-11"]["rules"] == ["SEC495"]
    assert nist["AU-11"]["open"] == []


def test_an_exception_has_its_last_day_at_each_control(tmp_path: Path) -> None:
    excepted = ExceptionEntry("check", ("SEC491",), ("Stiff",), "It signs nothing.", date(2027, 1, 1), "entry 1")
    row = of_framework(controls(tmp_path, KEYS, excepted), "NIST 800-53 R5")["SC-12"]
    assert row["open"] == []
    assert row["exceptions"] == ["E1"]


def test_two_scanners_that_look_for_one_control_have_one_row() -> None:
    reports = [
        Report(name, "HIPAA", "1", 1, (Finding(name, rule, "Disk"),), looked=(Look(rule, "desk", "Disk", ("164.1",)),))
        for name, rule in (("cdk-nag", "HIPAA-Disk"), ("check", "SEC490"))
    ]
    (row,) = outcome([], reports, [], date(2026, 11, 27))["controls"]
    assert row["rules"] == ["HIPAA-Disk", "SEC490"]
    assert row["open"] == ["HIPAA-Disk · Disk", "SEC490 · Disk"]
