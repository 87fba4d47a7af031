"""A CloudFormation document → canonical YAML: one text for one document, made to be read.

Short-form tags, block scalars for text of several lines, no anchors, no folding. Nodes are built here and written by
libyaml's emitter, which is more than ten times as fast as a dumper in Python.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from generator.synth.parts import NotPlain

_MAP, _SEQ, _STR = "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:str"
_INT, _BOOL, _FLOAT, _NULL = (f"tag:yaml.org,2002:{name}" for name in ("int", "bool", "float", "null"))
_NEVER_FOLD = 1 << 30
_FLOW = 90

SHORT = {
    name: "!" + name.removeprefix("Fn::")
    for name in (
        "Ref",
        "Condition",
        "Fn::And",
        "Fn::Base64",
        "Fn::Cidr",
        "Fn::Equals",
        "Fn::FindInMap",
        "Fn::GetAtt",
        "Fn::GetAZs",
        "Fn::If",
        "Fn::ImportValue",
        "Fn::Join",
        "Fn::Not",
        "Fn::Or",
        "Fn::Select",
        "Fn::Split",
        "Fn::Sub",
        "Fn::ToJsonString",
    )
}
"""Functions with a short form. Those of rules (`Fn::Contains`, …) are documented in the long form only."""

_LOOKS_LIKE_A_NUMBER = re.compile(r"[-+.]?[0-9][0-9a-fA-FxXoO_.:eE+-]*|[yYnN]")
"""YAML 1.1 and 1.2 disagree on `012345678901`, `1e3`, `0o7` and `y`: quoted, they are text to every parser."""


def render_yaml(document: Mapping[str, Any]) -> str:
    """The text; raises NotPlain for a value that has no canonical form, such as a set."""
    text: str = yaml.serialize(
        _mapping(document, ()),
        Dumper=yaml.CSafeDumper,
        allow_unicode=True,
        width=_NEVER_FOLD,
        encoding=None,
    )
    return text


def _node(value: Any, path: tuple[str, ...]) -> yaml.Node:
    kind = type(value)
    if kind is str:
        return _text(value)
    if kind is dict:
        if len(value) == 1:
            function = _function(value, path)
            if function is not None:
                return function
        return _mapping(value, path)
    if kind is list:
        return yaml.SequenceNode(_SEQ, [_node(item, path) for item in value], flow_style=not value)
    if kind is bool:
        return yaml.ScalarNode(_BOOL, "true" if value else "false")
    if kind is int:
        return yaml.ScalarNode(_INT, str(value))
    if kind is float:
        return yaml.ScalarNode(_FLOAT, repr(value))
    if value is None:
        return yaml.ScalarNode(_NULL, "null")
    raise NotPlain(path, kind.__name__)


def _text(value: str, tag: str = _STR) -> yaml.ScalarNode:
    if "\n" in value:
        return yaml.ScalarNode(tag, value, style="|")
    if _LOOKS_LIKE_A_NUMBER.fullmatch(value):
        return yaml.ScalarNode(tag, value, style="'")
    return yaml.ScalarNode(tag, value)


def _mapping(value: Mapping[str, Any], path: tuple[str, ...]) -> yaml.MappingNode:
    pairs = [(_text(str(key)), _node(item, (*path, str(key)))) for key, item in value.items()]
    return yaml.MappingNode(_MAP, pairs, flow_style=not pairs)


def _function(value: Mapping[str, Any], path: tuple[str, ...]) -> yaml.Node | None:
    """The short form of an intrinsic function; None where `value` is none, or where its argument is one itself.

    AWS quirk: two short forms cannot follow each other, so the outer one stays in its long form ("Intrinsic function
    reference", `Fn::Base64`).
    """
    ((name, argument),) = value.items()
    tag = SHORT.get(name)
    if tag is None or (name == "Condition" and not isinstance(argument, str)):
        return None
    if name == "Fn::GetAtt" and isinstance(argument, list) and all(isinstance(part, str) for part in argument):
        return yaml.ScalarNode(tag, ".".join(argument))
    node = _node(argument, path)
    if node.tag[0] == "!":
        return None
    if isinstance(node, yaml.SequenceNode):
        node.flow_style = _room(node) <= _FLOW
    elif node.tag != _STR and isinstance(node, yaml.ScalarNode):
        return None
    node.tag = tag
    return node


def _room(node: yaml.Node) -> int:
    """About how many characters a node takes on one line; more than fits where it holds what needs its own lines."""
    if isinstance(node, yaml.ScalarNode):
        return _FLOW + 1 if node.style == "|" else len(node.value) + len(node.tag) * (node.tag[0] == "!") + 2
    if isinstance(node, yaml.SequenceNode):
        return sum(map(_room, node.value)) + 4
    return _FLOW + 1
