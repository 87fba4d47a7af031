"""The outcome as a person reads it: one row per scanner, then each finding that is left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from scan.exceptions import is_excepted
from scan.model import ExceptionEntry, Finding, Report

HEAD = ("scanner", "version", "rules run", "findings", "excepted", "left")


def left_over(reports: Iterable[Report], exceptions: Sequence[ExceptionEntry], today: date) -> list[Finding]:
    """Each finding that no exception answers, once, whichever documents show it."""
    left: dict[tuple[str, str, str], Finding] = {}
    for report in reports:
        for finding in report.findings:
            if not is_excepted(finding, exceptions, today):
                left.setdefault(finding.identity, finding)
    return sorted(left.values())


def table_lines(reports: Sequence[Report], exceptions: Sequence[ExceptionEntry], today: date) -> Iterator[str]:
    """The table. A finding counts once however many documents show it."""
    rows = [HEAD, *(_row(report, exceptions, today) for report in reports)]
    widths = [max(len(row[column]) for row in rows if len(row) > column) for column in range(len(HEAD))]
    widths[1] = max((len(row[1]) for row in rows if len(row) == len(HEAD)), default=0)
    for row in rows:
        if len(row) < len(HEAD):
            yield f"{row[0]:<{widths[0]}}  {row[1]}"
        else:
            words = [f"{cell:<{width}}" for cell, width in zip(row[:2], widths[:2], strict=True)]
            figures = [f"{cell:>{width}}" for cell, width in zip(row[2:], widths[2:], strict=True)]
            yield "  ".join([*words, *figures])


def finding_lines(findings: Iterable[Finding]) -> Iterator[str]:
    """Two lines for each finding: who, what and where; then why."""
    for finding in findings:
        where = f" ({finding.document})" if finding.document else ""
        yield f"{finding.scanner}: {finding.rule}: {finding.resource}{where}"
        yield f"    {' '.join(finding.message.split())[:200]}"


def _row(report: Report, exceptions: Sequence[ExceptionEntry], today: date) -> tuple[str, ...]:
    name = " ".join(filter(None, (report.scanner, report.part)))
    if report.absent:
        return name, f"not run: {report.absent}"
    every = {finding.identity for finding in report.findings}
    left = {finding.identity for finding in left_over([report], exceptions, today)}
    return name, report.version, str(report.rules), str(len(every)), str(len(every) - len(left)), str(len(left))
