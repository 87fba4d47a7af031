"""Findings as JSON, `"format": 1`: a public promise."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from generator.diagnostics import Finding, Severity


def render_json(findings: Sequence[Finding]) -> str:
    """`{"format": 1, "counts": {…}, "findings": […]}`."""
    counts = {severity.value: sum(finding.severity is severity for finding in findings) for severity in Severity}
    return json.dumps(
        {"format": 1, "counts": counts, "findings": [_row(finding) for finding in findings]},
        indent=2,
        ensure_ascii=False,
    )


def _row(finding: Finding) -> dict[str, Any]:
    span = finding.span
    place = {"path": span.path, "line": span.line, "column": span.column, "length": span.length} if span else None
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "place": place,
        "label": finding.label,
        "fix": finding.fix,
    }
