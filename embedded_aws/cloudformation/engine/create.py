"""A new stack: its resources are created or imported; a failure is rolled back, deleted or left, as was asked."""

from __future__ import annotations

from embedded_aws.cloudformation.engine.delete import apply_deletion, delete_resources
from embedded_aws.cloudformation.engine.failures import OPERATION_ERRORS, explain_stack, list_failed
from embedded_aws.cloudformation.engine.operation import StackOperation
from embedded_aws.cloudformation.engine.scoping import build_outputs
from embedded_aws.cloudformation.engine.step import apply_create, apply_import, describe_resources
from embedded_aws.cloudformation.engine.store import ImportTargets
from generator.cloudformation.template.scope import Scope

DELETE_REQUESTED = "Resource creation cancelled"


def apply_creation(operation: StackOperation, scope: Scope) -> None:
    """Creates all resources of a stack whose status is CREATE_IN_PROGRESS."""
    store, stack = operation.store, operation.stack
    try:
        for resource in describe_resources(scope):
            apply_create(operation, scope, resource)
        outputs = build_outputs(scope, store, stack)
    except OPERATION_ERRORS as error:
        _fail(operation, explain_stack(stack, error))
        return
    with store.lock:
        stack.outputs, stack.imports = outputs, set(scope.imports)
    operation.set_status("CREATE_COMPLETE")


def _fail(operation: StackOperation, reason: str) -> None:
    stack = operation.stack
    if stack.cancelled == DELETE_REQUESTED:
        with operation.store.lock:
            stack.cancelled = None
        operation.set_status("DELETE_IN_PROGRESS", "User Initiated")
        apply_deletion(operation, frozenset())
        return
    match stack.on_failure:
        case "DO_NOTHING":
            operation.set_status("CREATE_FAILED", reason)
        case "DELETE":
            operation.set_status("DELETE_IN_PROGRESS", f"{reason}Delete requested by user.")
            apply_deletion(operation, frozenset())
        case _:
            operation.set_status("ROLLBACK_IN_PROGRESS", f"{reason}Rollback requested by user.")
            undo_creation(operation)


def undo_creation(operation: StackOperation) -> None:
    """Deletes what a stack whose status is ROLLBACK_IN_PROGRESS has made."""
    failed = delete_resources(operation, list(operation.stack.resources.values()), creating=True)
    status = "ROLLBACK_FAILED" if failed else "ROLLBACK_COMPLETE"
    operation.set_status(status, list_failed("delete", failed) if failed else None)


def apply_stack_import(operation: StackOperation, scope: Scope, targets: ImportTargets) -> None:
    """Imports every resource into a stack whose status is IMPORT_IN_PROGRESS; no resource is changed.

    A failure leaves all resources as they were, outside the stack.
    """
    try:
        for resource in describe_resources(scope):
            apply_import(operation, scope, resource, targets[resource.logical_id])
    except OPERATION_ERRORS as error:
        with operation.store.lock:
            operation.stack.resources = {}
        operation.set_status("IMPORT_ROLLBACK_COMPLETE", str(error))
        return
    operation.set_status("IMPORT_COMPLETE")
