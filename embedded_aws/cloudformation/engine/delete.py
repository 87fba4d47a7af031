"""A stack or some of its resources are deleted in reverse dependency order; deletion policies retain some."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from embedded_aws.cloudformation.engine.change_sets import drop_pending
from embedded_aws.cloudformation.engine.failures import list_failed
from embedded_aws.cloudformation.engine.operation import StackOperation
from embedded_aws.cloudformation.engine.step import apply_delete, skip_delete
from embedded_aws.cloudformation.engine.store import DELETED, Resource
from generator.cloudformation.template.order import closure


def apply_deletion(operation: StackOperation, retained: Collection[str]) -> None:
    """Deletes a stack whose status is DELETE_IN_PROGRESS; `retained` resources are kept."""
    store, stack = operation.store, operation.stack
    with store.lock:
        resources = [*stack.leftovers, *stack.resources.values()]
    for resource in resources:
        if resource.logical_id in retained and resource.exists:
            skip_delete(operation, resource)
    failed = delete_resources(operation, [one for one in resources if one.logical_id not in retained])
    if failed:
        operation.set_status("DELETE_FAILED", list_failed("delete", failed))
        return
    with store.lock:
        stack.outputs, stack.imports, stack.leftovers = [], set(), []
    drop_pending(store, stack.stack_id)
    operation.set_status(DELETED)


def delete_resources(operation: StackOperation, resources: Sequence[Resource], *, creating: bool = False) -> list[str]:
    """Deletes resources, those that others need last; the logical ids of those that failed.

    What a failed one needs is kept too. `creating` says that the operation is the one that made them, where
    `RetainExceptOnCreate` does not hold, and `Retain` neither where the operation was asked so.
    """
    needs = {resource.logical_id: resource.needs for resource in resources}
    failed: list[str] = []
    for resource in deletion_order(resources):
        if not resource.exists or resource.status == "DELETE_SKIPPED":
            continue
        if resource.logical_id in closure([need for name in failed for need in needs[name]], needs):
            continue
        if _kept(resource, creating, operation.stack.thorough):
            skip_delete(operation, resource)
        elif not apply_delete(operation, resource):
            failed.append(resource.logical_id)
    return failed


def deletion_order(resources: Iterable[Resource]) -> list[Resource]:
    """Each resource before what it needs; the last made first otherwise."""
    waiting = list(resources)[::-1]
    ordered: list[Resource] = []
    while waiting:
        wanted = {need for resource in waiting for need in resource.needs}
        # A replaced resource and its successor share a logical id; neither waits for the other.
        free = [one for one in waiting if one.logical_id not in wanted] or waiting
        ordered += free
        waiting = [one for one in waiting if one not in free]
    return ordered


def _kept(resource: Resource, creating: bool, thorough: bool) -> bool:
    if creating and thorough:
        return False
    if resource.deletion == "RetainExceptOnCreate":
        return not creating
    return resource.deletion == "Retain" and resource.status != "CREATE_FAILED"
