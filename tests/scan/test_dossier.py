"""The scan's record by control, a project's own answers, and what the browser's run says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from scan.answers import find_answers
from scan.dossier import outcome
from scan.model import Document, ExceptionEntry, Finding, Look, Report, Unscannable
from scan.page.__main__ import find_browser, say_wrong

TODAY = date(2026, 11, 27)
RULE = "NIST.800.53.R5-S3BucketLoggingEnabled"
CLEAN, EXCEPTED, OPEN = "AC-2(1)", "AC-17(2)", "AC-3"


def report(*findings: Finding) -> Report:
    looked = (
        Look(RULE, "desk", "Data", (EXCEPTED,)),
        Look(RULE, "desk", "Logs", (EXCEPTED,)),
        Look("NIST.800.53.R5-KMSBackingKeyRotationEnabled", "desk", "Key", (CLEAN,)),
        Look("NIST.800.53.R5-IAMNoInlinePolicy", "desk", "Role", (OPEN,)),
    )
    return Report("cdk-nag", "NIST 800-53 R5", "3.0.2", 85, findings, looked=looked)


@pytest.fixture
def document(tmp_path: Path) -> Document:
    path = tmp_path / "desk.yaml"
    path.write_text("Resources: {}\n")
    return Document("desk", "", path, {})


def test_each_control_has_its_rules_its_resources_and_what_is_left(document: Document) -> None:
    known = Finding("cdk-nag", RULE, "Logs", "desk, default", "no log")
    left = Finding("cdk-nag", "NIST.800.53.R5-IAMNoInlinePolicy", "Role", "desk, default", "inline")
    entry = ExceptionEntry("cdk-nag", (RULE,), ("Logs",), "why it is so", date(2027, 1, 1), "entry 3")
    said = outcome([document], [report(known, left)], [entry], TODAY)
    rows = {row["control"]: row for row in said["controls"]}
    assert list(rows) == [CLEAN, OPEN, EXCEPTED]
    assert (rows[EXCEPTED]["resources"], rows[EXCEPTED]["exceptions"]) == (["desk/Data", "desk/Logs"], ["E3"])
    assert rows[OPEN]["open"] == ["NIST.800.53.R5-IAMNoInlinePolicy · Role"]
    assert rows[CLEAN]["open"] == rows[CLEAN]["exceptions"] == []
    (exception,) = said["exceptions"]
    assert (exception["expires"], exception["products"]) == ("2027-01-01", ["desk"])
    assert len(said["templates"]["desk"]) == 64


def test_what_an_exception_answers_is_open_again_after_its_last_day(document: Document) -> None:
    known = Finding("cdk-nag", RULE, "Logs", "desk, default", "no log")
    entry = ExceptionEntry("cdk-nag", (RULE,), ("Logs",), "why it is so", TODAY, "entry 1")
    rows = {row["control"]: row for row in outcome([document], [report(known)], [entry], TODAY)["controls"]}
    assert rows[EXCEPTED]["open"] == [f"{RULE} · Logs"]


def test_a_projects_own_answers_go_before_examples(tmp_path: Path) -> None:
    assert find_answers(tmp_path, {}) == {}
    (tmp_path / "scan").mkdir()
    (tmp_path / "scan" / "answers.yaml").write_text("desk:\n  small: { Size: '1' }\n")
    assert find_answers(tmp_path, {}) == {"desk": {"small": {"Size": "1"}}}


def test_a_machine_without_a_browser_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Unscannable, match="no browser on this machine"):
        find_browser({})
    assert find_browser({"CHROMIUM": "/opt/browser"}) == "/opt/browser"


def test_whatever_is_wrong_in_a_run_is_a_line() -> None:
    fine = {"name": "360 light", "wide": 0, "scripts": 0, "fetched": [], "violations": []}
    assert list(say_wrong(fine)) == []
    found = {"id": "color-contrast", "help": "Text stands out", "count": 2, "first": ["p: too pale"]}
    wrong = fine | {"wide": 12, "scripts": 1, "fetched": ["https://example.com"], "violations": [found]}
    assert len(list(say_wrong(wrong))) == 5
