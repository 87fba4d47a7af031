"""Which parameters a condition compares, and with which texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def tested(name: str, conditions: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every (parameter, text) that an `Equals` inside the named condition compares."""
    yield from _named(name, conditions, frozenset())


def _named(name: str, conditions: Mapping[str, Any], seen: frozenset[str]) -> Iterator[tuple[str, str]]:
    if name not in seen:
        yield from _inside(conditions.get(name), conditions, seen | {name})


def _inside(condition: Any, conditions: Mapping[str, Any], seen: frozenset[str]) -> Iterator[tuple[str, str]]:
    match condition:
        case {"Fn::Equals": [{"Ref": str() as name}, str() | int() as literal]}:
            yield name, str(literal)
        case {"Fn::Equals": [str() | int() as literal, {"Ref": str() as name}]}:
            yield name, str(literal)
        case {"Condition": str() as name}:
            yield from _named(name, conditions, seen)
        case {"Fn::Not": list() as items} | {"Fn::And": list() as items} | {"Fn::Or": list() as items}:
            for item in items:
                yield from _inside(item, conditions, seen)
