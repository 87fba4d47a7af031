"""Lines that stand a level too far left or right: one finding a block, and the tree as it was meant.

What YAML reads of such a block is well-formed and says something else: empty keys, unknown keys, missing ones. All
that comes after it sees the block where it belongs, so that nothing contradicts the one finding.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Table
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from generator.diagnostics import Finding, Span
from generator.manifest.codes import Codes
from generator.manifest.shapes import Shape, find_shape
from generator.manifest.suggestions import suggest
from generator.manifest.yaml import Entry, Mapping, Node, Place, Scalar, Sequence

DEEPER = 2
"""Spaces of a level that has nothing in it yet."""


@dataclass(frozen=True)
class _Level:
    """A mapping above: what it is called, what it may have, and what it has."""

    name: str
    shape: Shape
    entries: dict[str, Entry]
    place: Place


def settle_indentation(tree: Node, path: str, codes: Codes, form: type[BaseModel]) -> tuple[Node, list[Finding]]:
    """The tree as it was meant, and a finding for each block that was moved in it."""
    moving = _Moving(path, codes["indentation"])
    return moving.walk(tree, form, path, ()), moving.findings


class _Moving:
    """One file."""

    def __init__(self, path: str, code: str) -> None:
        self._path, self._code = path, code
        self.findings: list[Finding] = []

    def walk(self, node: Node, annotation: Any, name: str, above: tuple[_Level, ...]) -> Node:
        """The node with everything in it where it belongs; what belongs above is put there."""
        shape = find_shape(annotation)
        if isinstance(node, Sequence):
            items = [self.walk(item, shape.each, name, above) for item in node.items]
            return Sequence(node.place, items)
        if not isinstance(node, Mapping) or not (shape.is_form or shape.is_table):
            return node
        level = _Level(name, shape, dict(node.entries), node.place)
        alone = self._take_in(level, above)
        if shape.is_form:
            self._give_up(level, above, alone)
        done: set[str] = set()
        while waiting := [key for key in level.entries if key not in done]:
            for key in waiting:
                place, inner = level.entries[key]
                found = self.walk(inner, shape.keys.get(key, shape.each), key, (*above, level))
                level.entries[key] = Entry(place, found)
                done.add(key)
        return Mapping(node.place, level.entries)

    def _take_in(self, level: _Level, above: tuple[_Level, ...]) -> set[str]:
        """What stands beside a key that has nothing below it, and can only belong there.

        Returns the keys that belong further up themselves: the lines of those are alone at a wrong level.
        """
        alone = set[str]()
        for key, entry in list(level.entries.items()):
            if key not in level.entries or not _is_nothing(entry.node):
                continue
            home = _find_home(key, above) if key not in level.shape.keys and level.shape.is_form else None
            inner = home.shape.keys[key] if home is not None else level.shape.keys.get(key, level.shape.each)
            block = dict(self._beside(level, key, find_shape(inner)))
            if not block:
                continue
            first = next(iter(block.values())).key
            for moved in block:
                del level.entries[moved]
            level.entries[key] = Entry(entry.key, Mapping(first, block))
            if home is not None:
                alone.add(key)
                continue
            names = ", ".join(f"`{moved}`" for moved in block)
            what = f"`{key}` has nothing below it: {names} {'stand' if len(block) > 1 else 'stands'} beside it"
            self._tell(what, first, f"put {DEEPER} more spaces before {_lines(block)}", f"belongs to `{key}`")
        return alone

    def _beside(self, level: _Level, key: str, inner: Shape) -> Iterator[tuple[str, Entry]]:
        """The keys that follow, as long as they are unknown here and may stand below."""
        names = list(level.entries)
        for name in names[names.index(key) + 1 :]:
            entry = level.entries[name]
            if name in level.shape.keys or entry.key.line <= level.entries[key].key.line:
                return
            if name not in inner.keys and not (inner.is_table and _may_be(entry.node, find_shape(inner.each))):
                return
            if inner.is_table and suggest(name, list(level.shape.keys)):
                return  # a key of here that is misspelt
            yield name, entry

    def _give_up(self, level: _Level, above: tuple[_Level, ...], alone: set[str]) -> None:
        """What is unknown here, and known and missing further up."""
        for name, entry in list(level.entries.items()):
            if name in level.shape.keys:
                continue
            home = _find_home(name, above)
            outer = min((other.key.column for other in home.entries.values()), default=0) if home is not None else 0
            if home is None or entry.key.column <= outer or entry.key.line == level.place.line:
                continue
            del level.entries[name]
            home.entries[name] = entry
            what = f"`{name}` stands in `{level.name}`, and belongs to `{home.name}`"
            lines = f"line {entry.key.line}" if name in alone else _lines({name: entry})
            fix = f"take {entry.key.column - outer} spaces away from {lines}"
            self._tell(what, entry.key, fix, f"belongs to `{home.name}`")

    def _tell(self, what: str, at: Place, fix: str, label: str) -> None:
        self.findings.append(Finding(self._code, what, Span(self._path, *at), fix, label))


def _find_home(name: str, above: tuple[_Level, ...]) -> _Level | None:
    """The nearest mapping above that may have a key, and has not."""
    return next((each for each in reversed(above) if name in each.shape.keys and name not in each.entries), None)


def _may_be(node: Node, shape: Shape) -> bool:
    """Whether a value may be what a table has: of a form, a mapping of keys of which it knows one."""
    if not shape.is_form:
        return True
    return isinstance(node, Mapping) and any(key in shape.keys for key in node.entries)


def _is_nothing(node: Node) -> bool:
    return isinstance(node, Scalar) and node.value is None


def _lines(block: Table[str, Entry]) -> str:
    """`line 18`, `lines 18 to 20`."""
    first = min(entry.key.line for entry in block.values())
    last = max(max(entry.key.line, _last(entry.node)) for entry in block.values())
    return f"line {first}" if first == last else f"lines {first} to {last}"


def _last(node: Node) -> int:
    """The last line on which something of a node begins."""
    match node:
        case Mapping(entries=entries):
            return max([node.place.line, *(max(each.key.line, _last(each.node)) for each in entries.values())])
        case Sequence(items=items):
            return max([node.place.line, *map(_last, items)])
    return node.place.line
