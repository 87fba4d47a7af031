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
    write_record(record, key, {"findings": [_row(finding) for finding in findings]})
    return findings


def _load(record: Mapping[str, Any]) -> list[Finding]:
    return [_finding(row) for row in record["findings"]]


def _row(finding: Finding) -> Mapping[str, Any]:
    span = finding.span
    place = span and [span.path, span.line, span.column, span.length]
    return {**vars(finding), "span": place, "severity": finding.severity.value}


def _finding(row: Mapping[str, Any]) -> Finding:
    span = Span(*row["span"]) if row["span"] else None
    return Finding(**{**row, "span": span, "severity": Severity(row["severity"]), "path": tuple(row["path"])})
