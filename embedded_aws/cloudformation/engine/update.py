"""A stack is updated: its resources are created, changed in place or replaced, then cleaned up or rolled back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from copy import copy
from dataclasses import replace
from typing import Any

from embedded_aws.cloudformation.engine.delete import delete_resources
from embedded_aws.cloudformation.engine.difference import compare
from embedded_aws.cloudformation.engine.failures import OPERATION_ERRORS, StepFailed, explain_stack, list_failed
from embedded_aws.cloudformation.engine.operation import StackOperation
from embedded_aws.cloudformation.engine.scoping import build_outputs
from embedded_aws.cloudformation.engine.stack_policy import check_action
from embedded_aws.cloudformation.engine.step import (
    apply_create,
    apply_update,
    build_properties,
    describe_resources,
    failing_as,
)
from embedded_aws.cloudformation.engine.store import STACK, Resource, Undo
from embedded_aws.cloudformation.errors import invalid
from embedded_aws.cloudformation.providers import find_provider
from generator.cloudformation.template.scope import Scope

REPLACING = "Requested update requires the creation of a new physical resource; hence creating one."


def apply_revision(operation: StackOperation, scope: Scope) -> None:
    """Brings a stack whose status is UPDATE_IN_PROGRESS to its new revision."""
    store, stack = operation.store, operation.stack
    try:
        resources = describe_resources(scope)
        _check_deletions(operation, {resource.logical_id for resource in resources})
        for resource in resources:
            _apply_resource(operation, scope, resource)
        outputs = build_outputs(scope, store, stack)
    except OPERATION_ERRORS as error:
        _fail(operation, explain_stack(stack, error))
        return
    with store.lock:
        stack.outputs, stack.imports = outputs, set(scope.imports)
        stack.undo, stack.previous, stack.cancelled = [], None, None
        stack.policy = stack.policy_after or stack.policy
        stack.policy_during = stack.policy_after = None
    operation.set_status("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
    _clean_up(operation, {resource.logical_id for resource in resources})
    operation.set_status("UPDATE_COMPLETE")


def _check_deletions(operation: StackOperation, kept: Collection[str]) -> None:
    for resource in list(operation.stack.resources.values()):
        if resource.logical_id not in kept and resource.exists:
            with failing_as(operation, resource, "UPDATE_FAILED"):
                check_action(operation.stack, "Delete", resource)


def _apply_resource(operation: StackOperation, scope: Scope, wanted: Resource) -> None:
    """Brings one resource to what the new revision says, and remembers the step for a rollback."""
    existing = operation.stack.resources.get(wanted.logical_id)
    if existing is None or not existing.exists:
        _remember(operation, Undo("created", wanted.logical_id))
        apply_create(operation, scope, wanted)
        return
    with failing_as(operation, existing, "UPDATE_FAILED"):
        properties = build_properties(operation, scope, wanted)
    difference = compare(wanted.kind, existing.properties, properties)
    if difference.replaces:
        with failing_as(operation, existing, "UPDATE_FAILED"):
            check_action(operation.stack, "Replace", existing)
        _replace(operation, scope, wanted, existing, properties)
        return
    # A nested stack is updated each time: what lies at its URL may be another template, which its change set has read.
    changes = difference.changed or (wanted.kind == STACK and wanted.logical_id not in operation.unchanged)
    if changes:
        with failing_as(operation, existing, "UPDATE_FAILED"):
            check_action(operation.stack, "Modify", existing)
        _remember(operation, Undo("updated", wanted.logical_id, copy(existing)))
    _redescribe(operation, existing, wanted)
    if changes:
        superseded = apply_update(operation, existing, properties)
        with operation.store.lock:
            operation.stack.leftovers += superseded


def _replace(
    operation: StackOperation, scope: Scope, wanted: Resource, existing: Resource, properties: Mapping[str, Any]
) -> None:
    name = find_provider(wanted.kind).named_by
    if name and name in properties and properties[name] == existing.properties.get(name):
        with failing_as(operation, existing, "UPDATE_FAILED"):
            raise invalid(
                "CloudFormation cannot update a stack when a custom-named resource requires replacing. "
                f"Rename {properties[name]} and update the stack again."
            )
    operation.set_resource_status(existing, "UPDATE_IN_PROGRESS", REPLACING)
    _remember(operation, Undo("replaced", wanted.logical_id, existing))
    with operation.store.lock:
        operation.stack.leftovers.append(replace(existing, deletion=wanted.replacement))
    apply_create(operation, scope, wanted, replacing=True)


def _redescribe(operation: StackOperation, existing: Resource, wanted: Resource) -> None:
    """Takes over what no provider is called for: dependencies, metadata and policies."""
    with operation.store.lock:
        existing.needs, existing.metadata = wanted.needs, wanted.metadata
        existing.deletion, existing.replacement = wanted.deletion, wanted.replacement


def _remember(operation: StackOperation, undo: Undo) -> None:
    with operation.store.lock:
        operation.stack.undo.append(undo)


def _clean_up(operation: StackOperation, kept: Collection[str]) -> None:
    """Deletes what was replaced or left out, where its policy allows it; a resource that cannot be deleted is left."""
    stack = operation.stack
    with operation.store.lock:
        dropped = [one for name, one in stack.resources.items() if name not in kept]
        replaced = list(stack.leftovers)
    delete_resources(operation, [*dropped, *replaced])
    with operation.store.lock:
        stack.leftovers = []
        for resource in dropped:
            del stack.resources[resource.logical_id]


def _fail(operation: StackOperation, reason: str) -> None:
    stack = operation.stack
    with operation.store.lock:
        stack.policy_during = stack.policy_after = None
    if stack.on_failure == "DO_NOTHING":
        operation.set_status("UPDATE_FAILED", reason)
        return
    operation.set_status("UPDATE_ROLLBACK_IN_PROGRESS", reason)
    apply_rollback(operation, frozenset())


def apply_rollback(operation: StackOperation, skipped: Collection[str]) -> None:
    """Undoes an update, the last step first; resources in `skipped` are left as they are."""
    store, stack = operation.store, operation.stack
    with store.lock:
        stack.cancelled = None
        stack.revision, stack.previous = stack.previous or stack.revision, stack.revision
    unneeded: list[Resource] = []
    failed: list[str] = []
    for undo in reversed(list(stack.undo)):
        try:
            if undo.logical_id not in skipped:
                unneeded += UNDOING[undo.what](operation, undo)
            with store.lock:
                stack.undo.remove(undo)
        except StepFailed:
            failed.append(undo.logical_id)
    if failed:
        with store.lock:
            stack.revision, stack.previous = stack.previous or stack.revision, stack.revision
        operation.set_status("UPDATE_ROLLBACK_FAILED", list_failed("update", failed))
        return
    for resource in list(stack.resources.values()):
        # A resource that failed before anything was changed is as it was.
        if resource.status == "UPDATE_FAILED":
            operation.set_resource_status(resource, "UPDATE_COMPLETE")
    operation.set_status("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS")
    delete_resources(operation, unneeded, creating=True)
    with store.lock:
        stack.previous, stack.leftovers, stack.undo = None, [], []
    operation.set_status("UPDATE_ROLLBACK_COMPLETE")


def _undo_created(operation: StackOperation, undo: Undo) -> list[Resource]:
    with operation.store.lock:
        return [operation.stack.resources.pop(undo.logical_id)] if undo.logical_id in operation.stack.resources else []


def _undo_replaced(operation: StackOperation, undo: Undo) -> list[Resource]:
    assert undo.before is not None
    with operation.store.lock:
        new = operation.stack.resources[undo.logical_id]
        operation.stack.resources[undo.logical_id] = undo.before
    operation.set_resource_status(undo.before, "UPDATE_COMPLETE")
    return [new] if new is not undo.before else []


def _undo_updated(operation: StackOperation, undo: Undo) -> list[Resource]:
    assert undo.before is not None
    existing = operation.stack.resources[undo.logical_id]
    _redescribe(operation, existing, undo.before)
    return apply_update(operation, existing, undo.before.properties, undo.before.attributes)


UNDOING: dict[str, Callable[[StackOperation, Undo], list[Resource]]] = {
    "created": _undo_created,
    "replaced": _undo_replaced,
    "updated": _undo_updated,
}
