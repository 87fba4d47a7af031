"""A stack that turns PyYAML's events into nodes, and stops at what we do not read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

from generator.manifest.yaml.limits import MAX_DEPTH, MAX_NODES
from generator.manifest.yaml.nodes import Entry, Mapping, Node, Place, Scalar, Sequence
from generator.manifest.yaml.scalars import read_scalar

_Started: TypeAlias = yaml.ScalarEvent | yaml.MappingStartEvent | yaml.SequenceStartEvent


@dataclass
class YamlError(Exception):
    """An error in the YAML itself, by its kind; `generator.manifest.codes` gives the code."""

    kind: str
    message: str
    place: Place
    fix: str
    label: str | None = None


@dataclass(slots=True)
class _Open:
    """A mapping or list that is being read: `size` counts its nodes, `height` the levels below it."""

    node: Mapping | Sequence
    anchor: str | None
    key: Scalar | None = None
    size: int = 1
    height: int = 1


@dataclass
class Builder:
    """Takes events one by one; afterwards `root` is the tree, and `errors` are those that did not stop it."""

    root: Node | None = None
    errors: list[YamlError] = field(default_factory=list)
    _open: list[_Open] = field(default_factory=list)
    _anchors: dict[str, tuple[Node, int, int]] = field(default_factory=dict)
    _documents: int = 0
    _total: int = 0

    def take(self, event: yaml.Event) -> None:
        """The next event; raises YamlError where reading on makes no sense."""
        match event:
            case yaml.ScalarEvent():
                self._refuse_tag(event)
                self._add(_scalar(event), event.anchor, 1, 1)
            case yaml.MappingStartEvent():
                self._start(Mapping(_place(event), {}), event)
            case yaml.SequenceStartEvent():
                self._start(Sequence(_place(event), []), event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                done = self._open.pop()
                self._add(done.node, done.anchor, done.size, done.height)
            case yaml.AliasEvent():
                self._follow(event)
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    message = "a second document begins here; only the first could be meant"
                    raise YamlError("several", message, _place(event), "remove the `---` line, or what follows it")

    def _start(self, node: Mapping | Sequence, event: _Started) -> None:
        self._refuse_tag(event)
        if len(self._open) >= MAX_DEPTH:
            raise YamlError("deep", f"this is nested more than {MAX_DEPTH} levels deep", node.place, "flatten it")
        if self._open and isinstance(self._open[-1].node, Mapping) and self._open[-1].key is None:
            raise YamlError(
                "type", "a key must be text, not a list or a mapping", node.place, "quote it, if it is text"
            )
        self._open.append(_Open(node, event.anchor))

    def _refuse_tag(self, event: _Started) -> None:
        if event.tag not in (None, "!") or (event.tag == "!" and not isinstance(event, yaml.ScalarEvent)):
            message = f"the tag `{str(event.tag)[:60]}` is not read here: only plain YAML is"
            raise YamlError("tag", message, _place(event), "remove the tag; quote a value that is text")

    def _follow(self, event: yaml.AliasEvent) -> None:
        place = _place(event)
        if event.anchor not in self._anchors:
            message = f"`*{str(event.anchor)[:60]}` stands for something that is not finished above it"
            raise YamlError("alias", message, place, "write the value itself")
        node, size, height = self._anchors[event.anchor]
        if len(self._open) + height > MAX_DEPTH:
            raise YamlError("deep", f"this alias is nested more than {MAX_DEPTH} levels deep", place, "flatten it")
        self._add(node, None, size, height, place)

    def _add(self, node: Node, anchor: str | None, size: int, height: int, alias: Place | None = None) -> None:
        place = alias or node.place
        self._count(1 if alias is None else size, place)
        if anchor is not None:
            self._anchors[anchor] = (node, size, height)
        if not self._open:
            self.root = node
            return
        top = self._open[-1]
        top.size += size
        top.height = max(top.height, height + 1)
        match top.node:
            case Sequence(items=items):
                items.append(node)
            case Mapping(entries=entries) if top.key is None:
                top.key = self._key(node, entries, place)
            case Mapping(entries=entries):
                if top.key is not None:
                    entries.setdefault(top.key.text, Entry(top.key.place, node))
                top.key = None

    def _count(self, size: int, place: Place) -> None:
        self._total += size
        if self._total > MAX_NODES:
            message = f"with its aliases written out, the file holds more than {MAX_NODES:,} values"
            raise YamlError("alias", message, place, "write fewer values, or the values themselves")

    def _key(self, node: Node, entries: dict[str, Entry], place: Place) -> Scalar:
        if not isinstance(node, Scalar):
            raise YamlError("type", "a key must be text, not a list or a mapping", place, "write the key itself")
        if node.text == "<<":
            message = "merge keys (`<<`) are not read here: YAML 1.2 has none, and editors differ"
            raise YamlError("alias", message, place, "write the keys themselves")
        if node.text in entries:
            first = entries[node.text].key
            message = f"`{node.text[:60]}` is here twice: first on line {first.line}"
            self.errors.append(YamlError("duplicate-key", message, place, "remove or rename one of the two", "again"))
        return node


def _scalar(event: yaml.ScalarEvent) -> Scalar:
    value = read_scalar(event.value) if event.implicit[0] else event.value
    return Scalar(_place(event), value, event.value)


def _place(event: yaml.Event) -> Place:
    start, end = event.start_mark, event.end_mark
    if start is None or end is None:
        return Place()
    same_line = end.line == start.line
    return Place(start.line + 1, start.column + 1, max(1, end.column - start.column) if same_line else 1)
