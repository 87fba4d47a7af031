"""A new stack takes over what stands already; a failure leaves everything as it was, outside the stack."""

from __future__ import annotations

from collections.abc import Mapping

from embedded_aws.cloudformation.engine.failures import StepFailed
from embedded_aws.cloudformation.engine.run import Run
from embedded_aws.cloudformation.engine.step import apply_adoption, describe_resource
from embedded_aws.service import ServiceError
from generator.cloudformation.errors import TemplateError
from generator.cloudformation.template.order import find_dependencies, sort_resources
from generator.cloudformation.template.scope import Scope

Targets = Mapping[str, Mapping[str, str]]
"""The primary identifier of each resource to import, by logical id."""


def apply_import(run: Run, scope: Scope, targets: Targets) -> None:
    """Takes every resource into a stack whose status is IMPORT_IN_PROGRESS; nothing about them is changed."""
    try:
        needs = find_dependencies(scope)
        for logical_id in sort_resources(needs):
            resource = describe_resource(scope, logical_id, needs[logical_id])
            apply_adoption(run, scope, resource, targets[logical_id])
    except (StepFailed, ServiceError, TemplateError) as error:
        with run.store.lock:
            run.stack.resources = {}
        run.store.turn(run.stack, "IMPORT_ROLLBACK_COMPLETE", getattr(error, "reason", str(error)))
        return
    run.store.turn(run.stack, "IMPORT_COMPLETE")
