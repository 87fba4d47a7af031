"""What a product asks, and what was launched, as text and as data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Asking:
    """A question as a person sees it: `choices` and bounds are what product and portfolio allow together."""

    name: str
    description: str
    default: str | None = None
    pinned: str | None = None
    choices: Sequence[str] = ()
    low: int | None = None
    high: int | None = None


def render_questions(questions: Iterable[Asking]) -> str:
    """One block a question."""
    return "\n".join(f"  {asking.name}   {_limits(asking)}\n    {asking.description}" for asking in questions)


def questions_data(questions: Iterable[Asking]) -> list[dict[str, Any]]:
    """`[{"name": …, "description": …, "default": …, "always": …, "choices": […], "minimum": …, "maximum": …}]`."""
    return [
        {
            "name": asking.name,
            "description": asking.description,
            "default": asking.default,
            "always": asking.pinned,
            "choices": list(asking.choices),
            "minimum": asking.low,
            "maximum": asking.high,
        }
        for asking in questions
    ]


def render_table(rows: Sequence[Sequence[str]]) -> str:
    """Columns as wide as their widest cell."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))] if rows else []
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _limits(asking: Asking) -> str:
    if asking.pinned is not None:
        return f"always {asking.pinned} here"
    if asking.default is None:
        words = "needs an answer"
    else:
        words = f"default {asking.default}" if asking.default else "may be left empty"
    if asking.choices:
        numbers = len(asking.choices) > 6 and all(value.isdigit() for value in asking.choices)
        choices = f"{asking.choices[0]} to {asking.choices[-1]}" if numbers else f"one of {', '.join(asking.choices)}"
        return f"{words} · {choices}"
    if asking.low is not None or asking.high is not None:
        return f"{words} · {_bounds(asking.low, asking.high)}"
    return words


def _bounds(low: int | None, high: int | None) -> str:
    if low is None:
        return f"at most {high}"
    return f"at least {low}" if high is None else f"{low} to {high}"
