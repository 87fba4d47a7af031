"""The tree of a YAML document: every key and value with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias


class Place(NamedTuple):
    """Line and column from 1, and how many characters of that line it covers."""

    line: int = 1
    column: int = 1
    length: int = 1


@dataclass(slots=True)
class Scalar:
    """A value: `value` as YAML 1.2's core schema reads it, `text` as it was written, without quotes."""

    place: Place
    value: str | int | float | bool | None
    text: str


@dataclass(slots=True)
class Sequence:
    """A list."""

    place: Place
    items: list[Node]


@dataclass(slots=True)
class Mapping:
    """Keys and values, in the order of the file."""

    place: Place
    entries: dict[str, Entry]


class Entry(NamedTuple):
    """One key of a mapping: the key's place, and its value."""

    key: Place
    node: Node


Node: TypeAlias = Scalar | Sequence | Mapping


def plain(node: Node) -> Any:
    """The tree without its places, as dicts, lists and scalars. The parser has limited its depth."""
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [plain(item) for item in node.items]
        case Mapping():
            return {key: plain(entry.node) for key, entry in node.entries.items()}
