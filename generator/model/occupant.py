"""One thing that a deletion would take the ground from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Occupant:
    """What it is and its name, whose it is, in which state, and the commands that end it."""

    kind: str
    name: str
    whose: str
    state: str
    end: tuple[str, ...]
    stack: str = ""
    """The name of its own stack, where it has one."""
