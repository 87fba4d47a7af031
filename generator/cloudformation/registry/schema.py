"""One type's schema: its properties, what replaces it, what GetAtt gives."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from generator.cloudformation.errors import invalid, not_supported

DATA = files("generator.cloudformation.registry") / "data"


@cache
def read_schema(kind: str) -> Mapping[str, Any]:
    """The registry's schema of a type; raises TemplateError for a type that is unknown, or not in the extract."""
    stored = DATA / f"{kind.replace('::', '-')}.json"
    if not stored.is_file():
        if kind in all_types():
            raise not_supported(f"Resource type {kind}")
        raise invalid(f"Template format error: Unrecognized resource types: [{kind}]")
    schema: Mapping[str, Any] = json.loads(stored.read_text("utf-8"))
    return schema


@cache
def all_types() -> frozenset[str]:
    """The names of all types of the registry, whether provided for or not."""
    return frozenset(json.loads((DATA / "types.json").read_text("utf-8")))


def create_only(kind: str) -> frozenset[str]:
    """The top-level properties whose change replaces the resource."""
    return _top_level(kind, "createOnlyProperties")


def maybe_create_only(kind: str) -> frozenset[str]:
    """The top-level properties whose change may replace the resource."""
    return _top_level(kind, "conditionalCreateOnlyProperties")


def read_only(kind: str) -> frozenset[str]:
    """The paths of the properties that only the service sets, dotted."""
    return frozenset(_dotted(path) for path in read_schema(kind).get("readOnlyProperties", ()))


def never_settable(kind: str) -> frozenset[str]:
    """The read-only properties that a template may not set at all."""
    return read_only(kind) - create_only(kind) - _top_level(kind, "writeOnlyProperties")


def attributes_of(kind: str) -> frozenset[str]:
    """What `Fn::GetAtt` may name: the read-only properties and the settable ones."""
    return read_only(kind) | frozenset(read_schema(kind)["properties"])


def _top_level(kind: str, keyword: str) -> frozenset[str]:
    return frozenset(_dotted(path).split(".")[0] for path in read_schema(kind).get(keyword, ()))


def _dotted(path: str) -> str:
    return path.removeprefix("/properties/").replace("/", ".")
