"""One thing that a launch asks for, and everything that a template's launch asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Verb = Literal["create", "read", "update", "delete"]
VERBS: tuple[Verb, ...] = ("create", "delete", "update", "read")
"""The gravest first: what creates or deletes is what a launch or its end fails by."""


@dataclass(frozen=True)
class Need:
    """`action` on `resource`, which may hold `*` and `${…}`, with `context`, in which `()` is a key that is not there.

    `logical` is the template's resource (empty: the launch itself), `trigger` the property, or the words, that ask;
    `earlier` is the version that is updated, where only an update from it asks.
    """

    action: str
    resource: str
    verb: Verb
    logical: str = ""
    kind: str = ""
    trigger: str = ""
    context: tuple[tuple[str, str | tuple[str, ...]], ...] = ()
    earlier: str = ""


@dataclass(frozen=True)
class Perhaps:
    """An action that the registry lists, and that the pages of its service do not ask of the caller."""

    action: str


@dataclass(frozen=True)
class Needs:
    """What a launch asks for; `unknown` are sentences about what could not be said, `whole` whether all was tried.

    `perhaps` are actions that some source lists and another leaves out: none is missed, and none is called unneeded.
    """

    needs: tuple[Need, ...]
    unknown: tuple[str, ...] = ()
    whole: bool = field(default=True)
    perhaps: frozenset[str] = frozenset()

    @classmethod
    def joined(cls, parts: Iterable[Needs]) -> Needs:
        """Several as one, each need once."""
        parts = list(parts)
        return cls(
            tuple(dict.fromkeys(need for part in parts for need in part.needs)),
            tuple(dict.fromkeys(words for part in parts for words in part.unknown)),
            all(part.whole for part in parts),
            frozenset(action for part in parts for action in part.perhaps),
        )
