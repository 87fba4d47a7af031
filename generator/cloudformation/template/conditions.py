"""Conditions: true, false, or unknown where not every value is known; and their check before anything is known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from generator.cloudformation.errors import invalid
from generator.cloudformation.template.parameter import plain_text
from generator.cloudformation.template.references import walk_references
from generator.cloudformation.template.scope import PSEUDO_NAMES


def evaluate(expression: Any, named: Callable[[str], bool | None], known: Callable[[Any], Any]) -> bool | None:
    """The truth of a condition's expression; None where it depends on what is not known.

    `named` gives the truth of another condition, `known` the value of one side of an `Fn::Equals`, or None. Every part
    is evaluated, as CloudFormation does, also where the first one decides. Raises TemplateError.
    """
    match expression:
        case {"Condition": str() as name} if len(expression) == 1:
            return named(name)
        case {"Fn::Equals": [left, right]}:
            one, other = known(left), known(right)
            return None if one is None or other is None else _comparable(one) == _comparable(other)
        case {"Fn::Not": [inner]}:
            return _opposite(evaluate(inner, named, known))
        case {"Fn::And": [*parts]}:
            return _every(evaluate(part, named, known) for part in _two_to_ten("And", parts))
        case {"Fn::Or": [*parts]}:
            return _opposite(_every(_opposite(evaluate(part, named, known)) for part in _two_to_ten("Or", parts)))
    raise invalid("Template format error: Every Conditions member must be a condition function.")


def _two_to_ten(function: str, parts: list[Any]) -> list[Any]:
    if not 2 <= len(parts) <= 10:
        raise invalid(f"Template validation error: every Fn::{function} object requires 2 to 10 conditions")
    return parts


def _every(truths: Iterable[bool | None]) -> bool | None:
    found = set(truths)
    if False in found:
        return False
    return None if None in found else True


def _opposite(truth: bool | None) -> bool | None:
    return None if truth is None else not truth


def _comparable(value: Any) -> Any:
    """CloudFormation compares text: a number or a truth value counts as it is written."""
    if isinstance(value, list):
        return [_comparable(item) for item in value]
    return plain_text(value) if isinstance(value, bool | int | float) else value


def check_conditions(conditions: Mapping[str, Any], parameters: Mapping[str, Any]) -> None:
    """Raises TemplateError where a condition refers to what is no parameter, to no condition, or to itself."""
    for name, value in conditions.items():
        _check_reach(name, value, conditions, (name,))
        for reference in walk_references(value):
            if not reference.condition and reference.name not in {*parameters, *PSEUDO_NAMES}:
                raise invalid(
                    f"Template format error: Unresolved dependencies [{reference.name}]. "
                    "Cannot reference resources in the Conditions block of the template"
                )


def _check_reach(start: str, value: Any, conditions: Mapping[str, Any], seen: tuple[str, ...]) -> None:
    for reference in walk_references(value):
        if not reference.condition:
            continue
        if reference.name not in conditions:
            raise invalid(
                f"Template format error: Unresolved condition dependency {reference.name} "
                "in the Conditions block of the template"
            )
        if reference.name in seen:
            raise circular(start)
        _check_reach(start, conditions[reference.name], conditions, (*seen, reference.name))


def circular(name: str) -> Exception:
    """The error of a condition that needs itself."""
    return invalid(f"Template format error: Found circular condition dependency between {name} and itself")
