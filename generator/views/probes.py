"""The answers to probes, as a table for people and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.probing import Answer

MARKS = {"holds": "✓", "wrong": "✗", "open": "?", "not asked": "-"}


def render_answers(answers: Sequence[Answer]) -> str:
    """One line a fact: outcome, id, expected, seen; below it the belief."""
    rows = [
        (MARKS[one.outcome.value], one.outcome.value, one.fact.id, one.expected, one.seen, one.fact.belief)
        for one in answers
    ]
    widths = [max((len(row[at]) for row in rows), default=0) for at in range(4)]
    lines = []
    for mark, outcome, name, expected, seen, belief in rows:
        head = f"{mark} {outcome:<{widths[1]}}  {name:<{widths[2]}}"
        lines += [f"{head}  expected {expected:<{widths[3]}}  seen {seen}", f"    {belief}"]
    counts = [f"{sum(one.outcome.value == name for one in answers)} {name}" for name in MARKS]
    return "\n".join([*lines, ", ".join(counts)])


def render_answers_json(answers: Sequence[Answer]) -> str:
    """`{"format": 1, "answers": [{id, belief, expected, seen, outcome, if_wrong}]}`."""
    rows = [
        {
            "id": one.fact.id,
            "belief": one.fact.belief,
            "expected": list(one.fact.expected),
            "seen": one.seen,
            "outcome": one.outcome.value,
            "if_wrong": one.fact.if_wrong,
        }
        for one in answers
    ]
    return json.dumps({"format": 1, "answers": rows}, indent=2, ensure_ascii=False)
