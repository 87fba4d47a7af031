"""Files of decision cases: read line by line, with every malformed line reported at once."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from generator.diagnostics import Finding, Problems
from generator.iam.evaluate import Outcome, decide
from generator.iam.evaluate.cases import MOST_FINDINGS, Case, load_cases
from tests.generator.iam.requests import ACCOUNT, OBJECT, USER

DOCUMENT = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
OPEN = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}
CASE: dict[str, Any] = {"principal": USER, "action": "s3:GetObject", "resource": OBJECT, "resourceAccount": ACCOUNT}


def read(path: Path, *lines: str | bytes) -> tuple[list[Case], list[Finding]]:
    """Write the lines to a file; give the cases that were read before the findings, and the findings."""
    path.write_bytes(b"\n".join(line.encode() if isinstance(line, str) else line for line in lines))
    cases: list[Case] = []
    try:
        for case in load_cases(path, "cases.jsonl"):
            cases.append(case)
    except Problems as problems:
        return cases, list(problems.findings)
    return cases, []


def test_a_case_with_every_layer_is_read(tmp_path: Path) -> None:
    whole = {
        **CASE,
        "id": "7",
        "context": {"aws:TagKeys": ["a", "b"], "aws:SecureTransport": True, "aws:x": 3},
        "identityPolicies": [DOCUMENT],
        "resourcePolicy": OPEN,
        "boundary": DOCUMENT,
        "scps": [[DOCUMENT], [DOCUMENT, DOCUMENT]],
        "sessionPolicy": DOCUMENT,
        "vpce": [OPEN],
        "expected": "Allowed",
    }
    ((case,), _) = read(tmp_path / "cases", json.dumps(whole))
    assert (case.name, case.line, case.expected) == ("7", 1, Outcome.ALLOWED)
    assert case.request.context == {"aws:TagKeys": ("a", "b"), "aws:SecureTransport": "true", "aws:x": "3"}
    assert [[policy.name for policy in level] for level in case.policies.service_control] == [
        ["service control policy 1.1"],
        ["service control policy 2.1", "service control policy 2.2"],
    ]
    assert decide(case.request, case.policies).allowed


def test_absent_null_and_empty_layers_are_no_layers(tmp_path: Path) -> None:
    bare = {**CASE, "resourcePolicy": None, "boundary": None, "vpce": [], "scps": None}
    ((case,), _) = read(tmp_path / "cases", "", json.dumps(bare))
    assert (case.name, case.expected) == ("line 2", None)
    assert decide(case.request, case.policies).blocked_by == ("identity",)


def test_compressed_files_are_read_whatever_they_are_called(tmp_path: Path) -> None:
    packed = tmp_path / "cases.txt"
    packed.write_bytes(gzip.compress(json.dumps(CASE).encode()))
    assert [case.line for case in load_cases(packed)] == [1]


WRONG: list[tuple[Any, str, int | None, str]] = [
    ("{", "SEC441", 2, "is not JSON"),
    ('{"principal": "x"\n', "SEC441", 18, "is not JSON: Expecting ',' delimiter"),
    ("[]", "SEC441", 1, "not a JSON object"),
    (b'{"principal": "\xff"}', "SEC441", 16, "byte 16 is not UTF-8"),
    ("[" * 100_000, "SEC441", 1, "is not JSON"),
    ('{"action": "a", "action": "b"}', "SEC441", 1, "'action' is twice"),
    ('{"a": NaN}', "SEC441", 1, "NaN is no JSON value"),
    ("{}", "SEC442", 1, "principal is missing"),
    ({**CASE, "principal": 7}, "SEC442", 2, "principal must be a string"),
    ({**CASE, "principal": "arn:aws:s3:::b"}, "SEC442", 2, "is no principal"),
    ({**CASE, "action": "GetObject"}, "SEC442", None, "'GetObject' is no action"),
    ({**CASE, "context": []}, "SEC442", None, "context must be an object"),
    ({**CASE, "context": {"aws:x": None}}, "SEC442", None, "aws:x must be a string"),
    ({**CASE, "context": {"aws:x": "a", "AWS:X": "b"}}, "SEC442", None, "twice"),
    ({**CASE, "identityPolicies": DOCUMENT}, "SEC442", None, "identityPolicies must be a list"),
    ({**CASE, "identityPolicies": ["x"]}, "SEC442", None, "no policy document"),
    ({**CASE, "scps": [DOCUMENT]}, "SEC442", None, "a list of levels"),
    ({**CASE, "expected": "Denied"}, "SEC442", None, "'Denied' is no outcome"),
    ({**CASE, "sessionPolcy": DOCUMENT}, "SEC443", None, "`sessionPolicy` is meant"),
    ({**CASE, "identitypolicies": [DOCUMENT]}, "SEC443", None, "`identityPolicies` is meant"),
]


@pytest.mark.parametrize(("line", "code", "column", "said"), WRONG, ids=[said for *_, said in WRONG])
def test_a_malformed_line_is_a_finding_at_its_place(
    tmp_path: Path, line: Any, code: str, column: int | None, said: str
) -> None:
    text = json.dumps(line) if isinstance(line, dict) else line
    _, (finding,) = read(tmp_path / "cases", json.dumps(CASE), text)
    assert finding.code == code
    assert said in finding.message
    assert finding.span is not None
    assert (finding.span.path, finding.span.line) == ("cases.jsonl", 2)
    assert finding.span.column == column or column is None
    assert finding.fix


def test_all_malformed_lines_are_reported_at_once_after_the_good_ones(tmp_path: Path) -> None:
    good = json.dumps(CASE)
    cases, findings = read(tmp_path / "cases", good, "{", good, "[]", good)
    assert [case.line for case in cases] == [1, 3, 5]
    assert [finding.span.line for finding in findings if finding.span] == [2, 4]


def test_a_file_of_another_kind_ends_after_enough_findings(tmp_path: Path) -> None:
    _, findings = read(tmp_path / "cases", *["no"] * (MOST_FINDINGS + 50))
    assert len(findings) == MOST_FINDINGS


def test_a_field_that_resembles_none_is_passed_over(tmp_path: Path) -> None:
    cases, findings = read(tmp_path / "cases", json.dumps({**CASE, "why": "a note"}))
    assert len(cases) == 1
    assert not findings


@pytest.mark.parametrize("cut", [30, 60])
def test_a_damaged_gzip_file_is_a_finding(tmp_path: Path, cut: int) -> None:
    packed = tmp_path / "cases.gz"
    packed.write_bytes(gzip.compress("\n".join(json.dumps({**CASE, "id": str(n)}) for n in range(99)).encode())[:-cut])
    with pytest.raises(Problems) as problems:
        list(load_cases(packed))
    assert [finding.code for finding in problems.value.findings][-1] == "SEC444"


def test_a_missing_file_is_a_finding(tmp_path: Path) -> None:
    with pytest.raises(Problems, match="cannot be read"):
        list(load_cases(tmp_path / "none"))
