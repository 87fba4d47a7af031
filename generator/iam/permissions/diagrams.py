"""Functions over condition keys as decision diagrams: equal functions are the same number.

A node asks one domain and has a child for each of its elements; 0 is never, 1 is always. The domains that one
statement tests should be neighbors: with the keys of 14 two-key denies in alphabetical order a diagram had 376,664
nodes, with those of each statement beside each other 2,192.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

from generator.iam.permissions.key_values import Domain
from generator.iam.permissions.undecided import Undecided

NEVER, ALWAYS = 0, 1
MOST_NODES = 300_000
MOST_CUBES = 400
MOST_CHILDREN = 9
Cube = tuple[tuple[int, frozenset[int]], ...]
"""Which elements are allowed of some domains, all at once: (the domain's number, places in its elements)."""


class Diagrams:
    """The functions over these domains, each a number."""

    def __init__(self, domains: Sequence[Domain]) -> None:
        self.domains = tuple(domains)
        self._numbers: dict[tuple[int, tuple[int, ...]], int] = {}
        self._nodes: list[tuple[int, tuple[int, ...]]] = [(len(self.domains), ()), (len(self.domains), ())]
        self._both: dict[tuple[int, int], int] = {}
        self._either: dict[tuple[int, int], int] = {}
        self._opposite: dict[int, int] = {NEVER: ALWAYS, ALWAYS: NEVER}
        self._cubes: dict[int, tuple[Cube, ...]] = {NEVER: (), ALWAYS: ((),)}

    def among(self, domain: int, places: frozenset[int]) -> int:
        """Whether the request's element of the domain is one of these."""
        size = len(self.domains[domain].elements)
        return self._make(domain, tuple(ALWAYS if place in places else NEVER for place in range(size)))

    def both(self, one: int, other: int) -> int:
        """Where both hold."""
        if one == other or other == ALWAYS:
            return one
        if NEVER in (one, other):
            return NEVER
        if one == ALWAYS:
            return other
        key = (one, other) if one < other else (other, one)
        found = self._both.get(key)
        if found is None:
            found = self._both[key] = self._combined(self.both, *key)
        return found

    def either(self, one: int, other: int) -> int:
        """Where one of them holds."""
        if one == other or other == NEVER:
            return one
        if ALWAYS in (one, other):
            return ALWAYS
        if one == NEVER:
            return other
        key = (one, other) if one < other else (other, one)
        found = self._either.get(key)
        if found is None:
            found = self._either[key] = self._combined(self.either, *key)
        return found

    def opposite(self, one: int) -> int:
        """Where it does not hold."""
        found = self._opposite.get(one)
        if found is None:
            domain, children = self._nodes[one]
            found = self._opposite[one] = self._make(domain, tuple(map(self.opposite, children)))
        return found

    def without(self, one: int, other: int) -> int:
        """Where the first holds and the second does not."""
        return self.both(one, self.opposite(other))

    def inside(self, cube: Cube) -> int:
        """Where everything that the cube asks holds."""
        found = ALWAYS
        for domain, places in sorted(cube, key=lambda each: -each[0]):
            found = self.both(self.among(domain, places), found)
        return found

    def example(self, one: int) -> dict[int, int]:
        """Elements, a domain's number → a place, with which the function holds; it must hold with some."""
        found = {}
        while one > ALWAYS:
            domain, children = self._nodes[one]
            found[domain] = next(place for place, child in enumerate(children) if child != NEVER)
            one = children[found[domain]]
        return found

    def holds(self, one: int, places: Sequence[int]) -> bool:
        """What the function comes to for one element of each domain."""
        while one > ALWAYS:
            domain, children = self._nodes[one]
            one = children[places[domain]]
        return one == ALWAYS

    def cubes(self, one: int) -> tuple[Cube, ...]:
        """Every cube inside which the function holds and that no larger one contains; raises Undecided."""
        found = self._cubes.get(one)
        if found is None:
            found = self._cubes[one] = tuple(self._find_cubes(one))
        return found

    def _find_cubes(self, one: int) -> list[Cube]:
        domain, children = self._nodes[one]
        different = sorted(set(children))
        if len(different) > MOST_CHILDREN:
            raise Undecided(f"{', '.join(self.domains[domain].keys)} decide in more than {MOST_CHILDREN} ways")
        wide: dict[int, frozenset[int]] = {}
        for count in range(1, len(different) + 1):
            for chosen in combinations(different, count):
                common = chosen[0]
                for each in chosen[1:]:
                    common = self.both(common, each)
                if common != NEVER and common not in wide:
                    fits = (place for place, child in enumerate(children) if self.without(common, child) == NEVER)
                    wide[common] = frozenset(fits)
        size = len(children)
        found = {
            rest if len(places) == size else ((domain, places), *rest)
            for common, places in wide.items()
            for rest in self.cubes(common)
        }
        if len(found) > 4 * MOST_CUBES:
            raise Undecided(f"there are more than {MOST_CUBES} alternatives")
        largest = [cube for cube in found if not any(cube != each and _contains(each, cube) for each in found)]
        if len(largest) > MOST_CUBES:
            raise Undecided(f"there are more than {MOST_CUBES} alternatives")
        return largest

    def _combined(self, combine: Callable[[int, int], int], one: int, other: int) -> int:
        (left, left_children), (right, right_children) = self._nodes[one], self._nodes[other]
        if left == right:
            children = tuple(map(combine, left_children, right_children))
        elif left < right:
            children = tuple(combine(child, other) for child in left_children)
        else:
            children = tuple(combine(one, child) for child in right_children)
        return self._make(min(left, right), children)

    def _make(self, domain: int, children: tuple[int, ...]) -> int:
        if children.count(children[0]) == len(children):
            return children[0]
        key = (domain, children)
        found = self._numbers.get(key)
        if found is None:
            if len(self._nodes) == MOST_NODES:
                raise Undecided(f"a diagram has more than {MOST_NODES:,} nodes")
            found = self._numbers[key] = len(self._nodes)
            self._nodes.append(key)
        return found


def _contains(wide: Cube, narrow: Cube) -> bool:
    """Whether all that the narrow cube allows is allowed by the wide one."""
    allowed = dict(narrow)
    return all(domain in allowed and allowed[domain] <= places for domain, places in wide)
