"""The service behind the seam: finds the operation, and keeps the state across restarts."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from generator.local.cloudformation.engine.book import Book
from generator.local.cloudformation.engine.run import stuck_status
from generator.local.cloudformation.faults import not_offered
from generator.local.cloudformation.operations import OPERATIONS
from generator.local.cloudformation.operations.desk import Desk
from generator.local.service import Call, Front

INTERRUPTED = "The embedded AWS was stopped during the operation."


class CloudFormation:
    """The embedded CloudFormation of all accounts and regions."""

    def __init__(self, front: Front) -> None:
        self._desk = Desk(front, Book())

    def __call__(self, params: Mapping[str, Any], call: Call) -> Mapping[str, Any]:
        """Carry out `call.operation`; raises AwsFault."""
        if (operation := OPERATIONS.get(call.operation)) is None:
            raise not_offered(call.operation)
        return operation(self._desk, params, call)

    def dump(self) -> Any:
        """Stacks and change sets, as they stand at one moment."""
        book = self._desk.book
        with book.lock:
            return deepcopy({"stacks": book.stacks, "change_sets": book.change_sets})

    def load(self, state: Any) -> None:
        """Replace the state; an operation that was under way when it was dumped counts as broken off."""
        book = self._desk.book
        with book.lock:
            book.stacks, book.change_sets = deepcopy(state["stacks"]), deepcopy(state["change_sets"])
            for stack in book.stacks.values():
                if stack.busy:
                    book.turn(stack, stuck_status(stack.status), INTERRUPTED)
