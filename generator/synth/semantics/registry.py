"""Which properties can only be set on creation, from the CloudFormation registry's schemas.

cfn-lint carries the schemas of every region as data files; they are read here without importing it, one file a type.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_REGION = "us-east-1"


@cache
def create_only(resource_type: str) -> frozenset[tuple[str, ...]]:
    """Paths of properties whose change replaces the resource; empty for a type that the registry does not have.

    Properties that replace only under conditions (`conditionalCreateOnlyProperties`) are among them.
    """
    name = _types().get(resource_type)
    if name is None:
        return frozenset()
    schema = _load(_schemas() / "resources" / f"{name}.json")
    pointers = [*schema.get("createOnlyProperties", []), *schema.get("conditionalCreateOnlyProperties", [])]
    return frozenset(tuple(pointer.removeprefix("/properties/").split("/")) for pointer in pointers)


def is_create_only(resource_type: str, path: tuple[str, ...]) -> bool:
    """Whether a change at this path of the properties replaces the resource."""
    return any(_meets(path, pointer) for pointer in create_only(resource_type))


def _meets(path: tuple[str, ...], pointer: tuple[str, ...]) -> bool:
    return all(one == other for one, other in zip(path, pointer, strict=False))


@cache
def _types() -> dict[str, str]:
    names: dict[str, str] = _load(_schemas() / "providers" / f"{_REGION}.json")
    return names


@cache
def _schemas() -> Path:
    spec = find_spec("cfnlint")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("cfn-lint is not installed: make setup")
    return Path(spec.submodule_search_locations[0]) / "data" / "schemas"


def _load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
