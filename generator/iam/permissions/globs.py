"""Which patterns one text can match together: exact, with an example of each combination.

The patterns are automata; a text leads all of them at once from one set of states to the next, so that every set that
can be reached is a combination that some text has (subset construction).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from generator.iam.evaluate.arns import FIELDS
from generator.iam.permissions.undecided import Undecided

MOST_STATES = 20_000
"""Eight patterns of the kind `*a*b*` reach it, in two seconds."""
OTHER = "zz-other"
"""A text that no pattern names."""
_LETTERS = "zxqkwvjy0123456789_QZXKWV"

State = tuple[int, int]
"""The pattern's number, and how many of its characters are behind."""
States = frozenset[State]


@dataclass(frozen=True)
class Glob:
    """A pattern with `*` and `?`; in a `fielded` one, an ARN's, they stop at the first five colons."""

    text: str
    fielded: bool = False

    @property
    def is_wild(self) -> bool:
        """Whether it can match more than one text."""
        return "*" in self.text or "?" in self.text


@dataclass(frozen=True)
class _Character:
    """One character of a pattern; `within` a field no wildcard takes a colon."""

    text: str
    within: bool

    def takes(self, letter: str) -> bool:
        """Whether this character can stand for the letter."""
        if self.text in "*?":
            return not (self.within and letter == ":")
        return self.text == letter


@lru_cache(4096)
def find_overlaps(globs: tuple[Glob, ...]) -> tuple[str, ...]:
    """One text for each set of patterns that some text, not empty, matches together; raises Undecided."""
    patterns = [tuple(_characters(glob)) for glob in globs]
    start = _closed({(number, 0) for number in range(len(patterns))}, patterns)
    seen: dict[States, str] = {start: ""}
    found: dict[frozenset[int], str] = {}
    queue = [start]
    for states in queue:
        text = seen[states]
        if text:
            found.setdefault(frozenset(number for number, at in states if at == len(patterns[number])), text)
        for letter in _letters(states, patterns):
            following = _closed(_after(states, letter, patterns), patterns)
            if not following or following in seen:
                continue
            if len(seen) == MOST_STATES:
                raise Undecided(f"{len(globs)} patterns overlap in more than {MOST_STATES:,} ways")
            seen[following] = text + letter
            queue.append(following)
    found.setdefault(frozenset(), OTHER)
    return tuple(found.values())


def _characters(glob: Glob) -> Iterator[_Character]:
    colons, fielded = 0, glob.fielded and glob.text.count(":") >= FIELDS - 1
    for letter in glob.text:
        colons += letter == ":"
        yield _Character(letter, fielded and colons < FIELDS - 1 and letter != ":")


def _closed(states: Iterable[State], patterns: list[tuple[_Character, ...]]) -> States:
    """With what a star that stands for nothing leads to."""
    found = set(states)
    todo = list(found)
    while todo:
        number, at = todo.pop()
        if at < len(patterns[number]) and patterns[number][at].text == "*" and (number, at + 1) not in found:
            found.add((number, at + 1))
            todo.append((number, at + 1))
    return frozenset(found)


def _letters(states: States, patterns: list[tuple[_Character, ...]]) -> list[str]:
    """The letters that make a difference next: those that are named, one other, and the colon."""
    ahead = [patterns[number][at].text for number, at in states if at < len(patterns[number])]
    named = {text for text in ahead if text not in "*?"}
    if len(named) == len(set(ahead)):
        return sorted(named)
    other = next((letter for letter in _LETTERS if letter not in named), "\u00b7")
    return sorted({*named, other, ":"})


def _after(states: States, letter: str, patterns: list[tuple[_Character, ...]]) -> Iterator[State]:
    for number, at in states:
        if at < len(patterns[number]) and patterns[number][at].takes(letter):
            yield number, at if patterns[number][at].text == "*" else at + 1
