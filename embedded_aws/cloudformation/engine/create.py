"""A stack is created; where a resource fails, what was made is rolled back, deleted or left, as was asked."""

from __future__ import annotations

from embedded_aws.cloudformation.engine.delete import apply_deletion, delete_resources
from embedded_aws.cloudformation.engine.failures import StepFailed
from embedded_aws.cloudformation.engine.run import Run
from embedded_aws.cloudformation.engine.scoping import build_outputs
from embedded_aws.cloudformation.engine.step import apply_create, describe_resource
from embedded_aws.cloudformation.engine.store import Stack
from embedded_aws.service import ServiceError
from generator.cloudformation.errors import TemplateError
from generator.cloudformation.template.order import find_dependencies, sort_resources
from generator.cloudformation.template.scope import Scope

DELETE_REQUESTED = "Resource creation cancelled"


def apply_creation(run: Run, scope: Scope) -> None:
    """Creates all resources of a stack whose status is CREATE_IN_PROGRESS."""
    store, stack = run.store, run.stack
    try:
        needs = find_dependencies(scope)
        for logical_id in sort_resources(needs):
            apply_create(run, scope, describe_resource(scope, logical_id, needs[logical_id]))
        outputs = build_outputs(scope, store, stack)
    except (StepFailed, ServiceError, TemplateError) as error:
        _give_up(run, failure_of(stack, error))
        return
    with store.lock:
        stack.outputs, stack.imports = outputs, set(scope.imports)
    store.turn(stack, "CREATE_COMPLETE")


def failure_of(stack: Stack, error: Exception) -> str:
    """The sentence of a stack's event for what stopped its operation."""
    if not isinstance(error, StepFailed) or stack.cancelled is not None:
        return str(error)
    failed = stack.resources.get(error.logical_id)
    verb = "create" if failed is not None and failed.status == "CREATE_FAILED" else "update"
    return f"The following resource(s) failed to {verb}: [{error.logical_id}]. "


def _give_up(run: Run, reason: str) -> None:
    store, stack = run.store, run.stack
    if stack.cancelled == DELETE_REQUESTED:
        with store.lock:
            stack.cancelled = None
        store.turn(stack, "DELETE_IN_PROGRESS", "User Initiated")
        apply_deletion(run, frozenset())
        return
    match stack.on_failure:
        case "DO_NOTHING":
            store.turn(stack, "CREATE_FAILED", reason)
        case "DELETE":
            store.turn(stack, "DELETE_IN_PROGRESS", f"{reason}Delete requested by user.")
            apply_deletion(run, frozenset())
        case _:
            store.turn(stack, "ROLLBACK_IN_PROGRESS", f"{reason}Rollback requested by user.")
            failed = delete_resources(run, list(stack.resources.values()), creating=True)
            store.turn(
                stack,
                "ROLLBACK_FAILED" if failed else "ROLLBACK_COMPLETE",
                f"The following resource(s) failed to delete: [{', '.join(failed)}]. " if failed else None,
            )
