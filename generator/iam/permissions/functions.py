"""Statements as functions over condition keys, some of which may be known; `any_of` says where some of them apply."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from generator.iam.permissions.diagrams import ALWAYS, NEVER, Diagrams
from generator.iam.permissions.key_tests import KeyTest
from generator.iam.permissions.key_values import Domain, Value, build_domain
from generator.iam.permissions.statements import Written

Mask = int
"""A set of statements, a bit each."""


class Functions:
    """The conditions of some statements; `fixed` are the keys, in lower case, that are known, None for absent."""

    def __init__(self, statements: Sequence[Written], fixed: Mapping[str, Value] | None = None) -> None:
        self.statements = tuple(statements)
        self._number: dict[str, int] = {}
        self.diagrams = Diagrams(self._build_domains(dict(fixed or {})))
        self.conditions = tuple(self._condition(each) for each in self.statements)
        self._united: dict[Mask, int] = {}

    def any_of(self, mask: Mask) -> int:
        """Where one of these statements applies."""
        found = self._united.get(mask)
        if found is None:
            found = NEVER
            for number, condition in enumerate(self.conditions):
                if mask >> number & 1:
                    found = self.diagrams.either(found, condition)
            self._united[mask] = found
        return found

    def chosen(self, pick: Callable[[Written], bool]) -> Mask:
        """The statements for which this is so."""
        return sum(1 << number for number, each in enumerate(self.statements) if pick(each))

    def _build_domains(self, fixed: dict[str, Value]) -> list[Domain]:
        tests = sorted({test for each in self.statements for test in each.tests})
        tied: dict[str, frozenset[str]] = {}
        for test in tests:
            keys = frozenset(test.keys).union(*(tied.get(key, frozenset()) for key in test.keys))
            tied |= dict.fromkeys(keys, keys)
        # The keys of one statement beside each other; the order shows nowhere in what is written.
        order: dict[str, int] = {}
        for statement in sorted(self.statements, key=lambda each: each.tests):
            for test in statement.tests:
                order.setdefault(test.key, len(order))
        groups = sorted(set(tied.values()), key=lambda keys: (min(order.get(key, len(order)) for key in keys), *keys))
        for number, keys in enumerate(groups):
            self._number |= dict.fromkeys(keys, number)
        return [
            _domain(
                tuple(sorted(keys)),
                tuple(test for test in tests if test.key in keys),
                tuple(sorted(((key, value) for key, value in fixed.items() if key in keys), key=lambda each: each[0])),
            )
            for keys in groups
        ]

    def _condition(self, statement: Written) -> int:
        found = ALWAYS
        for test in statement.tests:
            number = self._number[test.key]
            places = self.diagrams.domains[number].where[test]
            found = self.diagrams.both(found, self.diagrams.among(number, places))
        return found


@lru_cache(4096)
def _domain(keys: tuple[str, ...], tests: tuple[KeyTest, ...], fixed: tuple[tuple[str, Value], ...]) -> Domain:
    return build_domain(keys, tests, dict(fixed))
