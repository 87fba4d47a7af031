"""A function over condition keys in words: lines that must all hold, or the alternatives of which one must."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from generator.iam.permissions.diagrams import ALWAYS, NEVER, Cube, Diagrams
from generator.iam.permissions.key_words import Spelling, name_values
from generator.iam.permissions.undecided import Undecided

EITHER = "either "


class FunctionWords:
    """The words of the functions of some diagrams."""

    def __init__(self, diagrams: Diagrams, spelling: Spelling) -> None:
        self._diagrams = diagrams
        self._spelling = spelling
        self._literals: dict[tuple[int, frozenset[int]], str] = {}
        self._lines: dict[int, tuple[str, ...]] = {}

    def lines(self, function: int) -> tuple[str, ...]:
        """What must hold, a line each, of the shorter of two canonical forms; none for always."""
        found = self._lines.get(function)
        if found is None:
            found = self._lines[function] = tuple(self._find_lines(function))
        return found

    def cube(self, cube: Cube) -> tuple[str, ...]:
        """What a cube asks, each in words, in alphabetical order."""
        return tuple(sorted(self.literal(domain, places) for domain, places in cube))

    def cover(self, function: int) -> list[Cube]:
        """Largest cubes that together are the function, without superfluous ones; chosen by their text alone."""
        return self._cover(function, self._text)

    def literal(self, domain: int, places: frozenset[int]) -> str:
        """Which elements of one domain."""
        found = self._literals.get((domain, places))
        if found is None:
            found = name_values(self._diagrams.domains[domain], places, self._spelling)
            self._literals[domain, places] = found
        return found

    def _find_lines(self, function: int) -> list[str]:
        if function == ALWAYS:
            return []
        clauses = self._attempt(self._clauses, function)
        cubes = self._attempt(self.cover, function)
        if clauses is None and cubes is None:
            return ["undecided: too many alternatives"]
        if cubes is None or (clauses is not None and sum(map(len, clauses)) <= sum(map(len, cubes))):
            assert clauses is not None
            return sorted(" OR ".join(self.cube(clause)) for clause in clauses)
        shared = {each for clause in clauses or () if len(clause) == 1 for each in clause}
        rest = [tuple(each for each in cube if each not in shared) for cube in cubes]
        return [*sorted(self.literal(*each) for each in shared), *sorted(EITHER + self._text(cube) for cube in rest)]

    def _clauses(self, function: int) -> list[Cube]:
        """The cubes of the opposite, turned round: of each clause one part must hold."""
        opposite = self._diagrams.opposite(function)
        return [self._turned(cube) for cube in self._cover(opposite, lambda cube: self._text(self._turned(cube)))]

    def _turned(self, cube: Cube) -> Cube:
        domains = self._diagrams.domains
        return tuple((domain, domains[domain].whole - places) for domain, places in cube)

    def _text(self, cube: Cube) -> str:
        return "; ".join(self.cube(cube))

    def _cover(self, function: int, text: Callable[[Cube], str]) -> list[Cube]:
        diagrams = self._diagrams
        cubes = sorted(diagrams.cubes(function), key=lambda cube: (len(cube), text(cube)))
        inside = [diagrams.inside(cube) for cube in cubes]
        kept = list(range(len(cubes)))
        for number in reversed(range(len(cubes))):
            if self._covers(function, [inside[each] for each in kept if each != number]):
                kept.remove(number)
        return [cubes[number] for number in kept]

    def _covers(self, function: int, parts: Sequence[int]) -> bool:
        together = NEVER
        for each in parts:
            together = self._diagrams.either(together, each)
        return self._diagrams.without(function, together) == NEVER

    def _attempt(self, form: Callable[[int], list[Cube]], function: int) -> list[Cube] | None:
        try:
            return form(function)
        except Undecided:
            return None
