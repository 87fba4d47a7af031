"""The actions that statements speak of: those that AWS documents, those that it may add, and those of other services.

Names are in lower case, as the evaluator compares them. Source of the documented ones: the Service Authorization
Reference (`generator.iam.actions`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from generator.iam.actions import UnknownAction, named
from generator.iam.evaluate.targets import compile_action
from generator.iam.permissions.globs import OTHER, Glob, find_overlaps

EVERYTHING = ("*", "*:*")
ELSEWHERE = "zz-elsewhere"
"""The prefix of a service that no statement names."""


@dataclass(frozen=True)
class Universe:
    """The actions of each service, and which of them each pattern means."""

    by_service: Mapping[str, tuple[str, ...]]
    where: Mapping[str, frozenset[str]]


def build_universe(patterns: Iterable[str]) -> Universe:
    """All that can be asked of the services that these patterns, in lower case, name."""
    written = frozenset(patterns)
    by_service: dict[str, set[str]] = {}
    for pattern in written.difference(EVERYTHING):
        by_service.setdefault(pattern.partition(":")[0], set()).add(pattern)
    actions = {service: _actions(service, frozenset(by_service[service])) for service in sorted(by_service)}
    actions[ELSEWHERE] = (f"{ELSEWHERE}:{OTHER}",)
    every = frozenset(action for each in actions.values() for action in each)
    where = dict.fromkeys(written.intersection(EVERYTHING), every)
    for service, own in by_service.items():
        where |= {pattern: actions_of(pattern, actions[service]) for pattern in own}
    return Universe(actions, where)


@cache
def documented(service: str) -> Mapping[str, str]:
    """AWS's spelling of each action of a service, by its name in lower case; nothing for a service that is unknown."""
    try:
        return {action.lower(): action for action in named(f"{service}:*")}
    except UnknownAction:
        return {}


@lru_cache(2048)
def _actions(service: str, patterns: frozenset[str]) -> tuple[str, ...]:
    """The documented actions, those that are named besides, and one for each combination of patterns to come."""
    names = {pattern.partition(":")[2] for pattern in patterns}
    wild = tuple(sorted((Glob(name) for name in names if Glob(name).is_wild), key=lambda glob: glob.text))
    plain = {f"{service}:{name}" for name in names if not Glob(name).is_wild}
    to_come = {f"{service}:{text}" for text in find_overlaps(wild)} | {f"{service}:{OTHER}"}
    return (*documented(service), *sorted((plain | to_come) - documented(service).keys()))


@lru_cache(16384)
def actions_of(pattern: str, actions: tuple[str, ...]) -> frozenset[str]:
    """The actions, of these, that a pattern means."""
    matches = compile_action(pattern)
    return frozenset(action for action in actions if matches(action))
