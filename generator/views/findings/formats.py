"""The table of formats: a name on the command line and the function behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from generator.diagnostics import Finding
from generator.views.findings.concise import render_concise
from generator.views.findings.github import render_github
from generator.views.findings.json import render_json
from generator.views.findings.junit import render_junit
from generator.views.findings.sarif import render_sarif
from generator.views.findings.text import ReadLine, render_text

RenderFindings = Callable[[Sequence[Finding]], str]

FORMATS = ("text", "concise", "json", "sarif", "junit", "github")


def choose_formats(read_line: ReadLine) -> Mapping[str, RenderFindings]:
    """The formats by name; `read_line` gives the lines that `text` shows."""
    return {
        "text": lambda findings: render_text(findings, read_line),
        "concise": render_concise,
        "json": render_json,
        "sarif": render_sarif,
        "junit": render_junit,
        "github": render_github,
    }
