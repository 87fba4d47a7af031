"""The rules of `check` as rows of the dossier: each names the rule, and what it really looked at."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from generator.verify.rules import RULES
from scan.dossier import outcome
from scan.model import Document
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


def rows(tmp_path: Path, text: str) -> dict[str, dict[str, list[str]]]:
    """The row of each code."""
    file = tmp_path / "desk.yaml"
    file.write_text(text, encoding="utf-8")
    document = Document("desk", "", file, {})
    controls = outcome([document], list(run([document], tmp_path)), [], date(2026, 11, 27))["controls"]
    return {row["control"].partition(":")[0]: row for row in controls}


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
