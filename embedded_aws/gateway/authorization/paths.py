"""Values in nested parameters: `ProductionVariants[].InstanceType` → every instance type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def find_values(params: Mapping[str, Any], path: str) -> list[Any]:
    """Every value that the path leads to; empty where a part of it is absent."""
    found: list[Any] = [params]
    for part in path.split("."):
        name, many = part.removesuffix("[]"), part.endswith("[]")
        found = [node[name] for node in found if isinstance(node, Mapping) and node.get(name) is not None]
        if many:
            found = [item for node in found if isinstance(node, Sequence) for item in node]
    return found


def find_texts(params: Mapping[str, Any], path: str) -> list[str]:
    """As `find_values`, as IAM writes them: booleans in lower case, lists flattened."""
    texts: list[str] = []
    for value in find_values(params, path):
        for item in value if isinstance(value, list | tuple) else [value]:
            texts.append(str(item).lower() if isinstance(item, bool) else str(item))
    return texts
