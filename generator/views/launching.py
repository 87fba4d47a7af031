"""What a product asks, and what was launched, as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Question = tuple[str, str, str | None, str | None, Sequence[str], tuple[int | None, int | None]]
"""(name, description, default, pinned value, allowed values, bounds)."""


def render_questions(questions: Iterable[Question]) -> str:
    """One block a question."""
    return "\n".join(_question(*question) for question in questions)


def render_table(rows: Sequence[Sequence[str]]) -> str:
    """Columns as wide as their widest cell."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))] if rows else []
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _question(
    name: str,
    description: str,
    default: str | None,
    pinned: str | None,
    allowed: Sequence[str],
    bounds: tuple[int | None, int | None],
) -> str:
    low, high = bounds
    limits = []
    if pinned is not None:
        limits.append(f"always {pinned} here")
    elif default is not None:
        limits.append(f"default {default}" if default else "may be left empty")
    else:
        limits.append("needs an answer")
    if allowed and pinned is None:
        numbers = len(allowed) > 6 and all(value.isdigit() for value in allowed)
        limits.append(f"{allowed[0]} to {allowed[-1]}" if numbers else f"one of {', '.join(allowed)}")
    elif low is not None or high is not None:
        limits.append(f"{low} to {high}")
    return f"  {name}   {' · '.join(limits)}\n    {description}"
