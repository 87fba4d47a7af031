"""A path in a resolved document → where that is in the document before its functions were resolved.

Resolving takes one branch of each `Fn::If`, and drops `AWS::NoValue` from lists, so that what follows moves up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Path = tuple[str, ...]


def find_origin(document: Mapping[str, Any], conditions: Mapping[str, Any], path: Sequence[str]) -> Path:
    """The path with `Fn::If` and its branches in it, as far as the document can be followed.

    `document` is what `resolve` took, `conditions` what it returned under `Conditions`. What another function made, or
    one thing that stands for a list of one, is found at that function or thing.
    """
    value, where = _chosen(document, (), conditions)
    for step in path:
        found = _step(value, where, conditions, step)
        if found is None:
            break
        value, where = found
    return where


def _step(value: Any, where: Path, conditions: Mapping[str, Any], step: str) -> tuple[Any, Path] | None:
    if isinstance(value, list | tuple):
        each = (_chosen(item, (*where, str(index)), conditions) for index, item in enumerate(value))
        made = [(item, place) for item, place in each if item != {"Ref": "AWS::NoValue"}]
        return made[int(step)] if step.isdecimal() and int(step) < len(made) else None
    if isinstance(value, Mapping) and step in value:
        return _chosen(value[step], (*where, step), conditions)
    return None


def _chosen(value: Any, where: Path, conditions: Mapping[str, Any]) -> tuple[Any, Path]:
    """The branch that was taken of every choice around a value."""
    while isinstance(value, Mapping) and len(value) == 1:
        match value.get("Fn::If"):
            case [str() as condition, then, otherwise] if condition in conditions:
                taken = "1" if conditions[condition] else "2"
                value, where = (then if taken == "1" else otherwise), (*where, "Fn::If", taken)
            case _:
                break
    return value, where
