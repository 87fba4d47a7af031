"""A new stack takes over what stands already; a failure leaves everything as it was, outside the stack."""

from __future__ import annotations

from collections.abc import Mapping

from generator.local.cloudformation.engine.failures import StepFailed
from generator.local.cloudformation.engine.run import Run
from generator.local.cloudformation.engine.step import apply_adoption, describe_resource
from generator.local.cloudformation.template.order import find_dependencies, sort_resources
from generator.local.cloudformation.template.scope import Scope
from generator.local.service import AwsFault

Targets = Mapping[str, Mapping[str, str]]
"""The primary identifier of each resource to import, by logical id."""


def apply_import(run: Run, scope: Scope, targets: Targets) -> None:
    """Takes every resource into a stack whose status is IMPORT_IN_PROGRESS; nothing about them is changed."""
    try:
        needs = find_dependencies(scope)
        for logical_id in sort_resources(needs):
            resource = describe_resource(scope, logical_id, needs[logical_id])
            apply_adoption(run, scope, resource, targets[logical_id])
    except (StepFailed, AwsFault) as error:
        with run.book.lock:
            run.stack.resources = {}
        run.book.turn(run.stack, "IMPORT_ROLLBACK_COMPLETE", getattr(error, "reason", str(error)))
        return
    run.book.turn(run.stack, "IMPORT_COMPLETE")
