"""Plain scalars that YAML 1.1 reads as something else than is written: `0123` is 83, `1.10` is 1.1, `12:30` is 750.

A date such as `2012-10-17` is none of these: CloudFormation takes no timestamps and leaves it a text (the page "YAML"
of its user guide), and so does our reader. `yes` and `no` are booleans in either; as keys they are not what is meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from generator.cloudformation.template.positions import Position
from generator.cloudformation.template.reader import TemplateLoader, is_json

_INT, _FLOAT, _BOOL = (f"tag:yaml.org,2002:{name}" for name in ("int", "float", "bool"))


@dataclass(frozen=True)
class Misread:
    """A scalar as it is written, what it is read as, and where it is."""

    written: str
    read: str
    at: Position


def find_misread(text: str) -> Iterator[Misread]:
    """Every such scalar of a YAML text that is well-formed, in its order; JSON has none."""
    root = None if is_json(text) else yaml.compose(text, Loader=TemplateLoader)
    nodes: list[tuple[yaml.Node, bool]] = [(root, False)] if root is not None else []
    loader = TemplateLoader("")
    while nodes:
        node, is_key = nodes.pop()
        if isinstance(node, yaml.MappingNode):
            nodes += [pair for key, value in reversed(node.value) for pair in ((value, False), (key, True))]
        elif isinstance(node, yaml.SequenceNode):
            nodes += [(item, False) for item in reversed(node.value)]
        elif isinstance(node, yaml.ScalarNode) and (read := _read(loader, node, is_key)) not in (None, node.value):
            yield Misread(node.value, str(read), Position(node.start_mark.line + 1, node.start_mark.column + 1))


def _read(loader: TemplateLoader, node: yaml.ScalarNode, is_key: bool) -> str | None:
    """The text of what a plain scalar is read as; None where it makes no difference."""
    if node.tag == _BOOL:
        return str(loader.construct_yaml_bool(node)).lower() if is_key else None
    if node.tag not in (_INT, _FLOAT):
        return None
    try:
        value = loader.construct_yaml_int(node) if node.tag == _INT else loader.construct_yaml_float(node)
    except ValueError:
        return "no number"
    return node.value.lstrip("+") if str(value) == node.value.lstrip("+") else str(value)
