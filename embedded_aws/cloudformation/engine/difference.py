"""What changed between two sets of properties, and whether that replaces the resource. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.cloudformation.registry.replacement import Replacement, find_replacement

CREATE_ONLY = frozenset({("AWS::DynamoDB::Table", "KeySchema")})
"""Where every change replaces, although the registry says that it depends (the type's page: "Replacement")."""


@dataclass(frozen=True)
class Difference:
    """The top-level properties that differ, and what each means: Always, Conditionally or Never a new resource."""

    changed: tuple[str, ...]
    recreates: Mapping[str, Replacement]

    @property
    def replaces(self) -> bool:
        """Whether a new physical resource is needed."""
        return Replacement.ALWAYS in self.recreates.values()


def compare(kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Difference:
    """The difference between the properties of an existing resource and the wanted ones."""
    changed = tuple(name for name in sorted({*old, *new}) if old.get(name) != new.get(name))
    return Difference(changed, {name: _recreates(kind, name, old, new) for name in changed})


def _recreates(kind: str, name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Replacement:
    found = find_replacement(kind, (name,), old, new)
    return Replacement.ALWAYS if found is Replacement.CONDITIONALLY and (kind, name) in CREATE_ONLY else found
