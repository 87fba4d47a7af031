"""An exception answers what it names, for as long as it says, and is itself checked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from scan.exceptions import check_exceptions, is_excepted, load_exceptions
from scan.model import ExceptionEntry, Finding

TODAY = date(2026, 11, 23)
REASON = "the rule reads only literal ids and ours is a reference"
LOGGING = ExceptionEntry("checkov", ("CKV_AWS_18",), ("LogsBucket",), REASON, date(2027, 11, 23), "entry 1")
ENTRY = {
    "reason": REASON,
    "since": TODAY,
    "expires": date(2027, 11, 23),
    "findings": [{"scanner": "checkov", "rules": ["CKV_AWS_18"], "resources": ["LogsBucket"]}],
}


def changed(**changes: Any) -> ExceptionEntry:
    return replace(LOGGING, **changes)


def load(tmp_path: Path, *entries: object) -> tuple[list[ExceptionEntry], list[Finding]]:
    path = tmp_path / "exceptions.yaml"
    path.write_text(yaml.safe_dump(list(entries)), encoding="utf-8")
    return load_exceptions(path)


def test_an_exception_answers_the_rule_and_the_resource_that_it_names() -> None:
    assert is_excepted(Finding("checkov", "CKV_AWS_18", "LogsBucket"), [LOGGING], TODAY)


@pytest.mark.parametrize(
    "other",
    [
        Finding("cfn-lint", "CKV_AWS_18", "LogsBucket"),
        Finding("checkov", "CKV_AWS_19", "LogsBucket"),
        Finding("checkov", "CKV_AWS_18", "DataBucket"),
        Finding("checkov", "CKV_AWS_18", "LogsBucketPolicy"),
    ],
)
def test_it_answers_nothing_else(other: Finding) -> None:
    assert not is_excepted(other, [LOGGING], TODAY)


def test_a_star_stands_for_anything_and_a_bracket_for_itself() -> None:
    wildcards = changed(scanner="cdk-nag", rules=("IAM5[Resource::arn:*/ds-*]",), resources=("Training*",))
    assert is_excepted(
        Finding("cdk-nag", "IAM5[Resource::arn:aws:s3:::x/ds-dev-*]", "TrainingWork"), [wildcards], TODAY
    )
    assert not is_excepted(Finding("cdk-nag", "IAM5[Action::s3:*]", "TrainingWork"), [wildcards], TODAY)
    assert not is_excepted(Finding("cdk-nag", "IAM5R", "TrainingWork"), [changed(rules=("IAM5[R]",))], TODAY)


def test_an_exception_that_has_expired_answers_nothing_and_is_reported() -> None:
    late = changed(expires=TODAY)
    finding = Finding("checkov", "CKV_AWS_18", "LogsBucket")
    assert not is_excepted(finding, [late], TODAY)
    assert [each.rule for each in check_exceptions([late], [finding], ["checkov"], TODAY)] == ["expired"]


def test_every_pattern_that_matches_nothing_any_more_is_reported() -> None:
    wide = changed(rules=("CKV_AWS_18", "CKV_AWS_99"), resources=("LogsBucket", "OldBucket"))
    found = [Finding("checkov", "CKV_AWS_18", "LogsBucket"), Finding("cfn-lint", "CKV_AWS_99", "OldBucket")]
    unused = check_exceptions([wide], found, ["checkov"], TODAY)
    assert [each.rule for each in unused] == ["unused", "unused"]
    assert "CKV_AWS_99" in unused[0].message
    assert "OldBucket" in unused[1].message


def test_a_scanner_that_did_not_run_leaves_its_exceptions_unjudged() -> None:
    assert check_exceptions([LOGGING], [], ["cfn-lint"], TODAY) == []


def test_the_file_is_read_with_one_reason_for_several_scanners(tmp_path: Path) -> None:
    guard = {"scanner": "cfn-guard registry", "rules": ["S3_LOGGING"], "resources": ["LogsBucket"]}
    exceptions, problems = load(tmp_path, {**ENTRY, "findings": [*ENTRY["findings"], guard]})  # type: ignore[misc]  # a list
    assert problems == []
    assert [(each.scanner, each.reason) for each in exceptions] == [("checkov", REASON), ("cfn-guard registry", REASON)]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"reason": "not applicable"}, "a sentence"),
        ({"reason": None}, "a sentence"),
        ({"expires": "soon"}, "days"),
        ({"expires": date(2026, 11, 1)}, "comes after since"),
        ({"expires": date(2030, 1, 1)}, "not more than a year"),
        ({"findings": []}, "at least one"),
        ({"findings": [{"scanner": "checkov", "rules": ["CKV_AWS_18"]}]}, "exactly"),
        ({"findings": [{"scanner": "checkov", "rules": [], "resources": ["LogsBucket"]}]}, "list of patterns"),
        ({"findings": [{"scanner": "checkov", "rules": ["*"], "resources": ["LogsBucket"]}]}, "except everything"),
        ({"findings": [{"scanner": "checkov", "rules": ["CKV_AWS_18"], "resources": ["*"]}]}, "except everything"),
        ({"findings": [{"scanner": "chekov", "rules": ["CKV_AWS_18"], "resources": ["LogsBucket"]}]}, "one of checkov"),
        ({"ticket": "none"}, "exactly"),
    ],
)
def test_an_entry_that_is_not_whole_is_a_finding_and_answers_nothing(
    tmp_path: Path, changes: dict[str, object], says: str
) -> None:
    exceptions, problems = load(tmp_path, ENTRY, {**ENTRY, **changes})
    assert [each.place for each in exceptions] == ["entry 1"]
    assert [(each.scanner, each.resource) for each in problems] == [("exceptions", "entry 2")]
    assert says in problems[0].message


def test_what_is_no_entry_at_all_is_a_finding_too(tmp_path: Path) -> None:
    assert [each.resource for each in load(tmp_path, "checkov", None)[1]] == ["entry 1", "entry 2"]


def test_the_project_s_own_exceptions_are_whole() -> None:
    exceptions, problems = load_exceptions(Path(__file__).parents[2] / "scan" / "exceptions.yaml")
    assert problems == []
    assert len(exceptions) > 30
