"""A template's conditions under given answers: true, false, or unknown; and the answers worth trying."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from generator.cloudformation.template.parameter import Parameter

Answers = Mapping[str, str]

_MOST = 512
"""Combinations tried at most; what is left out stays unknown, and unknown counts as whichever is longer."""
_OTHER = "\0"


def holds(condition: Any, conditions: Mapping[str, Any], answers: Answers) -> bool | None:
    """Whether a condition holds; None where that hangs on more than `answers`."""
    if isinstance(condition, str):
        condition = conditions.get(condition)
    if not isinstance(condition, dict) or len(condition) != 1:
        return None
    ((function, argument),) = condition.items()
    match function, argument:
        case "Condition", str():
            return holds(argument, conditions, answers)
        case "Fn::Not", [inner]:
            truth = holds(inner, conditions, answers)
            return None if truth is None else not truth
        case "Fn::And", list():
            return _every([holds(item, conditions, answers) for item in argument])
        case "Fn::Or", list():
            truth = _every([_opposite(holds(item, conditions, answers)) for item in argument])
            return _opposite(truth)
        case "Fn::Equals", [left, right]:
            one, other = _value(left, answers), _value(right, answers)
            return None if one is None or other is None else one == other
    return None


def combinations(
    names: Sequence[str], parameters: Mapping[str, Parameter], conditions: Mapping[str, Any]
) -> Iterator[Answers]:
    """The answers that make a difference to the conditions `names`; a single empty one where none does."""
    values: dict[str, list[str]] = {}
    for name in names:
        for parameter, literal in _tests(conditions.get(name), conditions):
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


def _tests(condition: Any, conditions: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every (parameter, text) that an `Equals` inside compares."""
    match condition:
        case {"Fn::Equals": [{"Ref": str() as name}, str() | int() as literal]}:
            yield name, str(literal)
        case {"Fn::Equals": [str() | int() as literal, {"Ref": str() as name}]}:
            yield name, str(literal)
        case {"Condition": str() as name}:
            yield from _tests(conditions.get(name), conditions)
        case {"Fn::Not": list() as items} | {"Fn::And": list() as items} | {"Fn::Or": list() as items}:
            for item in items:
                yield from _tests(item, conditions)


def _every(truths: Sequence[bool | None]) -> bool | None:
    if False in truths:
        return False
    return None if None in truths else True


def _opposite(truth: bool | None) -> bool | None:
    return None if truth is None else not truth


def _value(side: Any, answers: Answers) -> str | None:
    match side:
        case {"Ref": str() as name}:
            return answers.get(name)
        case str() | int():
            return str(side)
    return None
