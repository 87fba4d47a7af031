"""Which names a value refers to, found without resolving it; and the checks of a template that need no values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

PLACEHOLDER = re.compile(r"\$\{([^!{}][^{}]*)\}")


@dataclass(frozen=True)
class Reference:
    """`Ref` (attribute empty), `GetAtt` (attribute set) or the name of a condition (`condition`)."""

    name: str
    attribute: str = ""
    condition: bool = False


def walk_references(value: Any, decide: Callable[[str], bool] | None = None) -> Iterator[Reference]:
    """Every reference in a value; with `decide`, only those on the live side of each Fn::If."""
    if isinstance(value, list):
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
    for placeholder in PLACEHOLDER.findall(text):
        name = placeholder.strip()
        if name not in own:
            head, _, attribute = name.partition(".")
            yield Reference(head, attribute)


def _is_pair(inner: Any) -> bool:
    return isinstance(inner, list) and len(inner) == 2 and isinstance(inner[0], str) and isinstance(inner[1], dict)


def depends_on(resource: Mapping[str, Any]) -> list[str]:
    """The names of a resource's `DependsOn`."""
    given = resource.get("DependsOn") or []
    return [given] if isinstance(given, str) else list(given)
