"""The versions on offer in portfolio.yaml's text, changed in place: comments, order and quoting elsewhere stay.

What is changed is a value at its own place in the text, never the file as a whole. A value that an alias shares cannot
be changed for one offer alone and is refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from generator.diagnostics import Finding, Refused, Span
from generator.manifest.spans import PORTFOLIO_FILE
from generator.manifest.yaml.parsing import Loader


@dataclass(frozen=True)
class OfferEdit:
    """What one product of a portfolio is to offer from now on. In a list of a line each, what stays keeps its place."""

    portfolio: str
    product: str
    current: tuple[str, ...]
    deprecated: tuple[str, ...]


@dataclass(frozen=True)
class _Splice:
    """Text from one offset to another, and what comes in its place."""

    start: int
    end: int
    text: str


def edit_offers(text: str, edits: Sequence[OfferEdit]) -> str:
    """portfolio.yaml with these offers; the file is one that was read without findings. Raises Refused (PLN642)."""
    windows = text.count("\r\n") == text.count("\n") > 0
    text = text.replace("\r\n", "\n") if windows else text
    text = text if text.endswith("\n") else text + "\n"
    for edit in edits:
        text = _edit(text, edit)
    return text.replace("\n", "\r\n") if windows else text


def _edit(text: str, edit: OfferEdit) -> str:
    tree = yaml.compose(text, Loader=Loader)
    versions = _find_versions(tree, edit)
    if versions is None:
        raise _shared(edit, tree)
    editor = _Editor(text, versions)
    splices = [*editor.set("current", edit.current), *editor.set("deprecated", edit.deprecated)]
    splices.sort(key=lambda each: each.start)
    for splice in splices[::-1]:
        text = text[: splice.start] + splice.text + text[splice.end :]
    return text


def _find_versions(tree: Any, edit: OfferEdit) -> Any:
    """The mapping with `current` and `deprecated`; None where something on the way to it is shared."""
    uses = Counter(id(node) for node in _nodes(tree))
    way = [_value(tree, "portfolios")]
    way.append(_value(way[-1], edit.portfolio))
    way.append(_value(way[-1], "products"))
    way.append(next(each for each in way[-1].value if _value(each, "use").value == edit.product))
    way.append(_value(way[-1], "offer"))
    lists = [_value(way[-1], name) for name in ("current", "deprecated")]
    shared = any(uses[id(node)] > 1 for node in (*way, *lists) if node is not None)
    return None if shared else way[-1]


def _nodes(node: Any) -> Iterator[Any]:
    """Every node as often as something refers to it; what is inside a shared one, once."""
    waiting, seen = [node], set[int]()
    while waiting:
        node = waiting.pop()
        yield node
        if id(node) in seen or isinstance(node, yaml.ScalarNode):
            continue
        seen.add(id(node))
        for child in node.value:
            waiting.extend(child if isinstance(child, tuple) else [child])


def _value(mapping: Any, name: str) -> Any:
    return next((value for key, value in mapping.value if key.value == name), None)


def _shared(edit: OfferEdit, tree: Any) -> Refused:
    key = next(key for key, _ in _value(tree, "portfolios").value if key.value == edit.portfolio)
    span = Span(PORTFOLIO_FILE, key.start_mark.line + 1, key.start_mark.column + 1, len(edit.portfolio))
    what = f"what `{edit.portfolio}` offers of `{edit.product}` is written once for several offers, by an alias"
    offer = f"offer: {{ current: {_flow(edit.current)}, deprecated: {_flow(edit.deprecated)} }}"
    return Refused(Finding("PLN642", what, span, fix=offer))


def _flow(versions: Sequence[str]) -> str:
    return f"[{', '.join(map(_quoted, versions))}]"


def _quoted(version: str) -> str:
    return f'"{version}"'


class _Editor:
    """The splices that change one mapping of versions."""

    def __init__(self, text: str, mapping: Any) -> None:
        self._text, self._mapping = text, mapping
        self._starts = [0]
        for line in text.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))

    def set(self, name: str, versions: Sequence[str]) -> Iterator[_Splice]:
        """What changes the list called `name` into these versions."""
        value = _value(self._mapping, name)
        written = _texts(value)
        if tuple(written) == tuple(versions):
            return
        if value is None:
            yield self._insert(name, versions)
        elif not versions:
            yield self._remove(name)
        elif isinstance(value, yaml.SequenceNode) and not value.flow_style:
            yield from self._lines(value, written, versions)
        else:
            new = _quoted(versions[0]) if len(versions) == 1 and _is_scalar(value) else _flow(versions)
            yield _Splice(self._at(value.start_mark), self._at(value.end_mark), new)

    def _at(self, mark: Any) -> int:
        return int(self._starts[mark.line] + mark.column)

    def _end(self, node: Any) -> int:
        """Where the text of a value ends: a block's own mark is behind the comments and empty lines that follow it."""
        if isinstance(node, yaml.SequenceNode) and not node.flow_style:
            return self._at(node.value[-1].end_mark)
        return self._at(node.end_mark)

    def _line_end(self, offset: int) -> int:
        """Where the line ends; the text ends with the end of a line."""
        return self._text.index("\n", offset)

    def _insert(self, name: str, versions: Sequence[str]) -> _Splice:
        key, value = self._mapping.value[-1]
        end = self._end(value)
        if self._mapping.flow_style:
            return _Splice(end, end, f", {name}: {_flow(versions)}")
        end = self._line_end(end) + 1
        return _Splice(end, end, f"{' ' * key.start_mark.column}{name}: {_flow(versions)}\n")

    def _remove(self, name: str) -> _Splice:
        """Without the entry: with the comma before or behind it, or with its lines."""
        pairs = self._mapping.value
        index = next(at for at, (key, _) in enumerate(pairs) if key.value == name)
        key, value = pairs[index]
        start, end = self._at(key.start_mark), self._end(value)
        if not self._mapping.flow_style:
            return _Splice(self._starts[key.start_mark.line], self._line_end(end) + 1, "")
        if index:
            return _Splice(self._end(pairs[index - 1][1]), end, "")
        return _Splice(start, self._at(pairs[1][0].start_mark), "")

    def _lines(self, value: Any, written: Sequence[str], versions: Sequence[str]) -> Iterator[_Splice]:
        """A version a line: those that go with their lines, those that come behind the last one."""
        last = value.value[-1]
        for node in value.value:
            if node.value not in versions:
                start = self._starts[node.start_mark.line]
                yield _Splice(start, self._line_end(start) + 1, "")
        added = [version for version in versions if version not in written]
        if added:
            indent = self._text[self._starts[last.start_mark.line] : self._at(last.start_mark)]
            end = self._line_end(self._at(last.end_mark)) + 1
            yield _Splice(end, end, "".join(f"{indent}{_quoted(version)}\n" for version in added))


def _is_scalar(node: Any) -> bool:
    return isinstance(node, yaml.ScalarNode)


def _texts(node: Any) -> list[str]:
    if node is None:
        return []
    return [node.value] if _is_scalar(node) else [item.value for item in node.value]
