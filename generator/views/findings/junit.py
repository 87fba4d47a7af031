"""Findings as JUnit XML, for build servers that show tests: one case a file and code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from generator.diagnostics import Finding, Severity

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML 1.0 cannot hold, not even escaped."""


def render_junit(findings: Sequence[Finding]) -> str:
    """One suite: a finding is a failed case, information a passed one with its words, no finding one passed case."""
    failures = sum(finding.severity is not Severity.INFO for finding in findings)
    cases = [_case(finding) for finding in findings] or ['    <testcase classname="check" name="no findings"/>']
    counts = f'tests="{len(cases)}" failures="{failures}" errors="0" skipped="0"'
    head = ['<?xml version="1.0" encoding="UTF-8"?>', f"<testsuites {counts}>", f'  <testsuite name="check" {counts}>']
    return "\n".join([*head, *cases, "  </testsuite>", "</testsuites>"])


def _case(finding: Finding) -> str:
    where = str(finding.span) if finding.span is not None else "project"
    path = finding.span.path if finding.span is not None else "project"
    words = finding.message if finding.fix is None else f"{finding.message}\nfix: {finding.fix}"
    named = f"classname={_attribute(path)} name={_attribute(f'{finding.code} {where}')}"
    if finding.severity is Severity.INFO:
        return f"    <testcase {named}>\n      <system-out>{_text(words)}</system-out>\n    </testcase>"
    kind = f"message={_attribute(finding.message)} type={_attribute(finding.severity.value)}"
    return f"    <testcase {named}>\n      <failure {kind}>{_text(words)}</failure>\n    </testcase>"


def _text(words: str) -> str:
    return escape(_FORBIDDEN.sub("\ufffd", words), quote=False)


def _attribute(words: str) -> str:
    escaped = escape(_FORBIDDEN.sub("\ufffd", words))
    return '"' + escaped.replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;") + '"'
