"""A set in words: the largest named sets inside it, then `this except (that)`, then what is left, one by one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import lru_cache, partial
from typing import TypeVar

from generator.iam.permissions.action_classes import ELSEWHERE, actions_of, documented
from generator.iam.permissions.globs import OTHER, Glob
from generator.iam.permissions.table import Table

Member = TypeVar("Member", bound=Hashable)
Names = Mapping[str, frozenset[Member]]

ANYTHING_ELSE = "anything else"
EXCEPT = " except "


def name_set(
    members: frozenset[Member],
    names: Names[Member],
    single: Callable[[Member], str | None],
    other: Callable[[Member], str],
    *,
    mostly: bool = False,
) -> list[str]:
    """The set by the named sets, in alphabetical order; the same list for the same sets, whatever their order.

    `single` is a member's own name, where it has one; `other` says what has none and no named set helps to say. With
    `mostly` a named set helps only where more of it is meant than left out.
    """
    inside = {name: each for name, each in names.items() if each and each <= members}
    chosen = [name for name in sorted(inside) if not _is_within_another(name, inside)]
    left = members.difference(*(inside[name] for name in chosen))
    own = {member: name for member in left if (name := single(member)) is not None}
    left -= own.keys()
    while left:
        best = _best(members, left, names, mostly=mostly)
        if best is None:
            chosen += [other(each) for each in left]
            break
        missing = names[best] - members
        others = {name: each for name, each in names.items() if name != best}
        chosen = [name for name in chosen if name not in inside or not inside[name] <= names[best]]
        own = {member: name for member, name in own.items() if member not in names[best]}
        chosen.append(f"{best}{EXCEPT}({', '.join(name_set(missing, others, single, other, mostly=mostly))})")
        left -= names[best]
    return sorted((*chosen, *own.values()))


def _is_within_another(name: str, inside: Names[Member]) -> bool:
    mine = inside[name]
    return any(
        mine < each or (mine == each and (len(other), other) < (len(name), name))
        for other, each in inside.items()
        if other != name
    )


def _best(members: frozenset[Member], left: frozenset[Member], names: Names[Member], *, mostly: bool) -> str | None:
    """The named set that says most of what is left with the least besides."""
    fitting = (
        (-len(each - members), len(each & members), len(each & left), name)
        for name, each in names.items()
        if each & left and (not mostly or len(each - members) < len(each & members))
    )
    return max(fitting, default=(0, 0, 0, None))[3]


def name_actions(table: Table, service: str, actions: frozenset[str]) -> list[str]:
    """Actions of one service as AWS writes them; those that it may add by the patterns that would mean them."""
    if service == ELSEWHERE:
        return ["every other service" if len(table.universe.by_service) > 1 else "*"]
    patterns = {pattern for pattern in table.universe.where if pattern.partition(":")[0] == service}
    return list(_name_actions(service, table.universe.by_service[service], frozenset(patterns), actions))


@lru_cache(16384)
def _name_actions(
    service: str, every: tuple[str, ...], patterns: frozenset[str], actions: frozenset[str]
) -> tuple[str, ...]:
    whole, meant = _meant(service, every, patterns)
    if actions == whole:
        return (f"{service}:*",)
    known = documented(service)
    written = {pattern for pattern in patterns if not Glob(pattern).is_wild}

    def single(action: str) -> str | None:
        return known.get(action, action if action in written else None)

    return tuple(name_set(actions, meant, single, partial(_future, service), mostly=True))


@lru_cache(4096)
def _meant(
    service: str, every: tuple[str, ...], patterns: frozenset[str]
) -> tuple[frozenset[str], Mapping[str, frozenset[str]]]:
    """All actions of a service, and those of each pattern with a wildcard as it is written in text."""
    whole = frozenset(every)
    wild = {_spelled(each): actions_of(each, every) for each in sorted(patterns) if Glob(each).is_wild}
    return whole, {f"{service}:*": whole, **wild}


def _future(service: str, action: str) -> str:
    name = action.partition(":")[2]
    return f"future actions of {service}" + ("" if name == OTHER else f" (such as {name})")


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
    return list(_elsewhere(name_set(resources, patterns, _nothing, str), patterns))


def _nothing(_: object) -> None:
    """No text is named by itself."""


def _elsewhere(names: list[str], patterns: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """A text that no pattern names stands for everything else."""
    said = False
    for name in names:
        if name in patterns or EXCEPT in name:
            yield name
        elif not said:
            said = True
            yield ANYTHING_ELSE
