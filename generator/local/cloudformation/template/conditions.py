"""Conditions: named, by value, decided once in a scope."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.local.cloudformation.faults import invalid
from generator.local.cloudformation.template.intrinsics import resolve
from generator.local.cloudformation.template.references import walk_references
from generator.local.cloudformation.template.scope import PSEUDO, Scope


def decide(name: str, scope: Scope) -> bool:
    """The truth of a named condition."""
    if name not in scope.conditions:
        conditions = scope.template.section("Conditions")
        if name not in conditions:
            raise invalid(f"Template format error: Unresolved condition dependency {name} in the Resources block")
        scope.conditions[name] = test(conditions[name], scope)
    return scope.conditions[name]


def test(value: Any, scope: Scope) -> bool:
    """The truth of a condition's expression."""
    match value:
        case {"Condition": str() as name}:
            return decide(name, scope)
        case {"Fn::Equals": [left, right]}:
            return bool(resolve(left, scope) == resolve(right, scope))
        case {"Fn::Not": [inner]}:
            return not test(inner, scope)
        case {"Fn::And": [*inner]}:
            return all(test(one, scope) for one in _two_to_ten("And", inner))
        case {"Fn::Or": [*inner]}:
            return any(test(one, scope) for one in _two_to_ten("Or", inner))
    raise invalid("Template format error: Every Conditions member must be a condition function.")


def _two_to_ten(function: str, inner: list[Any]) -> list[Any]:
    if not 2 <= len(inner) <= 10:
        raise invalid(f"Template validation error: every Fn::{function} object requires 2 to 10 conditions")
    return inner


def check_conditions(conditions: Mapping[str, Any], parameters: Mapping[str, Any]) -> None:
    """Raises AwsFault where a condition refers to what is no parameter, to no condition, or to itself."""
    for name, value in conditions.items():
        _check_reach(name, value, conditions, (name,))
        for reference in walk_references(value):
            if not reference.condition and reference.name not in {*parameters, *PSEUDO}:
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
            raise invalid(f"Template format error: Found circular condition dependency between {start} and itself")
        _check_reach(start, conditions[reference.name], conditions, (*seen, reference.name))
