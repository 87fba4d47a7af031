"""What a change set says of the one that it makes for a nested stack, besides the request."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Announcement:
    """The place of a nested stack's change set: `change_set` and `root_change_set` are those above it, `stack` and
    `root_stack` their stacks, `role` is the operation's, and `unresolved` names the parameters without a value yet.
    """

    change_set: str
    root_change_set: str
    stack: str
    root_stack: str
    logical_id: str
    role: str | None
    unresolved: frozenset[str]
    depth: int
