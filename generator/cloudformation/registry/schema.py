"""One type's schema: its properties, what GetAtt gives."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from generator.cloudformation.errors import invalid, not_supported
from generator.cloudformation.registry.custom import CUSTOM_SCHEMA, is_custom
from generator.cloudformation.registry.shipped import read_shipped

DATA = files("generator.cloudformation.registry") / "data"

WITH_OUTPUTS = ("AWS::CloudFormation::Stack", "AWS::ServiceCatalog::CloudFormationProvisionedProduct")
"""The types whose outputs are attributes, `Outputs.NAME`."""


@cache
def _extract(kind: str) -> Mapping[str, Any] | None:
    stored = _stored(kind)
    return json.loads(stored.read_text("utf-8")) if stored.is_file() else None


def _stored(kind: str) -> Traversable:
    return DATA / f"{kind.replace('::', '-')}.json"


def read_schema(kind: str) -> Mapping[str, Any]:
    """The registry's schema of a type; raises TemplateError for a type that is unknown, or not in the extract."""
    if is_custom(kind):
        return CUSTOM_SCHEMA
    schema = _extract(kind)
    if schema is not None:
        return schema
    if kind in all_types():
        raise not_supported(f"Resource type {kind}")
    raise invalid(f"Template format error: Unrecognized resource types: [{kind}]")


def is_provided(kind: str) -> bool:
    """Whether the extract has the type: the embedded AWS makes it, and its return values are known."""
    return _stored(kind).is_file()


def find_schema(kind: str) -> Mapping[str, Any] | None:
    """The schema of any type of the registry, from the extract or from what cfn-lint ships; None for an unknown one."""
    return _extract(kind) or read_shipped(kind)


@cache
def all_types() -> frozenset[str]:
    """The names of all types of the registry, whether provided for or not."""
    return frozenset(json.loads((DATA / "types.json").read_text("utf-8")))


def read_only(kind: str) -> frozenset[str]:
    """The paths of the properties that only the service sets, dotted."""
    return frozenset(_dotted(path) for path in read_schema(kind).get("readOnlyProperties", ()))


def never_settable(kind: str) -> frozenset[str]:
    """The read-only properties that a template may not set at all."""
    settable = (_top_level(kind, keyword) for keyword in ("createOnlyProperties", "writeOnlyProperties"))
    return read_only(kind).difference(*settable)


def has_attribute(kind: str, name: str) -> bool:
    """Whether `Fn::GetAtt` may name it: the read-only properties and the settable ones; of a custom resource all."""
    if kind in WITH_OUTPUTS and name.startswith("Outputs."):
        return True
    return is_custom(kind) or name in read_only(kind) or name in read_schema(kind)["properties"]


def is_free(kind: str, name: str) -> bool:
    """Whether a property holds a document of the author's own, of whose form the schema says nothing."""
    said = (find_schema(kind) or {}).get("properties", {}).get(name, {})
    return "object" in said.get("type", ()) and not {"properties", "patternProperties"}.intersection(said)


def _top_level(kind: str, keyword: str) -> frozenset[str]:
    return frozenset(_dotted(path).split(".")[0] for path in read_schema(kind).get(keyword, ()))


def _dotted(path: str) -> str:
    return path.removeprefix("/properties/").replace("/", ".")
