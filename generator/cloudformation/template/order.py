"""Who needs whom: live resources, their dependencies, and an order in which each comes after what it needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from generator.cloudformation.errors import invalid
from generator.cloudformation.template.intrinsics import decide
from generator.cloudformation.template.references import depends_on, walk_references
from generator.cloudformation.template.scope import PSEUDO, Scope


def live_resources(scope: Scope) -> dict[str, Mapping[str, Any]]:
    """The resources whose condition holds, in the template's order."""
    return {
        logical_id: resource
        for logical_id, resource in scope.template.resources.items()
        if "Condition" not in resource or decide(resource["Condition"], scope)
    }


def find_dependencies(scope: Scope) -> dict[str, tuple[str, ...]]:
    """Each live resource's direct dependencies; raises TemplateError for one that is not live."""
    live = live_resources(scope)
    found = {}
    for logical_id, resource in live.items():
        properties = resource.get("Properties") or {}
        names = [one.name for one in walk_references(properties, lambda name: decide(name, scope)) if not one.condition]
        named = [name for name in names if name not in scope.parameters and name not in PSEUDO]
        if absent := [name for name in named if name not in live]:
            raise invalid(
                f"Template format error: Unresolved resource dependencies [{', '.join(sorted(set(absent)))}] "
                "in the Resources block of the template"
            )
        wanted = [*named, *(name for name in depends_on(resource) if name in live)]
        found[logical_id] = tuple(dict.fromkeys(wanted))
    return found


def sort_resources(dependencies: Mapping[str, Sequence[str]]) -> list[str]:
    """An order that respects the dependencies and is the template's otherwise; raises TemplateError for a circle."""
    done: dict[str, None] = {}
    waiting = dict(dependencies)
    while waiting:
        ready = [name for name, needs in waiting.items() if all(need in done for need in needs)]
        if not ready:
            circle = _find_circle(waiting)
            raise invalid(f"Circular dependency between resources: [{', '.join(circle)}]")
        for name in ready:
            done[name] = None
            del waiting[name]
    return list(done)


def _find_circle(waiting: Mapping[str, Sequence[str]]) -> list[str]:
    """The resources that wait for themselves."""
    return sorted(name for name in waiting if name in closure(waiting[name], waiting))


def closure(start: Iterable[str], dependencies: Mapping[str, Sequence[str]]) -> set[str]:
    """All that the names reach through their dependencies, themselves included."""
    reached: set[str] = set()
    stack = list(start)
    while stack:
        name = stack.pop()
        if name not in reached:
            reached.add(name)
            stack.extend(dependencies.get(name, ()))
    return reached
