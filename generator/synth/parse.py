"""A template's text → the document that it stands for: the way back from `serialize`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml


class _Reader(yaml.CSafeLoader):
    """PyYAML's safe loader, with CloudFormation's short-form tags."""


def load_template(text: str) -> Mapping[str, Any]:
    """The document with functions in their long form; raises ValueError for text that is no template."""
    try:
        document = yaml.load(text, Loader=_Reader)  # noqa: S506 - a subclass of the safe loader
    except yaml.YAMLError as error:
        raise ValueError(f"it is not YAML: {error}") from error
    if not isinstance(document, dict) or not isinstance(document.get("Resources"), dict):
        raise ValueError("it is not a CloudFormation template")
    return document


def _function(reader: yaml.CSafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    argument: Any
    if isinstance(node, yaml.ScalarNode):
        argument = reader.construct_scalar(node)
        if suffix == "GetAtt":
            argument = str(argument).split(".", 1)
    elif isinstance(node, yaml.SequenceNode):
        argument = reader.construct_sequence(node, deep=True)
    else:
        assert isinstance(node, yaml.MappingNode)
        argument = reader.construct_mapping(node, deep=True)
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": argument}


_Reader.add_multi_constructor("!", _function)
