"""The command `decide`: one decision a line, and exit code 1 where one differs from what is expected."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.cli.entry import main
from tests.generator.iam.requests import ACCOUNT, OBJECT, USER

STATEMENT = {"Sid": "All", "Effect": "Allow", "Action": "*", "Resource": "*"}
ALLOWING = {"Version": "2012-10-17", "Statement": [STATEMENT]}
CASE: dict[str, Any] = {
    "id": "one",
    "principal": USER,
    "action": "s3:GetObject",
    "resource": OBJECT,
    "resourceAccount": ACCOUNT,
    "identityPolicies": [ALLOWING],
    "expected": "Allowed",
}
UNKNOWN = {"Version": "2012-10-17", "Statement": [{**STATEMENT, "Condition": {"Odd": {"aws:x": "a"}}}]}


def write(folder: Path, *cases: dict[str, Any]) -> str:
    """A file of these cases."""
    path = folder / "cases.jsonl"
    path.write_text("".join(json.dumps(case) + "\n" for case in cases), encoding="utf-8")
    return str(path)


def test_each_decision_is_one_line_with_its_deciding_statements(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, CASE, {**CASE, "id": "two", "identityPolicies": [], "expected": "ImplicitlyDenied"})
    assert main(["decide", file]) == 0
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        "one  Allowed  by identity policy 1 statement 1 (All)",
        "two  ImplicitlyDenied  because no identity-based policy allows the s3:GetObject action [identity]",
    ]
    assert said.err.strip() == "2 decisions: all 2 as expected"


def test_a_differing_decision_is_marked_and_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path, CASE, {**CASE, "expected": "ExplicitlyDenied"})
    assert main(["decide", file]) == 1
    said = capsys.readouterr()
    assert said.out.splitlines()[1].endswith("EXPECTED ExplicitlyDenied")
    assert "1 of 2 differ" in said.err


def test_json_has_one_object_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["decide", write(tmp_path, CASE), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "format": 1,
        "line": 1,
        "id": "one",
        "outcome": "Allowed",
        "expected": "Allowed",
        "differs": False,
        "statements": [
            {"layer": "identity", "policy": "identity policy 1", "index": 1, "sid": "All", "effect": "Allow"}
        ],
        "blocked_by": [],
        "message": f"User: {USER} is authorized to perform: s3:GetObject on resource: {OBJECT}",
    }


def test_a_policy_that_is_not_understood_is_a_finding_at_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, CASE, {**CASE, "id": "odd", "identityPolicies": [UNKNOWN]}, CASE)
    assert main(["decide", file]) == 1
    said = capsys.readouterr()
    assert [line.split()[1] for line in said.out.splitlines()] == ["Allowed", "NotUnderstood", "Allowed"]
    assert "SEC440" in said.err
    assert "cases.jsonl:2" in said.err
    assert "the condition operator Odd" in said.err


def test_malformed_lines_do_not_hide_the_decisions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path, CASE)
    Path(file).write_text("{\n" + Path(file).read_text(encoding="utf-8"), encoding="utf-8")
    assert main(["decide", file]) == 1
    said = capsys.readouterr()
    assert said.out.startswith("one  Allowed")
    assert "SEC441" in said.err


def test_a_file_that_does_not_exist_is_a_usage_error(tmp_path: Path) -> None:
    assert main(["decide", str(tmp_path / "none.jsonl")]) == 2
