"""Conditions before anything is decided: what they refer to is there, and none refers to itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.cloudformation.errors import invalid
from generator.cloudformation.template.references import walk_references
from generator.cloudformation.template.scope import PSEUDO


def check_conditions(conditions: Mapping[str, Any], parameters: Mapping[str, Any]) -> None:
    """Raises TemplateError where a condition refers to what is no parameter, to no condition, or to itself."""
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
