"""Findings are found again as they were; a record that is damaged or of another key costs only time."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.diagnostics import Finding, Severity, Span
from generator.verify.finding_cache import remember_findings


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"key": "k"}'])
def test_a_damaged_record_is_passed_over(tmp_path: Path, damage: str) -> None:
    record = tmp_path / "record.json"
    record.write_text(damage)
    found = [Finding("X", "what", Span("file", 3), "fix", "label", Severity.WARNING, ("Resources", "Key"))]
    assert remember_findings(record, "k", lambda: found) == found
    assert remember_findings(record, "k", list) == found
    assert remember_findings(record, "another", list) == []
