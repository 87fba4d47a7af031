"""Change sets as a hierarchy: those of nested stacks stand and fall with the one that they were made for."""

from __future__ import annotations

from collections.abc import Iterable

from embedded_aws.cloudformation.engine.store import DELETED, ChangeSet, Stack, StackStore
from embedded_aws.service import ServiceError

NO_CHANGES = "The submitted information didn't contain changes. Submit different information to create a change set."
REVIEW = "REVIEW_IN_PROGRESS"
RUNNING = "EXECUTE_IN_PROGRESS"
DONE = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE")


def nested_sets(store: StackStore, change_set_id: str) -> list[ChangeSet]:
    """The change sets of the nested stacks right below a change set."""
    with store.lock:
        return [one for one in store.change_sets.values() if one.parent == change_set_id]


def drop_nested(store: StackStore, change_set_id: str) -> None:
    """Forget the change sets below one, with the nested stacks that were made for them and are still in review."""
    with store.lock:
        for one in nested_sets(store, change_set_id):
            drop_change_set(store, one.change_set_id)
            stack = store.stacks.get(one.stack_id)
            if stack is not None and stack.status == REVIEW:
                store.set_status(stack, DELETED)


def drop_change_set(store: StackStore, change_set_id: str) -> None:
    """Forget a change set and those below it."""
    with store.lock:
        drop_nested(store, change_set_id)
        store.change_sets.pop(change_set_id, None)


def drop_change_sets(store: StackStore, stack_id: str, kept: str | None = None) -> None:
    """Forget the change sets of a stack, but for one."""
    with store.lock:
        for one in [one for one in store.change_sets.values() if one.stack_id == stack_id]:
            if one.change_set_id != kept:
                drop_change_set(store, one.change_set_id)


def drop_pending(store: StackStore, stack_id: str) -> None:
    """Forget the change sets of a stack that is deleted, but for those that were executed: these are shown by their id.

    Source: LocalStack's test_name_conflicts, which its authors have run against AWS.
    """
    with store.lock:
        for one in [one for one in store.change_sets.values() if one.stack_id == stack_id]:
            if one.execution.startswith("EXECUTE_"):
                drop_unused(store, [nested.change_set_id for nested in nested_sets(store, one.change_set_id)])
            else:
                drop_change_set(store, one.change_set_id)


def drop_unused(store: StackStore, change_set_ids: Iterable[str]) -> None:
    """Forget the change sets of nested stacks to which the execution of one has not come, and the stacks in review."""
    with store.lock:
        for one in [found for key in change_set_ids if (found := store.change_sets.get(key)) is not None]:
            stack = store.stacks.get(one.stack_id)
            if stack is not None and stack.status == REVIEW:
                drop_change_set(store, one.change_set_id)
                store.set_status(stack, DELETED)


def finish_execution(store: StackStore, stack: Stack, status: str) -> None:
    """Say of the change set that a stack's operation carries out how it ended, with the stack's status."""
    found = store.change_sets.get(stack.change_set or "")
    if found is not None and found.execution == RUNNING:
        with store.lock:
            found.execution = "EXECUTE_COMPLETE" if status in DONE else "EXECUTE_FAILED"


def outdate(store: StackStore, stack_id: str) -> None:
    """The change sets of a stack that is updated otherwise can be executed no more (`ChangeSetSummary`,
    ExecutionStatus, in the API reference)."""
    with store.lock:
        for one in store.change_sets.values():
            if one.stack_id == stack_id and one.execution == "AVAILABLE":
                one.execution = "OBSOLETE"


def require_change_set(store: StackStore, name: str, stack: Stack | None) -> ChangeSet:
    """The change set of an id, or of a name and a stack; raises ChangeSetNotFound."""
    with store.lock:
        found = store.change_sets.get(name) or next(
            (
                one
                for one in reversed(store.change_sets.values())
                if stack is not None and one.name == name and one.stack_id == stack.stack_id
            ),
            None,
        )
    if found is None:
        raise ServiceError("ChangeSetNotFound", f"ChangeSet [{name}] does not exist", 404)
    return found
