"""Conditions where only some parameters are answered: true, false, or unknown; and the answers worth trying."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from generator.cloudformation.errors import TemplateError
from generator.cloudformation.template.compared import tested
from generator.cloudformation.template.conditions import evaluate
from generator.cloudformation.template.parameter import Parameter

Answers = Mapping[str, str]

_MOST = 512
"""Combinations tried at most; what is left out stays unknown, and unknown counts as whichever is longer."""
_OTHER = "\0"


def holds(name: str, conditions: Mapping[str, Any], answers: Answers) -> bool | None:
    """Whether a named condition holds; None where that depends on more than `answers`."""

    def named(other: str) -> bool | None:
        return evaluate(conditions[other], named, known) if other in conditions else None

    def known(side: Any) -> str | None:
        match side:
            case {"Ref": str() as parameter}:
                return answers.get(parameter)
            case str() | int():
                return str(side)
        return None

    try:
        return named(name)
    except (TemplateError, RecursionError):
        return None


def combinations(
    names: Sequence[str], parameters: Mapping[str, Parameter], conditions: Mapping[str, Any]
) -> Iterator[Answers]:
    """The answers that make a difference to the conditions `names`; a single empty one where none does."""
    values: dict[str, list[str]] = {}
    for name in names:
        for parameter, literal in tested(name, conditions):
            known = parameters[parameter].allowed if parameter in parameters else None
            values.setdefault(parameter, list(known or [_OTHER]))
            if not known and literal not in values[parameter]:
                values[parameter].append(literal)
    total, chosen = 1, []
    for parameter, found in values.items():
        if total * len(found) <= _MOST:
            total *= len(found)
            chosen.append(parameter)
    for row in product(*(values[parameter] for parameter in chosen)):
        yield dict(zip(chosen, row, strict=True))
