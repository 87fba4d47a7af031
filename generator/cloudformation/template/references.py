"""Which names a value refers to, found without resolving it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

PLACEHOLDER = re.compile(r"\$\{(!?)([^{}]*)\}")
"""A placeholder of `Fn::Sub`: an exclamation mark where it stays as it is, and its name."""
DYNAMIC = re.compile(r"\{\{resolve:([a-z-]+):([^}]*)\}\}")
"""A dynamic reference: the service, and what it is asked."""


@dataclass(frozen=True)
class Reference:
    """`Ref` (attribute empty), `GetAtt` (attribute set) or the name of a condition (`condition`)."""

    name: str
    attribute: str = ""
    condition: bool = False


def find_lookups(value: Any) -> list[dict[str, list[Any]]]:
    """Every `Fn::FindInMap` of a map, a row and a column in a value, in both branches of each `Fn::If`."""
    found: list[dict[str, list[Any]]] = []
    _collect_lookups(value, found)
    return found


def _collect_lookups(value: Any, found: list[dict[str, list[Any]]]) -> None:
    # every node of every template comes by: a `match` takes three times as long
    if isinstance(value, dict):
        keys = value.get("Fn::FindInMap") if len(value) == 1 else None
        if isinstance(keys, list | tuple) and len(keys) == 3:
            found.append(value)
            return
        value = value.values()
    elif not isinstance(value, list | tuple):
        return
    for inner in value:
        if isinstance(inner, dict | list | tuple):
            _collect_lookups(inner, found)


def is_function(value: Any) -> bool:
    """Whether a value is `Ref` or an `Fn::…`."""
    if not isinstance(value, dict) or len(value) != 1:
        return False
    name = next(iter(value))
    return isinstance(name, str) and (name == "Ref" or name.startswith("Fn::"))


def walk_references(value: Any, decide: Callable[[str], bool] | None = None) -> Iterator[Reference]:
    """Every reference in a value; with `decide`, only those in the branch of each `Fn::If` that is taken."""
    if isinstance(value, list | tuple):
        for item in value:
            yield from walk_references(item, decide)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _walk_entry(key, inner, len(value) == 1, decide)


def _walk_entry(key: str, inner: Any, alone: bool, decide: Callable[[str], bool] | None) -> Iterator[Reference]:
    match key, inner:
        case "Ref", str() if alone:
            yield Reference(inner)
        case "Fn::GetAtt", _ if alone:
            yield from _walk_attribute(inner, decide)
        case "Fn::Sub", _ if alone:
            yield from _walk_substitution(inner, decide)
        case "Fn::If", [str() as name, yes, no] if alone:
            yield Reference(name, condition=True)
            sides = [yes, no] if decide is None else [yes if decide(name) else no]
            yield from walk_references(sides, decide)
        case "Condition", str() if alone:
            yield Reference(inner, condition=True)
        case _:
            yield from walk_references(inner, decide)


def _walk_attribute(inner: Any, decide: Callable[[str], bool] | None) -> Iterator[Reference]:
    parts = inner.split(".", 1) if isinstance(inner, str) else inner
    match parts:
        case [str() as name, str() as attribute]:
            yield Reference(name, attribute)
        case [str() as name, computed]:
            yield Reference(name, "*")
            yield from walk_references(computed, decide)


def _walk_substitution(inner: Any, decide: Callable[[str], bool] | None) -> Iterator[Reference]:
    text, own = (inner, {}) if isinstance(inner, str) else (inner[0], inner[1]) if _is_pair(inner) else ("", {})
    yield from walk_references(list(own.values()), decide)
    for literal, placeholder in PLACEHOLDER.findall(text):
        name = placeholder.strip()
        if not literal and name not in own:
            head, _, attribute = name.partition(".")
            yield Reference(head, attribute)


def _is_pair(inner: Any) -> bool:
    return isinstance(inner, list) and len(inner) == 2 and isinstance(inner[0], str) and isinstance(inner[1], dict)


def depends_on(resource: Mapping[str, Any]) -> list[str]:
    """The names of a resource's `DependsOn`."""
    given = resource.get("DependsOn") or []
    return [given] if isinstance(given, str) else list(given)
