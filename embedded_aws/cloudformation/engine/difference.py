"""What changed between two sets of properties, and whether that replaces the resource. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.cloudformation.registry.schema import create_only, maybe_create_only, read_schema


@dataclass(frozen=True)
class Difference:
    """The top-level properties that differ, and what each means: Always, Conditionally or Never a new resource."""

    changed: tuple[str, ...]
    recreates: Mapping[str, str]

    @property
    def replaces(self) -> bool:
        """Whether a new physical resource is needed."""
        return "Always" in self.recreates.values()


def compare(kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Difference:
    """The difference between the properties that stand and those that are wanted."""
    changed = tuple(name for name in sorted({*old, *new}) if old.get(name) != new.get(name))
    return Difference(changed, {name: _recreation(kind, name, old, new) for name in changed})


def _recreation(kind: str, name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    if name in maybe_create_only(kind):
        return "Conditionally"
    if name not in create_only(kind):
        return "Never"
    paths = [path.removeprefix("/properties/").split("/") for path in read_schema(kind).get("createOnlyProperties", ())]
    mine = [path for path in paths if path[0] == name]
    differs = any(_at(old, path) != _at(new, path) for path in mine)
    return "Always" if differs else "Never"


def _at(value: Any, path: list[str]) -> Any:
    """What stands at a path; a list below ends the search, so that any change in it counts."""
    for part in path:
        if not isinstance(value, Mapping):
            return value
        value = value.get(part)
    return value
