"""One resource: created, updated or deleted through its provider, with the events that AWS writes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import copy
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from generator.local.cloudformation.engine.book import GONE, Resource
from generator.local.cloudformation.engine.failures import StepFailed, explain, is_gone
from generator.local.cloudformation.engine.run import Run
from generator.local.cloudformation.engine.tags import add_tags
from generator.local.cloudformation.providers import PROVIDERS
from generator.local.cloudformation.providers.adoption import adopt
from generator.local.cloudformation.providers.provider import Work, check_known
from generator.local.cloudformation.registry.validate import load_properties
from generator.local.cloudformation.template.intrinsics import resolve
from generator.local.cloudformation.template.scope import Scope
from generator.local.service import AwsFault

REFUSALS = (ClientError, BotoCoreError, ResponseParserError, AwsFault)


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
    book, stack = run.book, run.stack
    with book.lock:
        stack.resources[resource.logical_id] = resource
    if reason is None:
        book.note(stack, resource, "CREATE_IN_PROGRESS")
    failed, done = ("UPDATE_FAILED", "UPDATE_COMPLETE") if reason else ("CREATE_FAILED", "CREATE_COMPLETE")
    text = ""
    try:
        properties = build_properties(run, scope, resource)
        text = json.dumps(properties, default=str)
        with book.lock:
            resource.properties = properties
        PROVIDERS[resource.kind].create(_work(run, resource, reason is not None), properties)
    except REFUSALS as error:
        why = explain(error, resource.kind)
        book.note(stack, resource, failed, why, text=text)
        raise StepFailed(resource.logical_id, why) from error
    book.note(stack, resource, done, text=text)


def apply_adoption(run: Run, scope: Scope, resource: Resource, identifier: Mapping[str, str]) -> None:
    """Takes a resource that stands already into the stack, as it is; raises StepFailed where it is not there."""
    book, stack = run.book, run.stack
    with book.lock:
        stack.resources[resource.logical_id] = resource
    book.note(stack, resource, "IMPORT_IN_PROGRESS")
    try:
        properties = build_properties(run, scope, resource)
        adopt(resource.kind, _work(run, resource, True), identifier)
    except REFUSALS as error:
        why = explain(error, resource.kind)
        book.note(stack, resource, "IMPORT_FAILED", why)
        raise StepFailed(resource.logical_id, why) from error
    with book.lock:
        resource.properties = properties
    book.note(stack, resource, "IMPORT_COMPLETE")


def apply_update(run: Run, resource: Resource, wanted: Mapping[str, Any], *, quiet: bool = False) -> None:
    """Changes a resource in place; raises StepFailed. `quiet` writes no events (a change of order or policy only)."""
    run.check_cancelled(resource.logical_id)
    provider = PROVIDERS[resource.kind]
    text = json.dumps(wanted, default=str)
    if not quiet:
        run.book.note(run.stack, resource, "UPDATE_IN_PROGRESS", text=text)
    try:
        if provider.update is None:
            changed = sorted(
                name for name in {*wanted, *resource.properties} if wanted.get(name) != resource.properties.get(name)
            )
            raise AwsFault(
                "ValidationError", f"Update of {', '.join(changed)} of {resource.kind} is not part of the embedded AWS"
            )
        provider.update(_work(run, resource, True), resource.properties, wanted)
    except REFUSALS as error:
        why = explain(error, resource.kind)
        run.book.note(run.stack, resource, "UPDATE_FAILED", why, text=text)
        raise StepFailed(resource.logical_id, why) from error
    with run.book.lock:
        resource.properties = wanted
    if not quiet:
        run.book.note(run.stack, resource, "UPDATE_COMPLETE", text=text)


def apply_delete(run: Run, resource: Resource) -> bool:
    """Deletes a resource; False where it failed. What is gone already counts as deleted."""
    run.book.note(run.stack, resource, "DELETE_IN_PROGRESS")
    try:
        PROVIDERS[resource.kind].delete(_work(run, resource, False), resource.properties)
    except ClientError as error:
        if not is_gone(error):
            run.book.note(run.stack, resource, "DELETE_FAILED", explain(error, resource.kind))
            return False
    except (BotoCoreError, ResponseParserError, AwsFault) as error:
        run.book.note(run.stack, resource, "DELETE_FAILED", explain(error, resource.kind))
        return False
    run.book.note(run.stack, resource, GONE)
    return True


def skip_delete(run: Run, resource: Resource) -> None:
    """Leaves a resource standing that its deletion policy keeps."""
    run.book.note(run.stack, resource, "DELETE_SKIPPED")


def _work(run: Run, resource: Resource, updating: bool) -> Work:
    def made(physical_id: str, attributes: Mapping[str, Any]) -> None:
        first = resource.physical_id is None
        with run.book.lock:
            resource.physical_id = physical_id
            resource.attributes = {**resource.attributes, **attributes}
        if first and not updating:
            run.book.note(run.stack, resource, "CREATE_IN_PROGRESS", "Resource creation Initiated")

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
