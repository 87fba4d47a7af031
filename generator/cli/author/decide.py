"""`decide`: IAM decisions for a file of cases, compared with what the file expects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.exits import Exit
from generator.cli.session import Session, everywhere

if TYPE_CHECKING:
    from generator.diagnostics import Finding
    from generator.iam.evaluate.cases import Case
    from generator.views.decisions import Row

EPILOG = """\b
Examples:
  ./build.py decide cases.jsonl
  ./build.py decide cases.jsonl.gz --format json | jq -r 'select(.differs) | .message'
"""


@click.command(epilog=EPILOG)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="One line, or one JSON object, a decision.",
)
@everywhere
@click.pass_obj
def command(session: Session, file: Path, style: str) -> Exit:
    """Decide each case of FILE (JSON lines, plain or gzip) and name the deciding statements.

    Exits 1 where a decision differs from the case's `expected`, or a case or policy is not understood.
    """
    from generator.diagnostics import Problems
    from generator.views.decisions import render_json, render_row

    render = render_json if style == "json" else render_row
    counts: Counter[str] = Counter()
    findings: list[Finding] = []
    try:
        for row in _rows(file, findings):
            session.put(render(row))
            counts["decided"] += row.decision is not None
            counts["expected"] += row.decision is not None and row.case.expected is not None
            counts["differs"] += row.differs
    except Problems as problems:
        findings += problems.findings
    session.say(_summary(counts))
    if findings:
        raise Problems(findings)
    return Exit.PROBLEMS if counts["differs"] else Exit.FINE


def _rows(file: Path, findings: list[Finding]) -> Iterator[Row]:
    from generator.iam.evaluate.cases import load_cases
    from generator.views.decisions import Row

    for case in load_cases(file):
        answer = _decided(case, file)
        if isinstance(answer, Row):
            yield answer
        else:
            findings.append(answer)
            yield Row(case, None, answer.message)


def _decided(case: Case, file: Path) -> Row | Finding:
    """The decided case, or the finding that says why its policies are not understood."""
    from dataclasses import replace

    from generator.diagnostics import Span
    from generator.iam.evaluate import PolicyNotUnderstood, decide
    from generator.views.decisions import Row

    try:
        return Row(case, decide(case.request, case.policies))
    except PolicyNotUnderstood as refused:
        return replace(refused.findings[0], span=Span(str(file), case.line))


def _summary(counts: Counter[str]) -> str:
    decided = f"{counts['decided']:,} decision{'s' * (counts['decided'] != 1)}"
    if not counts["expected"]:
        return f"{decided}, none with an expected outcome"
    if counts["differs"]:
        return f"{decided}: {counts['differs']:,} of {counts['expected']:,} differ from `expected`"
    return f"{decided}: all {counts['expected']:,} as expected"
