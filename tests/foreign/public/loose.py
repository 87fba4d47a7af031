"""A template's text as plain data, whatever its tags: what a run must know of it before AWS reads it."""

from __future__ import annotations

from typing import Any

import yaml


class LooseLoader(yaml.CSafeLoader):  # type: ignore[misc]
    """A loader that takes every tag."""


def _take(loader: Any, suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return {suffix: loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {suffix: loader.construct_sequence(node, deep=True)}
    return {suffix: loader.construct_mapping(node, deep=True)}


LooseLoader.add_multi_constructor("!", _take)


def read_loosely(text: str) -> dict[str, Any]:
    """The mapping of a YAML or JSON text; empty where it is none."""
    try:
        found = yaml.load(text, Loader=LooseLoader)
    except (yaml.YAMLError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
