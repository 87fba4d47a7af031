"""Findings that were made before, kept under the digest of everything that they were made from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from generator.diagnostics import Finding, Severity, Span
from generator.synth.cache import read_record, write_record


def remember_findings(record: Path, key: str, find: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """The findings under this key: from the record, or by `find` and then recorded."""
    known = read_record(record, key, _load)
    if known is not None:
        return known
    findings = list(find())
    write_record(record, key, {"findings": [finding_row(finding) for finding in findings]})
    return findings


def is_remembered(record: Path, key: str) -> bool:
    """Whether findings are kept under this key."""
    return read_record(record, key, _load) is not None


def _load(record: Mapping[str, Any]) -> list[Finding]:
    return [read_finding(row) for row in record["findings"]]


def finding_row(finding: Finding) -> Mapping[str, Any]:
    """A finding as plain data."""
    span = finding.span
    place = span and [span.path, span.line, span.column, span.length]
    return {**vars(finding), "span": place, "severity": finding.severity.value}


def read_finding(row: Mapping[str, Any]) -> Finding:
    """A finding from plain data."""
    span = Span(*row["span"]) if row["span"] else None
    return Finding(**{**row, "span": span, "severity": Severity(row["severity"]), "path": tuple(row["path"])})
