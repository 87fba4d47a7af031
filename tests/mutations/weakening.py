"""Ways to change one statement: gone, without one of its conditions, on everything, without one of its actions."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.iam.permissions.statements import MARK

Statement = Mapping[str, Any]
Place = tuple[str, ...]


@dataclass(frozen=True)
class Weakening:
    """One statement of one policy, and what takes its place; None where it goes."""

    place: Place
    how: str
    statement: Statement | None = field(compare=False)


def weaken(statement: Statement) -> Iterator[Weakening]:
    """Every way in which one statement can be changed."""
    place = tuple(statement[MARK])
    yield Weakening(place, "gone", None)
    for operator, keys in statement.get("Condition", {}).items():
        for key in keys:
            yield Weakening(place, f"without {operator} {key}", _without(statement, operator, key))
    if _listed(statement.get("Resource", "*")) != ["*"]:
        yield Weakening(place, "on everything", {**statement, "Resource": "*"})
    actions = _listed(statement.get("Action", ()))
    if len(actions) > 1:
        for action in actions:
            rest = [each for each in actions if each != action]
            yield Weakening(place, f"without {action}", {**statement, "Action": rest})


def weakened(resources: Mapping[str, Any], weakening: Weakening) -> dict[str, Any]:
    """The resources with that one statement changed; the others are shared."""
    name = weakening.place[1]
    body = json.loads(json.dumps(resources[name]))
    _replace(body, list(weakening.place), weakening.statement)
    return {**resources, name: body}


def statements_of(value: Any) -> Iterator[Statement]:
    """Every marked statement inside a value."""
    if isinstance(value, Mapping):
        if MARK in value:
            yield value
        for each in value.values():
            yield from statements_of(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from statements_of(each)


def _replace(value: Any, place: list[str], statement: Statement | None) -> None:
    if isinstance(value, dict):
        held = value.get("Statement")
        if isinstance(held, dict):
            held = value["Statement"] = [held]
        if isinstance(held, list):
            for number, each in enumerate(held):
                if isinstance(each, dict) and each.get(MARK) == place:
                    held[number : number + 1] = [] if statement is None else [copy.deepcopy(dict(statement))]
                    return
        for each in value.values():
            _replace(each, place, statement)
    elif isinstance(value, list):
        for each in value:
            _replace(each, place, statement)


def _without(statement: Statement, operator: str, key: str) -> Statement:
    conditions = {
        name: {k: v for k, v in keys.items() if (name, k) != (operator, key)}
        for name, keys in statement["Condition"].items()
    }
    kept = {name: keys for name, keys in conditions.items() if keys}
    rest = {element: each for element, each in statement.items() if element != "Condition"}
    return {**rest, "Condition": kept} if kept else rest


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]
