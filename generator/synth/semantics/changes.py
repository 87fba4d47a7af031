"""One difference between two templates, and the part of the version that differences move."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class Part(IntEnum):
    """The part of a version; a larger one moves more."""

    PATCH = 1
    MINOR = 2
    MAJOR = 3

    @property
    def word(self) -> str:
        """`major`, `minor` or `patch`."""
        return self.name.lower()


@dataclass(frozen=True)
class Change:
    """`words` says it as a sentence about `section` and `name`; `mark` is `+`, `-`, `~` or `±` (replaced)."""

    part: Part
    section: str
    name: str
    words: str
    mark: str = "~"


def needed_part(changes: Iterable[Change]) -> Part | None:
    """The smallest part of the version that says enough; None where nothing changed."""
    return max((change.part for change in changes), default=None)
