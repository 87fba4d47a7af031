"""Texts that a parameter's pattern takes, made from the pattern itself: short ones first.

Groups, alternatives, classes and counts are followed; what is looked ahead at is passed over, so that a text may not
fit: whoever asks tries it against the pattern.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from itertools import islice, product

REPEATED = (1, 3, 8, 12, 17)
"""How often what may be repeated is, where the pattern lets it."""
MOST_TEXTS = 16
_LETTERS = "a0A-_./:@ " + string.ascii_letters + string.digits + string.punctuation
_COUNT = re.compile(r"\{(\d*)(,?)(\d*)\}")
_GROUP = re.compile(r"\?(:|P<\w+>)")
_LOOKING = re.compile(r"\?(=|!|<=|<!)")


def find_texts(pattern: str) -> Iterator[str]:
    """Texts that should match, each once; none where the pattern is no regular expression."""
    try:
        re.compile(pattern)
    except re.error:
        return
    seen: set[str] = set()
    for count in REPEATED:
        for text in _Reading(pattern, count).alternatives():
            if text not in seen:
                seen.add(text)
                yield text


class _Reading:
    """One pass over a pattern; what is repeated is there so many times."""

    def __init__(self, pattern: str, count: int) -> None:
        self._pattern = pattern
        self._count = count
        self._at = 0

    def alternatives(self) -> list[str]:
        """The texts of each alternative up to the end of the group."""
        found = self._sequence()
        while self._next() == "|":
            self._at += 1
            found += self._sequence()
        return found[:MOST_TEXTS]

    def _sequence(self) -> list[str]:
        parts: list[list[str]] = []
        while self._next() not in ("", "|", ")"):
            parts.append(self._repeated(self._atom()))
        return ["".join(row) for row in islice(product(*parts), MOST_TEXTS)]

    def _atom(self) -> list[str]:
        letter = self._next()
        if letter in "^$":
            self._at += 1
            return [""]
        if letter == "(":
            return self._group()
        start = self._at
        self._at = self._end(letter)
        return [_letter(self._pattern[start : self._at])]

    def _group(self) -> list[str]:
        self._at += 1
        looking = _LOOKING.match(self._pattern, self._at)
        named = looking or _GROUP.match(self._pattern, self._at)
        self._at = named.end() if named else self._at
        found = self.alternatives()
        self._at += 1
        return [""] if looking else found

    def _end(self, letter: str) -> int:
        """Where an atom of one character ends."""
        if letter == "\\":
            return self._at + 2
        if letter != "[":
            return self._at + 1
        # A bracket right behind the opening one, or behind `^`, is itself a member.
        at = self._at + (2 if self._pattern[self._at + 1] == "^" else 1) + 1
        while self._pattern[at] != "]" or self._pattern[at - 1] == "\\":
            at += 1
        return at + 1

    def _repeated(self, texts: list[str]) -> list[str]:
        least, most = self._bounds()
        count = max(least, min(self._count, most))
        found = [text * count for text in texts]
        return found if least else [*found, ""][:MOST_TEXTS]

    def _bounds(self) -> tuple[int, int]:
        letter, bounds = self._next(), (1, 1)
        count = _COUNT.match(self._pattern, self._at)
        if count is not None:
            self._at = count.end()
            least = int(count[1] or 0)
            bounds = least, int(count[3]) if count[3] else max(self._count, least) if count[2] else least
        elif letter and letter in "?*+":
            self._at += 1
            bounds = (1 if letter == "+" else 0), (1 if letter == "?" else self._count)
        else:
            return bounds
        if self._next() in ("?", "+"):
            self._at += 1
        return bounds

    def _next(self) -> str:
        return self._pattern[self._at : self._at + 1]


def _letter(atom: str) -> str:
    """The first letter that an atom takes; nothing for a border of words."""
    return next((letter for letter in _LETTERS if re.fullmatch(atom, letter)), "")
