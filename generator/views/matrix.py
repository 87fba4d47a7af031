"""A permission matrix as text of 80 columns, as Markdown and as data."""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from generator.iam.permissions.cells import AnswerKind
from generator.iam.permissions.statements import Written
from generator.verify.matrix.callers import EVERY_PERMISSION
from generator.verify.matrix.matrix import Matrix
from generator.verify.matrix.table import Asked, Cell

WIDTH = 80


@dataclass(frozen=True)
class Group:
    """Callers with the same answer to one question."""

    kind: AnswerKind
    who: tuple[str, ...]
    conditions: tuple[str, ...]
    by: tuple[str, ...]
    """The deciding statements, each with its policy and line."""


def render_matrix(matrix: Matrix) -> str:
    """Task by task: who may do it, who may only under conditions, who is denied it and who was never granted it."""
    lines = [_summary(matrix)]
    for task, cells in groupby(matrix.cells, lambda cell: cell.asked.task):
        lines += ["", task.words, f"  {task.action}"]
        for asked, same in groupby(cells, lambda cell: cell.asked):
            lines += wrapped(f"on {asked.name}, {asked.situation.words}", 2, 4)
            for group in _groups(matrix, same):
                lines += _group(group)
    lines += _notes(matrix)
    return "\n".join(lines)


def render_markdown(matrix: Matrix) -> str:
    """A table with a row for each task, situation and answer."""
    lines = [f"# {matrix.name}", "", _summary(matrix), "", "| Task | Who | Answer | By |", "| --- | --- | --- | --- |"]
    for asked, same in groupby(matrix.cells, lambda cell: cell.asked):
        what = f"{asked.task.words}, {asked.situation.words}<br>`{asked.task.action}` on `{asked.name}`"
        for group in _groups(matrix, same):
            answer = "<br>".join((group.kind.value, *(f"`{each}`" for each in group.conditions)))
            row = (what, ", ".join(group.who), answer, "<br>".join(group.by))
            lines.append(f"| {' | '.join(each.replace('|', chr(92) + '|') for each in row)} |")
    lines += ["", *_notes(matrix)]
    return "\n".join(lines).rstrip()


def matrix_data(matrix: Matrix) -> dict[str, Any]:
    """Every cell for itself."""
    return {
        "format": 1,
        "name": matrix.name,
        "answers": dict(matrix.answers),
        "cells": [_cell(matrix, each) for each in matrix.cells],
    }


def matrix_json(matrix: Matrix) -> str:
    """The same as text."""
    return json.dumps(matrix_data(matrix), indent=2)


def _summary(matrix: Matrix) -> str:
    counts = Counter(cell.answer.kind for cell in matrix.cells)
    tasks = len({cell.asked.task.words for cell in matrix.cells})
    told = ", ".join(f"{counts[kind]:,} {kind.value}" for kind in AnswerKind if counts[kind])
    answers = f"{len(matrix.cells):,} answers to {tasks} tasks: {told}"
    nothing = "no task is about a resource of its types, and it makes no role"
    return "\n".join(wrapped(f"{matrix.name}: {answers if matrix.cells else nothing}", 0, 2))


def _groups(matrix: Matrix, cells: Iterable[Cell]) -> list[Group]:
    """The answers in the order of their kinds; who was never granted something is one group."""
    found: dict[tuple[AnswerKind, tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for cell in cells:
        answer = cell.answer
        granted = answer.kind is not AnswerKind.NEVER
        by = tuple(dict.fromkeys(_statement(matrix, each) for each in _told(cell) if granted))
        conditions = tuple(matrix.policies.rename(each) for each in answer.conditions)
        found.setdefault((answer.kind, conditions, by), []).append(cell.asker.title)
    order = list(AnswerKind)
    groups = [Group(kind, tuple(who), conditions, by) for (kind, conditions, by), who in found.items()]
    return sorted(groups, key=lambda group: order.index(group.kind))


def _told(cell: Cell) -> Iterator[Written]:
    """The deciding statements, without the one that stands for all the permissions of whoever is no role."""
    yield from (each for each in cell.answer.by if each.source.policy != EVERY_PERMISSION)


def _group(group: Group) -> Iterator[str]:
    yield from wrapped(f"{group.kind.value}: {', '.join(group.who)}", 4, 6)
    for condition in group.conditions:
        yield from wrapped(f"if {condition}" if group.kind is AnswerKind.ONLY_IF else condition, 6, 8)
    for each in group.by:
        yield from wrapped(f"by {each}", 6, 8)


def _statement(matrix: Matrix, statement: Written) -> str:
    place = matrix.place(statement.source)
    where = f" at {place.path}:{place.line}" if place is not None else ""
    return f"{statement.source.name} of {matrix.policies.rename(statement.source.policy)}{where}"


def _notes(matrix: Matrix) -> list[str]:
    """Which callers have policies that are not known."""
    foreign = {cell.asker.title: cell.asker.foreign for cell in matrix.cells if cell.asker.foreign}
    lines = [
        line
        for title, arns in foreign.items()
        for line in wrapped(f"{title} has {', '.join(arns)} besides, which is not known here", 0, 2)
    ]
    return ["", *lines] if lines else []


def wrapped(text: str, indent: int, further: int) -> Sequence[str]:
    """Lines of 80 columns, broken between words; an ARN that is longer than that stays whole, to be copied."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * further,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _cell(matrix: Matrix, cell: Cell) -> dict[str, Any]:
    asked, answer = cell.asked, cell.answer
    return {
        "who": cell.asker.title,
        "task": asked.task.words,
        "action": asked.task.action,
        "resource": asked.name,
        "situation": asked.situation.words,
        "known": _known(matrix, asked),
        "answer": answer.kind.value,
        "conditions": [matrix.policies.rename(each) for each in answer.conditions],
        "lacking": list(answer.lacking),
        "explicit_deny": answer.explicit,
        "statements": [_statement_data(matrix, each) for each in _told(cell)],
        "unknown_policies": list(cell.asker.foreign),
    }


def _known(matrix: Matrix, asked: Asked) -> list[str]:
    """The keys that are known, such as `aws:securetransport = true` or `aws:sourcevpce absent`."""
    return [
        f"{key} absent" if value is None else f"{key} = {matrix.policies.rename(_joined(value))}"
        for key, value in asked.known.items()
    ]


def _joined(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else " | ".join(value)


def _statement_data(matrix: Matrix, statement: Written) -> dict[str, Any]:
    place = matrix.place(statement.source)
    return {
        "policy": matrix.policies.rename(statement.source.policy),
        "statement": statement.source.name,
        "effect": "Allow" if statement.allows else "Deny",
        "layer": statement.layer,
        "path": place.path if place is not None else None,
        "line": place.line if place is not None else None,
    }
