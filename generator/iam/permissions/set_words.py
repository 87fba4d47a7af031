"""A set in words: the largest named sets inside it, then `this except (that)`, then what is left, one by one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import TypeVar

from generator.iam.permissions.action_classes import ELSEWHERE, EVERYTHING, documented
from generator.iam.permissions.globs import OTHER, Glob
from generator.iam.permissions.table import Table

Member = TypeVar("Member", bound=Hashable)
Names = Mapping[str, frozenset[Member]]

ANYTHING_ELSE = "anything else"
EXCEPT = " except "


def name_set(members: frozenset[Member], names: Names[Member], single: Callable[[Member], str] = str) -> list[str]:
    """The set by the named sets, in alphabetical order; the same list for the same sets, whatever their order.

    `single` names a member that no named set helps to say.
    """
    inside = {name: each for name, each in names.items() if each and each <= members}
    chosen = [name for name in sorted(inside) if not _is_within_another(name, inside)]
    left = members.difference(*(inside[name] for name in chosen))
    while left:
        best = _best(members, left, names)
        if best is None:
            chosen += sorted(single(each) for each in left)
            break
        missing = names[best] - members
        others = {name: each for name, each in names.items() if name != best}
        chosen = [name for name in chosen if name not in inside or not inside[name] <= names[best]]
        chosen.append(f"{best}{EXCEPT}({', '.join(name_set(missing, others, single))})")
        left -= names[best]
    return sorted(chosen)


def _is_within_another(name: str, inside: Names[Member]) -> bool:
    mine = inside[name]
    return any(
        mine < each or (mine == each and (len(other), other) < (len(name), name))
        for other, each in inside.items()
        if other != name
    )


def _best(members: frozenset[Member], left: frozenset[Member], names: Names[Member]) -> str | None:
    """The name that covers most of the set with the least besides, where more of it is inside than outside."""
    fitting = (
        (len(each & members), -len(each - members), len(each & left), name)
        for name, each in names.items()
        if each & left and len(each - members) < len(each & members)
    )
    return max(fitting, default=(0, 0, 0, None))[3]


def name_actions(table: Table, service: str, actions: frozenset[str]) -> list[str]:
    """Actions of one service as AWS writes them; those that it may add by the patterns that would mean them."""
    if service == ELSEWHERE:
        return ["every other service"]
    every = frozenset(table.universe.by_service[service])
    if actions == every:
        return [f"{service}:*"]
    patterns = {
        _spelled(pattern): each
        for pattern, each in table.universe.where.items()
        if pattern not in EVERYTHING and Glob(pattern).is_wild and each <= every
    }
    known = documented(service)
    singles = {known.get(action, action): frozenset({action}) for action in every if action in known}
    named = {pattern for pattern in table.universe.where if not Glob(pattern).is_wild and pattern in every}
    singles |= {action: frozenset({action}) for action in named - known.keys()}
    return [_future(service, name) for name in name_set(actions, {f"{service}:*": every, **patterns, **singles})]


def _future(service: str, name: str) -> str:
    return f"future actions of {service}" if name.endswith(f":{OTHER}") else name


def _spelled(pattern: str) -> str:
    """A pattern such as `s3:get*` as AWS's own names begin: `s3:Get*`."""
    service, _, name = pattern.partition(":")
    before = name.partition("*")[0]
    if not before or name != f"{before}*":
        return pattern
    like = next((known for low, known in documented(service).items() if low.partition(":")[2].startswith(before)), None)
    return pattern if like is None else like[: len(service) + 1 + len(before)] + "*"


def name_resources(table: Table, service: str, resources: frozenset[str]) -> list[str]:
    """Resources of one service by the patterns of the statements; `*` for all of them."""
    if resources == frozenset(table.resources[service]):
        return ["*"]
    patterns = {pattern: each for pattern, each in table.patterns[service].items() if pattern != "*"}
    return list(_elsewhere(name_set(resources, patterns), patterns))


def _elsewhere(names: list[str], patterns: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """A text that no pattern names stands for everything else."""
    said = False
    for name in names:
        if name in patterns or EXCEPT in name:
            yield name
        elif not said:
            said = True
            yield ANYTHING_ELSE
