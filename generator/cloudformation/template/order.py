"""The resources that are made, their dependencies, and an order in which each comes after what it needs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from generator.cloudformation.errors import invalid
from generator.cloudformation.template.intrinsics import decide, is_made, unresolved
from generator.cloudformation.template.references import depends_on, walk_references
from generator.cloudformation.template.scope import PSEUDO_NAMES, Scope


def made_resources(scope: Scope) -> dict[str, Mapping[str, Any]]:
    """The resources whose condition holds, in the template's order."""
    return {name: resource for name, resource in scope.template.resources.items() if is_made(resource, scope)}


def find_dependencies(scope: Scope) -> dict[str, tuple[str, ...]]:
    """The direct dependencies of each resource that is made; raises TemplateError for one that is not."""
    made = made_resources(scope)
    found = {}
    for logical_id, resource in made.items():
        named = find_needed(resource.get("Properties") or {}, scope)
        check_needed(named, made, "Resources")
        wanted = [*named, *(name for name in depends_on(resource) if name in made)]
        found[logical_id] = tuple(dict.fromkeys(wanted))
    return found


def find_needed(value: Any, scope: Scope) -> list[str]:
    """The resources that a value refers to, in the branch of each `Fn::If` that is taken."""
    references = walk_references(value, lambda name: decide(name, scope))
    known = {*scope.template.section("Parameters"), *PSEUDO_NAMES}
    return [one.name for one in references if not one.condition and one.name not in known]


def check_needed(names: Collection[str], made: Collection[str], block: str) -> None:
    """Raises TemplateError for what is referred to in a block of the template and not made."""
    if absent := [name for name in names if name not in made]:
        raise unresolved(absent, block)


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
