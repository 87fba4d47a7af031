"""What a change of a property does to its resource: a new one is made, perhaps, or never.

Source: `createOnlyProperties` and `conditionalCreateOnlyProperties` of the registry's schemas. The answer holds for
resolved properties and for those of a template, where a function is compared as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Any

from generator.cloudformation.registry.custom import is_custom
from generator.cloudformation.registry.schema import find_schema
from generator.cloudformation.template.paths import Path
from generator.cloudformation.template.references import is_function


class Replacement(StrEnum):
    """Whether a new resource is made, in the words of a change set (`RequiresRecreation`)."""

    ALWAYS = "Always"
    CONDITIONALLY = "Conditionally"
    NEVER = "Never"


@cache
def create_only_paths(kind: str) -> Mapping[Path, Replacement]:
    """The paths whose change replaces a resource, always or under conditions; none for a type that does not exist."""
    schema = {} if is_custom(kind) else find_schema(kind) or {}
    keywords = {
        "conditionalCreateOnlyProperties": Replacement.CONDITIONALLY,
        "createOnlyProperties": Replacement.ALWAYS,
    }
    return {
        tuple(pointer.removeprefix("/properties/").split("/")): replacement
        for keyword, replacement in keywords.items()
        for pointer in schema.get(keyword, ())
    }


def find_replacement(kind: str, path: Path, old: Mapping[str, Any], new: Mapping[str, Any]) -> Replacement:
    """What the change at a path of the properties does; of several answers the gravest."""
    found = {
        replacement
        for pointer, replacement in create_only_paths(kind).items()
        if _meets(path, pointer) and _at(old, pointer) != _at(new, pointer)
    }
    return next((replacement for replacement in Replacement if replacement in found), Replacement.NEVER)


def _meets(path: Path, pointer: Path) -> bool:
    return all(one == other for one, other in zip(path, pointer, strict=False))


def _at(value: Any, pointer: Path) -> Any:
    """The value at a pointer. A list and a function end the search, so that any change in them counts."""
    for part in pointer:
        if not isinstance(value, Mapping) or is_function(value):
            return value
        value = value.get(part)
    return value
