"""Two functions of one table, compared for each class of actions and resources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from generator.iam.actions import UnknownAction, find
from generator.iam.permissions.diagrams import NEVER
from generator.iam.permissions.function_words import FunctionWords
from generator.iam.permissions.sections import Sections
from generator.iam.permissions.set_words import name_actions, name_resources
from generator.iam.permissions.statements import Source, Written
from generator.iam.permissions.table import Decide, Table

FIRST = frozenset({"iam:passrole", "sts:assumerole", "sts:assumerolewithwebidentity", "sts:assumerolewithsaml"})
LEVELS = ("Permissions management", "Write", "Tagging", "Read", "List")
"""In the order in which a reviewer wants to see them."""
_NOWHERE = Source("", "")


@dataclass(frozen=True)
class Difference:
    """One thing that is different: `kind` and `name` are the section's, `who` the callers where a policy names some.

    `conditions` are those that changed, or all of them where the whole is new or gone; `partly` says that the actions
    were and are allowed, under other conditions.
    """

    more: bool
    kind: str
    name: str
    who: str
    verb: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: tuple[str, ...]
    partly: bool
    as_before: bool
    """Whether there are further conditions, which did not change."""
    because: tuple[Source, ...]
    """The statements that make the difference and are there now."""
    formerly: tuple[Source, ...]
    """Those that were there before and are not any more."""
    rank: tuple[int, int]
    asked: frozenset[str] = frozenset()
    """The actions one by one, in lower case."""


class Comparison:
    """Two functions of one table, compared for each class of actions and resources."""

    def __init__(self, table: Table, decide: tuple[Decide, Decide], sections: Sections, split: int) -> None:
        self._table = table
        self._decide = decide
        self._sections = sections
        self._split = split
        self._words: FunctionWords = sections.words(table)
        before = set(map(unplaced, table.statements[:split]))
        after = set(map(unplaced, table.statements[split:]))
        self._only = table.chosen(lambda each: (unplaced(each) in before) is not (unplaced(each) in after))

    def find(self, kind: str, name: str, who: str, verbs: tuple[str, str], *, grants: bool) -> Iterator[Difference]:
        """A difference for each pair of functions that are not the same; a refusal that grows is less."""
        diagrams, rename = self._table.diagrams, self._sections.policies.rename
        for service, actions, resources, (was, is_now) in self._differing():
            asked = tuple(name_actions(self._table, service, actions))
            places = tuple(sorted(map(rename, name_resources(self._table, service, resources))))
            for grows, function, other in (
                (True, diagrams.without(is_now, was), is_now),
                (False, diagrams.without(was, is_now), was),
            ):
                if function == NEVER:
                    continue
                before = was if grows else is_now
                conditions, as_before = self._conditions(function, other, partly=before != NEVER)
                yield Difference(
                    grows is grants,
                    kind,
                    name,
                    who,
                    verbs[0] if grows else verbs[1],
                    asked,
                    places,
                    tuple(map(rename, conditions)),
                    before != NEVER,
                    as_before,
                    *self._because(actions, service, resources),
                    _rank(actions, partly=before != NEVER),
                    actions,
                )

    def _differing(self) -> Iterator[tuple[str, frozenset[str], frozenset[str], tuple[int, int]]]:
        table, (before, after) = self._table, self._decide
        for service, classes in table.action_classes():
            groups: defaultdict[tuple[tuple[int, int], frozenset[str]], set[str]] = defaultdict(set)
            for actions in classes:
                places: defaultdict[tuple[int, int], set[str]] = defaultdict(set)
                for resource in table.resources[service]:
                    pair = (
                        table.function(before, service, actions[0], resource),
                        table.function(after, service, actions[0], resource),
                    )
                    if pair[0] != pair[1]:
                        places[pair].add(resource)
                for pair, resources in places.items():
                    groups[pair, frozenset(resources)].update(actions)
            for (pair, resources_of), asked in groups.items():
                yield service, frozenset(asked), resources_of, pair

    def _conditions(self, function: int, whole: int, *, partly: bool) -> tuple[tuple[str, ...], bool]:
        """The conditions of what is more or less; where the rest stays, only those that the whole has not."""
        lines = self._words.lines(function)
        if not partly:
            return lines, False
        known = set(self._words.lines(whole))
        changed = tuple(line for line in lines if line not in known) or lines
        return changed, len(changed) < len(lines)

    def _because(
        self, actions: frozenset[str], service: str, resources: frozenset[str]
    ) -> tuple[tuple[Source, ...], tuple[Source, ...]]:
        """The statements that are in the new or in the old ones only, among those that concern the class."""
        table, mask = self._table, 0
        for action in actions:
            for resource in resources:
                mask |= table.concerned[action] & table.resources[service][resource]
        only = mask & self._only
        found = [
            (number < self._split, each.source) for number, each in enumerate(table.statements) if only >> number & 1
        ]
        now, before = ({source: None for was, source in found if was is old} for old in (False, True))
        return tuple(now), tuple(before)


def unplaced(statement: Written) -> Written:
    """The statement, wherever it is written."""
    return replace(statement, source=_NOWHERE)


def _rank(actions: frozenset[str], *, partly: bool) -> tuple[int, int]:
    return min((_level(action) for action in actions), default=len(LEVELS)), int(partly)


def _level(action: str) -> int:
    if action in FIRST:
        return 0
    try:
        access = find(action).access
    except UnknownAction:
        return 1
    return next((number for number, level in enumerate(LEVELS) if level in access), len(LEVELS))
