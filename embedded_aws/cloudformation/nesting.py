"""What a stack and the stacks that it nests know of each other, besides the calls between them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from embedded_aws.cloudformation.engine.store import Adoption, ChangeSet, Stack, StackStore, now
from embedded_aws.cloudformation.errors import not_supported

PAUSE = 0.02
DEEPEST = 20
"""Levels of nested stacks that are offered: a template that nests itself has no end."""
TOO_LATE = "Stack creation time exceeded the specified timeout. "
CREATING = "CREATE_IN_PROGRESS"
TEMPLATE = "the template of a nested stack"
"""An attribute that no template can name: the text that the stack has, for a roll-back."""


@dataclass(frozen=True)
class Nesting:
    """The view of one stack on those below it.

    `change_sets` are the ids of their change sets, by logical id, where its own change set is carried out.
    """

    store: StackStore
    stack: Stack
    change_sets: Mapping[str, str] = field(default_factory=dict)

    @property
    def cancelled(self) -> bool:
        """Whether the operation is to stop."""
        expire(self.stack)
        return self.stack.cancelled is not None

    def name_of(self, physical_id: Any) -> str | None:
        """The logical id of a resource of this stack."""
        found = (one.logical_id for one in self.stack.resources.values() if one.physical_id == physical_id)
        return next(found, None) if physical_id else None

    def adopt(self, name: str) -> None:
        """The next stack of this name here is a child of this one; raises ServiceError where it is too deep."""
        if self._depth() >= DEEPEST:
            raise not_supported(f"A stack nested deeper than {DEEPEST} levels")
        mine = self.stack
        root = mine.root or mine.stack_id
        with self.store.lock:
            self.store.adoptions[mine.account, mine.region, name] = Adoption(mine.stack_id, root, mine.revision.role)

    def restore(self, stack_id: str, attributes: Mapping[str, Any]) -> None:
        """The next update of a child takes the template that it had before, whatever lies at the URL now."""
        if TEMPLATE in attributes:
            with self.store.lock:
                self.store.restored[stack_id] = str(attributes[TEMPLATE])

    def planned(self, name: str) -> ChangeSet | None:
        """The change set of a nested stack that is carried out with this stack's."""
        return self.store.change_sets.get(self.change_sets.get(name, ""))

    def release(self, change_set: ChangeSet, parameters: Mapping[str, str]) -> None:
        """A change set of a nested stack may be executed once, with the values that its parameters have by now."""
        revision = change_set.revision
        with self.store.lock:
            self.store.released[change_set.stack_id] = replace(
                revision, given={**revision.given, **parameters}, unresolved=frozenset()
            )

    def settle(self, stack_id: str, seconds: float | None = None) -> tuple[Stack, str]:
        """Wait until no operation of a child runs; the child, and why the operation failed, where it did."""
        child = self.store.stacks[stack_id]
        until = None if seconds is None else time.monotonic() + seconds
        while child.busy:
            if self.cancelled:
                self._cancel(child, str(self.stack.cancelled))
            elif until is not None and time.monotonic() > until:
                self._cancel(child, TOO_LATE)
            time.sleep(PAUSE)
        return child, self._reason(child)

    def forget(self, name: str) -> None:
        """What was announced and has not come about, as the call was refused, does not count for a later one."""
        with self.store.lock:
            self.store.adoptions.pop((self.stack.account, self.stack.region, name), None)
            self.store.restored.pop(name, None)
            self.store.released.pop(name, None)

    def _cancel(self, child: Stack, why: str) -> None:
        """Not once it rolls back, which nobody can stop."""
        with self.store.lock:
            if child.status in (CREATING, "UPDATE_IN_PROGRESS"):
                child.cancelled = why

    def _reason(self, child: Stack) -> str:
        """The words of the latest event of the stack itself that says why."""
        events = [one for one in reversed(child.events) if one.logical_id == child.name and one.reason]
        said = next((one.reason or "" for one in events if one.reason != "User Initiated"), "")
        return said.removesuffix("Rollback requested by user.").removesuffix("Delete requested by user.")

    def _depth(self) -> int:
        depth, above = 1, self.stack
        while above.parent is not None and (found := self.store.stacks.get(above.parent)) is not None:
            depth, above = depth + 1, found
        return depth


def expire(stack: Stack) -> None:
    """Ask the creation of a stack to stop that has taken longer than it may."""
    minutes = (now() - stack.created).total_seconds() / 60
    if stack.timeout is not None and minutes > stack.timeout and stack.status == CREATING and not stack.cancelled:
        stack.cancelled = TOO_LATE


def adopt(store: StackStore, stack: Stack) -> None:
    """Make a new stack the child of the one that announced it, if one did."""
    with store.lock:
        adoption = store.adoptions.pop((stack.account, stack.region, stack.name), None)
        if adoption is not None:
            stack.parent, stack.root = adoption.parent, adoption.root
            stack.revision = replace(stack.revision, role=adoption.role)
