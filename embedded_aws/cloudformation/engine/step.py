"""One resource: created, updated or deleted through its provider, with the events that AWS writes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import copy
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from embedded_aws.cloudformation.engine.failures import StepFailed, explain, is_gone
from embedded_aws.cloudformation.engine.run import Run
from embedded_aws.cloudformation.engine.store import GONE, Resource
from embedded_aws.cloudformation.engine.tags import add_tags
from embedded_aws.cloudformation.providers import PROVIDERS
from embedded_aws.cloudformation.providers.adoption import adopt
from embedded_aws.cloudformation.providers.provider import Work, check_known
from embedded_aws.service import ServiceError
from generator.cloudformation.errors import TemplateError
from generator.cloudformation.registry.validate import load_properties
from generator.cloudformation.template.intrinsics import resolve
from generator.cloudformation.template.scope import Scope

REFUSALS = (ClientError, BotoCoreError, ResponseParserError, ServiceError, TemplateError)


def describe_resource(scope: Scope, logical_id: str, needs: tuple[str, ...]) -> Resource:
    """A resource of the template that does not stand yet; its properties are not resolved."""
    declared = scope.template.resources[logical_id]
    return Resource(
        logical_id,
        str(declared["Type"]),
        needs=needs,
        deletion=declared.get("DeletionPolicy", "Delete"),
        replacement=declared.get("UpdateReplacePolicy", "Delete"),
        metadata=declared.get("Metadata"),
    )


def build_properties(run: Run, scope: Scope, resource: Resource) -> dict[str, Any]:
    """The properties of a resource: resolved, valid, known to the provider, with the stack's tags."""
    declared = scope.template.resources[resource.logical_id].get("Properties") or {}
    given = resolve(declared, scope)
    properties = load_properties(resource.kind, resource.logical_id, given)
    check_known(PROVIDERS[resource.kind], properties)
    return add_tags(resource.kind, resource.logical_id, properties, run.stack)


def apply_create(run: Run, scope: Scope, resource: Resource, reason: str | None = None) -> None:
    """Creates a resource and enters it into the stack; raises StepFailed."""
    run.check_cancelled(resource.logical_id)
    store, stack = run.store, run.stack
    with store.lock:
        stack.resources[resource.logical_id] = resource
    if reason is None:
        store.note(stack, resource, "CREATE_IN_PROGRESS")
    failed, done = ("UPDATE_FAILED", "UPDATE_COMPLETE") if reason else ("CREATE_FAILED", "CREATE_COMPLETE")
    text = ""
    try:
        properties = build_properties(run, scope, resource)
        text = json.dumps(properties, default=str)
        with store.lock:
            resource.properties = properties
        PROVIDERS[resource.kind].create(_work(run, resource, reason is not None), properties)
    except REFUSALS as error:
        why = explain(error, resource.kind)
        store.note(stack, resource, failed, why, text=text)
        raise StepFailed(resource.logical_id, why) from error
    store.note(stack, resource, done, text=text)


def apply_adoption(run: Run, scope: Scope, resource: Resource, identifier: Mapping[str, str]) -> None:
    """Takes a resource that stands already into the stack, as it is; raises StepFailed where it is not there."""
    store, stack = run.store, run.stack
    with store.lock:
        stack.resources[resource.logical_id] = resource
    store.note(stack, resource, "IMPORT_IN_PROGRESS")
    try:
        properties = build_properties(run, scope, resource)
        adopt(resource.kind, _work(run, resource, True), identifier)
    except REFUSALS as error:
        why = explain(error, resource.kind)
        store.note(stack, resource, "IMPORT_FAILED", why)
        raise StepFailed(resource.logical_id, why) from error
    with store.lock:
        resource.properties = properties
    store.note(stack, resource, "IMPORT_COMPLETE")


def apply_update(run: Run, resource: Resource, wanted: Mapping[str, Any], *, quiet: bool = False) -> None:
    """Changes a resource in place; raises StepFailed. `quiet` writes no events (a change of order or policy only)."""
    run.check_cancelled(resource.logical_id)
    provider = PROVIDERS[resource.kind]
    text = json.dumps(wanted, default=str)
    if not quiet:
        run.store.note(run.stack, resource, "UPDATE_IN_PROGRESS", text=text)
    try:
        if provider.update is None:
            changed = sorted(
                name for name in {*wanted, *resource.properties} if wanted.get(name) != resource.properties.get(name)
            )
            raise ServiceError(
                "ValidationError", f"Update of {', '.join(changed)} of {resource.kind} is not part of the embedded AWS"
            )
        provider.update(_work(run, resource, True), resource.properties, wanted)
    except REFUSALS as error:
        why = explain(error, resource.kind)
        run.store.note(run.stack, resource, "UPDATE_FAILED", why, text=text)
        raise StepFailed(resource.logical_id, why) from error
    with run.store.lock:
        resource.properties = wanted
    if not quiet:
        run.store.note(run.stack, resource, "UPDATE_COMPLETE", text=text)


def apply_delete(run: Run, resource: Resource) -> bool:
    """Deletes a resource; False where it failed. What is gone already counts as deleted."""
    run.store.note(run.stack, resource, "DELETE_IN_PROGRESS")
    try:
        PROVIDERS[resource.kind].delete(_work(run, resource, False), resource.properties)
    except ClientError as error:
        if not is_gone(error):
            run.store.note(run.stack, resource, "DELETE_FAILED", explain(error, resource.kind))
            return False
    except REFUSALS as error:
        run.store.note(run.stack, resource, "DELETE_FAILED", explain(error, resource.kind))
        return False
    run.store.note(run.stack, resource, GONE)
    return True


def skip_delete(run: Run, resource: Resource) -> None:
    """Leaves a resource standing that its deletion policy keeps."""
    run.store.note(run.stack, resource, "DELETE_SKIPPED")


def _work(run: Run, resource: Resource, updating: bool) -> Work:
    def made(physical_id: str, attributes: Mapping[str, Any]) -> None:
        first = resource.physical_id is None
        with run.store.lock:
            resource.physical_id = physical_id
            resource.attributes = {**resource.attributes, **attributes}
        if first and not updating:
            run.store.note(run.stack, resource, "CREATE_IN_PROGRESS", "Resource creation Initiated")

    return Work(
        account=run.stack.account,
        region=run.stack.region,
        stack_name=run.stack.name,
        stack_id=run.stack.stack_id,
        logical_id=resource.logical_id,
        physical_id=resource.physical_id or "",
        attributes=copy(resource.attributes),
        client=run.client,
        record=made,
    )
