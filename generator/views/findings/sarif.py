"""Findings as SARIF 2.1.0 (OASIS "Static Analysis Results Interchange Format"), for code scanning."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from generator.diagnostics import Finding, Severity, Span
from generator.diagnostics.codes import load_explanations

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def render_sarif(findings: Sequence[Finding]) -> str:
    """One run, with a rule for each code that occurs; paths are relative to the project."""
    codes = sorted({finding.code for finding in findings})
    driver = {"name": "data-science-catalog", "rules": [_rule(code) for code in codes]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"PROJECT": {"description": {"text": "The project's folder."}}},
        "results": [_result(finding, codes.index(finding.code)) for finding in findings],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _rule(code: str) -> Mapping[str, Any]:
    row = load_explanations().get(code)
    if row is None:
        return {"id": code}
    return {
        "id": code,
        "shortDescription": {"text": row.title},
        "fullDescription": {"text": row.why},
        "help": {"text": row.fix},
    }


def _result(finding: Finding, index: int) -> Mapping[str, Any]:
    words = finding.message if finding.fix is None else f"{finding.message}\nfix: {finding.fix}"
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": words},
    }
    if finding.span is not None:
        result["locations"] = [_location(finding.span)]
    return result


def _location(span: Span) -> Mapping[str, Any]:
    region = {"startLine": span.line, "startColumn": span.column, "endColumn": span.column + span.length}
    artifact = {"uri": quote(span.path), "uriBaseId": "PROJECT"}
    return {"physicalLocation": {"artifactLocation": artifact, "region": region}}
