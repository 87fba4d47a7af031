"""Where every key and value of the project's YAML files is."""

from __future__ import annotations

from collections.abc import Mapping as Table
from dataclasses import dataclass, field

from generator.diagnostics import Span
from generator.manifest.yaml import Mapping, Node, Place, Sequence

PORTFOLIO_FILE = "portfolio.yaml"


@dataclass(frozen=True)
class Spans:
    """The trees of the files that were read, by path relative to the project."""

    trees: Table[str, Node] = field(default_factory=dict)

    def at(self, *path: str | int, file: str = PORTFOLIO_FILE) -> Span:
        """The value at `path`, or the key where the value takes several lines; else its nearest existing parent."""
        return Span(file, *find_place(self.trees.get(file), path))

    def key(self, *path: str | int, file: str = PORTFOLIO_FILE) -> Span:
        """The key at the end of `path`, such as an unknown one; else the nearest existing parent."""
        return Span(file, *find_place(self.trees.get(file), path, key=True))


def find_place(tree: Node | None, path: tuple[str | int, ...], *, key: bool = False) -> Place:
    """Walk down as far as the tree goes; a part that does not exist is passed over."""
    place = Place()
    node = tree
    for part in path:
        match node:
            case Mapping(entries=entries) if part in entries:
                place, node = entries[str(part)]
                if not key and not _is_block(node):
                    place = node.place
            case Sequence(items=items) if isinstance(part, int) and part < len(items):
                node = items[part]
                place = node.place
    return place


def _is_block(node: Node) -> bool:
    return isinstance(node, Mapping | Sequence)
