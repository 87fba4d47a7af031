"""The branches of a template's policies: which conditions must hold, and which must not, for each part to be there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.iam.permissions.statements import statements_in
from generator.iam.permissions.template_policies import ENDPOINT, IDENTITIES, POLICY_TYPES

Needs = frozenset[tuple[str, bool]]
"""Conditions, each with whether it must hold."""
_ATTACHED = frozenset({"ManagedPolicyArns", "PermissionsBoundary", "Roles", "Users", "Groups"})
"""Properties that say whose a policy is."""


@dataclass(frozen=True)
class Branch:
    """A part of a policy: where it stands in the template, and what it needs."""

    path: tuple[str, ...]
    needs: Needs


def find_branches(document: Mapping[str, Any]) -> tuple[Branch, ...]:
    """One for each set of needs, the first that has them; those that contradict themselves are left out."""
    found: dict[Needs, Branch] = {}
    for name, body in (document.get("Resources") or {}).items():
        for branch in _of_resource(name, body):
            if not any((condition, not holds) in branch.needs for condition, holds in branch.needs):
                found.setdefault(branch.needs, branch)
    return tuple(found.values())


def holds_policies(body: Mapping[str, Any]) -> bool:
    """Whether a resource holds a policy, or says whose one is."""
    properties = body.get("Properties") or {}
    kind = str(body.get("Type"))
    return kind in IDENTITIES or any(_matters(kind, key, value) for key, value in properties.items())


def _of_resource(name: str, body: Mapping[str, Any]) -> Iterator[Branch]:
    properties = body.get("Properties") or {}
    parts = {key: value for key, value in properties.items() if _matters(str(body.get("Type")), key, value)}
    if not parts:
        return
    needs = frozenset({(str(body["Condition"]), True)}) if "Condition" in body else Needs()
    yield Branch(("Resources", name), needs)
    for key, value in parts.items():
        yield from _inside(value, ("Resources", name, "Properties", key), needs)


def _matters(kind: str, key: str, value: Any) -> bool:
    attached = key in _ATTACHED and (kind in POLICY_TYPES or kind in IDENTITIES)
    held = kind in IDENTITIES and key == "Policies"
    return attached or held or (kind == ENDPOINT and key == "PolicyDocument") or any(True for _ in statements_in(value))


def _inside(value: Any, path: tuple[str, ...], needs: Needs) -> Iterator[Branch]:
    match value:
        case {"Fn::If": [str() as condition, then, otherwise]}:
            for place, holds, each in (("1", True, then), ("2", False, otherwise)):
                inner = needs | {(condition, holds)}
                yield Branch((*path, "Fn::If", place), inner)
                yield from _inside(each, (*path, "Fn::If", place), inner)
        case Mapping():
            for key, each in value.items():
                yield from _inside(each, (*path, str(key)), needs)
        case list() | tuple():
            for number, each in enumerate(value):
                yield from _inside(each, (*path, str(number)), needs)
