"""Findings for people: the sentence, the position, the line itself with a caret, and the fix."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from generator.diagnostics import Finding, Severity, Span

ReadLine = Callable[[Span], str | None]
"""Gives the source line behind a span, or None where it cannot be had."""


def render_text(findings: Sequence[Finding], read_line: ReadLine) -> str:
    """One block a finding, with a blank line between; ends without a newline."""
    return "\n\n".join(render_finding(finding, read_line) for finding in findings)


def render_finding(finding: Finding, read_line: ReadLine) -> str:
    """`error[CODE]: what`, the position, the line with a caret under the place, and `fix:`."""
    lines = [f"{finding.severity.value}[{finding.code}]: {finding.message}"]
    margin = " "
    if finding.span is not None:
        margin = " " * len(str(finding.span.line))
        lines.append(f"{margin}--> {finding.span}")
        lines += _excerpt(finding, finding.span, read_line(finding.span), margin)
    if finding.fix is not None:
        lines.append(f"{margin} = fix: {finding.fix}")
    return "\n".join(lines)


def summarize(findings: Sequence[Finding]) -> str:
    """`2 errors, 1 warning`, or `no findings`."""
    counts = {severity: sum(finding.severity is severity for finding in findings) for severity in Severity}
    return ", ".join(count_of(count, severity.value) for severity, count in counts.items() if count) or "no findings"


def count_of(count: int, noun: str) -> str:
    """`1 error`, `2 errors`."""
    return f"{count} {noun}{'s' * (count != 1)}"


def _excerpt(finding: Finding, span: Span, line: str | None, margin: str) -> list[str]:
    if line is None:
        return []
    shown = line.rstrip("\n").replace("\t", " ")[:200]
    start, length = span.column, span.length
    if (start, length) == (1, 1) and shown.strip():  # only the line is known: all of it is marked
        start, length = len(shown) - len(shown.lstrip()) + 1, len(shown.strip())
    room = max(1, min(length, len(shown) - start + 1))
    caret = " " * (start - 1) + "^" * room + (f" {finding.label}" if finding.label else "")
    return [f"{margin} |", f"{span.line} | {shown}", f"{margin} | {caret}", f"{margin} |"]
