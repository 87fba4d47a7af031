"""Statements that decide together: which function over condition keys holds for each action on each resource.

Actions that the same statements concern are one class, and so are resources; what is asked about one member holds for
all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from generator.iam.evaluate.targets import compile_resource
from generator.iam.permissions.action_classes import Universe, build_universe
from generator.iam.permissions.diagrams import NEVER
from generator.iam.permissions.functions import Functions, Mask
from generator.iam.permissions.globs import Glob, find_overlaps
from generator.iam.permissions.key_values import Value
from generator.iam.permissions.statements import Written

GUARDING = {"kms": "kms", "sts": "iam"}
"""Services whose calls ask about what guards itself: keys, and roles, whose ARNs are IAM's."""
Decide = Callable[["Table", Mask, str, str], int]
"""The function of a table for the statements that concern an action of a service on a resource."""


@dataclass(frozen=True)
class Block:
    """Actions of one service with equal functions on all resources; `rows` are the resources of each function."""

    service: str
    actions: frozenset[str]
    rows: tuple[tuple[frozenset[str], int], ...]


class Table(Functions):
    """Statements that decide together, with some keys known; `apart` are ARNs that are never one class with others."""

    def __init__(
        self, statements: Sequence[Written], fixed: Mapping[str, Value] | None = None, apart: Collection[str] = ()
    ) -> None:
        super().__init__(statements, fixed)
        self.apart = frozenset(apart)
        self.universe: Universe = build_universe(action for each in statements for action in each.actions)
        self.concerned: Mapping[str, Mask] = _masks_of_actions(self.statements, self.universe)
        self.resources: dict[str, Mapping[str, Mask]] = {}
        self.patterns: dict[str, Mapping[str, frozenset[str]]] = {}
        for service, actions in self.universe.by_service.items():
            self._sort_resources(service, actions)
        self._decided: dict[tuple[Decide, Mask, str], int] = {}

    def function(self, decide: Decide, service: str, action: str, resource: str) -> int:
        """What is decided about an action on a resource, both from the table's own classes."""
        mask = self.concerned[action] & self.resources[service][resource]
        key = (decide, mask, resource if resource in self.apart else "")
        found = self._decided.get(key)
        if found is None:
            found = self._decided[key] = decide(self, mask, service, resource)
        return found

    def blocks(self, decide: Decide) -> list[Block]:
        """Every action that is not decided by `NEVER` everywhere, in blocks."""
        found = []
        for service, classes in self.action_classes():
            groups: defaultdict[tuple[int, ...], list[str]] = defaultdict(list)
            resources = tuple(self.resources[service])
            for actions in classes:
                functions = tuple(self.function(decide, service, actions[0], resource) for resource in resources)
                if any(functions):
                    groups[functions] += actions
            for functions, actions in groups.items():
                rows: defaultdict[int, set[str]] = defaultdict(set)
                for resource, function in zip(resources, functions, strict=True):
                    if function != NEVER:
                        rows[function].add(resource)
                listed = tuple((frozenset(texts), function) for function, texts in rows.items())
                found.append(Block(service, frozenset(actions), listed))
        return found

    def action_classes(self) -> Iterable[tuple[str, list[list[str]]]]:
        """For each service its actions, those together that the same statements concern, and none that none does."""
        for service, actions in self.universe.by_service.items():
            classes: defaultdict[Mask, list[str]] = defaultdict(list)
            for action in actions:
                if self.concerned[action]:
                    classes[self.concerned[action]].append(action)
            yield service, list(classes.values())

    def _sort_resources(self, service: str, actions: Iterable[str]) -> None:
        speaking = 0
        for action in actions:
            speaking |= self.concerned[action]
        mine = [(number, each) for number, each in enumerate(self.statements) if speaking >> number & 1]
        named = {text for _, each in mine for text in (*(each.resources or ()), *(each.scope or ()))}
        patterns = tuple(sorted(named | {arn for arn in self.apart if arn.split(":")[2] == GUARDING.get(service)}))
        kinds = _kinds_of_texts(patterns)
        where = {each: frozenset(text for text, kind in kinds.items() if each in kind) for each in patterns}
        masks = dict.fromkeys(sorted(kinds), 0)
        for number, each in mine:
            meant = frozenset(kinds) if each.resources is None else _union(where, each.resources)
            if each.not_resource:
                meant = frozenset(kinds) - meant
            if each.scope is not None:
                meant &= _union(where, each.scope)
            for text in meant:
                masks[text] |= 1 << number
        self.resources[service] = masks
        self.patterns[service] = where


def _masks_of_actions(statements: Sequence[Written], universe: Universe) -> dict[str, Mask]:
    masks = {action: 0 for actions in universe.by_service.values() for action in actions}
    every = frozenset(masks)
    for number, each in enumerate(statements):
        named = frozenset[str]().union(*(universe.where[pattern] for pattern in each.actions))
        for action in every - named if each.not_action else named:
            masks[action] |= 1 << number
    return masks


@lru_cache(4096)
def _kinds_of_texts(patterns: tuple[str, ...]) -> Mapping[str, frozenset[str]]:
    """One text for each set of patterns that some text matches together, with that set."""
    compiled = {each: compile_resource(each, False) for each in patterns}
    kinds: dict[frozenset[str], str] = {}
    for text in find_overlaps(tuple(Glob(each, fielded=True) for each in patterns if each != "*")):
        kinds.setdefault(frozenset(each for each in patterns if compiled[each].matches(text, {}) is True), text)
    return {text: kind for kind, text in kinds.items()}


def _union(where: Mapping[str, frozenset[str]], patterns: Iterable[str]) -> frozenset[str]:
    return frozenset[str]().union(*(where[pattern] for pattern in patterns))
