"""Findings as GitHub Actions annotations ("Workflow commands for GitHub Actions"), shown beside the changed line."""

from __future__ import annotations

from collections.abc import Sequence

from generator.diagnostics import Finding, Severity

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render_github(findings: Sequence[Finding]) -> str:
    """One workflow command a finding; empty for none."""
    return "\n".join(_line(finding) for finding in findings)


def _line(finding: Finding) -> str:
    words = finding.message if finding.fix is None else f"{finding.message}\nfix: {finding.fix}"
    settings = {"title": finding.code}
    if finding.span is not None:
        settings = {
            "file": finding.span.path,
            "line": str(finding.span.line),
            "col": str(finding.span.column),
        } | settings
    shown = ",".join(f"{key}={_setting(value)}" for key, value in settings.items())
    return f"::{_COMMANDS[finding.severity]} {shown}::{_words(words)}"


def _words(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _setting(text: str) -> str:
    return _words(text).replace(":", "%3A").replace(",", "%2C")
