"""Findings as one line each: `products/notebook/template.py:58:5: error W3010 …`, as compilers write them."""

from __future__ import annotations

from collections.abc import Sequence

from generator.diagnostics import Finding


def render_concise(findings: Sequence[Finding]) -> str:
    """One line a finding; empty for none."""
    return "\n".join(_line(finding) for finding in findings)


def _line(finding: Finding) -> str:
    place = f"{finding.span}: " if finding.span is not None else ""
    message = " ".join(finding.message.split())
    return f"{place}{finding.severity.value} {finding.code} {message}"
