"""Where something is in a template's text: the line and column of every key and value, found only when asked."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from generator.cloudformation.template.reader import (
    TemplateLoader,
    is_json,
    long_form,
    read_value,
    without_last_commas,
)

Path = tuple[str | int, ...]
"""Keys and indices from the top, with functions in their long form: `("Resources", "Key", "Properties", "Name")`."""
_SPACE = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True)
class Position:
    """A place in a text; line and column count from 1."""

    line: int
    column: int


@dataclass(frozen=True)
class Place:
    """Where a value begins, and the key (or list item) before it."""

    key: Position
    value: Position


def position_of(text: str, path: Path, *, key: bool = False) -> Position:
    """Where the value (or the key) of a path begins; of the innermost part that there is, where it goes too deep.

    Raises TemplateError where the text is not well-formed.
    """
    places = find_positions(text)
    while path not in places:
        path = path[:-1]
    return places[path].key if key else places[path].value


@lru_cache(maxsize=8)
def find_positions(text: str) -> Mapping[Path, Place]:
    """The place of every key and value of a text, by its path."""
    read_value(text)
    if is_json(text):
        return dict(_JsonPlaces(without_last_commas(text)).walk())
    node = yaml.compose(text, Loader=TemplateLoader)
    return dict(_walk_node(node, (), _position(node)))


def _position(node: Any) -> Position:
    return Position(node.start_mark.line + 1, node.start_mark.column + 1) if node is not None else Position(1, 1)


def _walk_node(node: Any, path: Path, key: Position) -> Iterator[tuple[Path, Place]]:
    here = _position(node)
    yield path, Place(key, here)
    if node is not None and node.tag.startswith("!"):
        path = (*path, long_form(node.tag))
        yield path, Place(here, here)
        if node.tag == "!GetAtt" and isinstance(node, yaml.ScalarNode):
            yield from (((*path, index), Place(here, here)) for index in range(2))
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            yield from _walk_node(value, (*path, name.value), _position(name))
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _walk_node(item, (*path, index), _position(item))


class _JsonPlaces:
    """One walk over a well-formed JSON text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = [0, *(found.end() for found in re.finditer("\n", text))]
        self._decoder = json.JSONDecoder()
        self._at = 0

    def walk(self) -> Iterator[tuple[Path, Place]]:
        """Every path with its place."""
        self._skip()
        return self._value((), self._here())

    def _here(self) -> Position:
        line = bisect_right(self._lines, self._at)
        return Position(line, self._at - self._lines[line - 1] + 1)

    def _skip(self, characters: int = 0) -> None:
        """Goes over a number of characters, and the white space behind them."""
        found = _SPACE.match(self._text, self._at + characters)
        assert found is not None
        self._at = found.end()

    def _value(self, path: Path, key: Position) -> Iterator[tuple[Path, Place]]:
        yield path, Place(key, self._here())
        match self._text[self._at]:
            case "{":
                yield from self._members(path, "}")
            case "[":
                yield from self._members(path, "]")
            case _:
                _, self._at = self._decoder.raw_decode(self._text, self._at)

    def _members(self, path: Path, end: str) -> Iterator[tuple[Path, Place]]:
        index = 0
        self._skip(1)
        while self._text[self._at] != end:
            key, name = self._here(), index
            if end == "}":
                name, self._at = self._decoder.raw_decode(self._text, self._at)
                self._skip()
                self._skip(1)
            yield from self._value((*path, name), key)
            self._skip()
            if self._text[self._at] == ",":
                self._skip(1)
            index += 1
        self._at += 1


def find_repeated(text: str) -> Iterator[tuple[str, Position]]:
    """Each key of a well-formed text that its map has already, and where it is again."""
    if is_json(text):
        yield from _repeated_in_json(text)
        return
    nodes: list[Any] = [yaml.compose(text, Loader=TemplateLoader)]
    while nodes:
        node = nodes.pop()
        if isinstance(node, yaml.MappingNode):
            names = [key.value for key, _ in node.value]
            for at, (key, value) in enumerate(node.value):
                nodes.append(value)
                if key.value in names[:at]:
                    yield key.value, _position(key)
        elif isinstance(node, yaml.SequenceNode):
            nodes += node.value


def _repeated_in_json(text: str) -> Iterator[tuple[str, Position]]:
    seen: set[Path] = set()
    for path, place in _JsonPlaces(without_last_commas(text)).walk():
        if path in seen:
            yield str(path[-1]), place.key
            seen = {other for other in seen if other[: len(path)] != path}
        seen.add(path)
