"""The table says what ran, what was found, and what is left; the exit code follows from it."""

from __future__ import annotations

from datetime import date

from scan.__main__ import CLEAN, LEFT, NOT_RUN, exit_code
from scan.model import ExceptionEntry, Finding, Report
from scan.table import finding_lines, left_over, table_lines

TODAY = date(2026, 11, 23)
KEPT = Finding("checkov", "CKV_AWS_18", "LogsBucket", "environment, default", "Ensure that logging is on")
OPEN = Finding("checkov", "CKV_AWS_21", "DataBucket", "environment, default", "Ensure that versions are kept")
AGAIN = Finding("checkov", "CKV_AWS_21", "DataBucket", "environment, fullest", "Ensure that versions are kept")
REPORT = Report("checkov", "", "3.3.30", 43, (KEPT, OPEN, AGAIN))
NO_NODE = Report("cdk-nag", absent="node 20 or newer with npm is not on this machine")
EXCEPTED = ExceptionEntry("checkov", ("CKV_AWS_18",), ("LogsBucket",), "why", date(2027, 1, 1))


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("  ") if cell.strip()]


def test_a_row_counts_a_finding_once_however_many_documents_show_it() -> None:
    head, row = table_lines([REPORT], [EXCEPTED], TODAY)
    assert cells(head) == ["scanner", "version", "rules run", "findings", "excepted", "left"]
    assert cells(row) == ["checkov", "3.3.30", "43", "2", "1", "1"]


def test_a_scanner_that_did_not_run_says_why_in_its_row() -> None:
    assert cells(list(table_lines([REPORT, NO_NODE], [], TODAY))[-1]) == [
        "cdk-nag",
        "not run: node 20 or newer with npm is not on this machine",
    ]


def test_what_is_left_is_shown_with_its_rule_its_resource_and_its_reason() -> None:
    left = left_over([REPORT], [EXCEPTED], TODAY)
    assert list(finding_lines(left)) == [
        "checkov: CKV_AWS_21: DataBucket (environment, default)",
        "    Ensure that versions are kept",
    ]


def test_the_exit_code_tells_clean_from_left_from_not_run() -> None:
    optional = Report("cfn-guard registry", absent="not there", needed=False)
    assert exit_code([REPORT, optional], []) == CLEAN
    assert exit_code([REPORT], [OPEN]) == LEFT
    assert exit_code([REPORT, NO_NODE], []) == NOT_RUN
    assert exit_code([NO_NODE], [OPEN]) == LEFT
