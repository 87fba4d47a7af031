"""One resource: created, imported, updated or deleted through its provider, with the events that AWS writes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from typing import Any

from botocore.exceptions import ClientError

from embedded_aws.cloudformation.engine.failures import REFUSALS, StepFailed, explain, is_not_found
from embedded_aws.cloudformation.engine.operation import StackOperation
from embedded_aws.cloudformation.engine.secrets import hide_secrets, reveal_secrets
from embedded_aws.cloudformation.engine.store import DELETED, Resource
from embedded_aws.cloudformation.engine.tags import add_tags
from embedded_aws.cloudformation.errors import not_supported
from embedded_aws.cloudformation.nesting import Nesting
from embedded_aws.cloudformation.providers import find_provider
from embedded_aws.cloudformation.providers.provider import HandlerRequest
from generator.cloudformation.registry.custom import is_custom
from generator.cloudformation.registry.schema import read_schema
from generator.cloudformation.registry.validate import load_properties
from generator.cloudformation.template.document import SIGNALLED, check_policy
from generator.cloudformation.template.intrinsics import resolve
from generator.cloudformation.template.order import find_dependencies, sort_resources
from generator.cloudformation.template.scope import ABSENT, Scope


def describe_resources(scope: Scope) -> list[Resource]:
    """The resources of a template in dependency order, as if none existed yet; their properties are not resolved."""
    needs = find_dependencies(scope)
    return [_describe(scope, name, needs[name]) for name in sort_resources(needs)]


def _describe(scope: Scope, logical_id: str, needs: tuple[str, ...]) -> Resource:
    declared = scope.template.resources[logical_id]
    return Resource(
        logical_id,
        str(declared["Type"]),
        needs=needs,
        deletion=_policy(scope, logical_id, "DeletionPolicy"),
        replacement=_policy(scope, logical_id, "UpdateReplacePolicy"),
        metadata=declared.get("Metadata"),
        creation=resolve(declared.get("CreationPolicy"), scope) if declared["Type"] in SIGNALLED else None,
    )


def _policy(scope: Scope, logical_id: str, name: str) -> str:
    declared = scope.template.resources[logical_id]
    value = resolve(declared.get(name, "Delete"), scope)
    value = "Delete" if value is ABSENT else value
    check_policy(logical_id, declared, name, value)
    return str(value)


def build_properties(operation: StackOperation, scope: Scope, resource: Resource) -> dict[str, Any]:
    """The properties of a resource: resolved, valid, with the stack's tags."""
    declared = scope.template.resources[resource.logical_id].get("Properties") or {}
    given = resolve(declared, scope)
    properties = load_properties(resource.kind, resource.logical_id, given)
    return add_tags(resource.kind, resource.logical_id, properties, operation.stack)


@contextmanager
def failing_as(operation: StackOperation, resource: Resource, status: str, text: str = "") -> Iterator[None]:
    """Turns whatever the template, the provider or a service refuses into the resource's status and StepFailed."""
    try:
        yield
    except REFUSALS as error:
        reason = hide_secrets(operation.stack, explain(error, resource.kind))
        operation.set_resource_status(resource, status, reason, text=text)
        raise StepFailed(resource.logical_id, reason) from error


def apply_create(operation: StackOperation, scope: Scope, resource: Resource, *, replacing: bool = False) -> None:
    """Creates a resource and adds it to the stack; raises StepFailed. `replacing` says that an update replaces it."""
    operation.check_cancelled(resource.logical_id)
    verb = "UPDATE" if replacing else "CREATE"
    operation.add_resource(resource)
    if not replacing:
        operation.set_resource_status(resource, "CREATE_IN_PROGRESS")
    with failing_as(operation, resource, f"{verb}_FAILED"):
        properties = build_properties(operation, scope, resource)
    text = _show(operation, properties)
    with operation.store.lock:
        resource.properties = properties
    with failing_as(operation, resource, f"{verb}_FAILED", text):
        given = reveal_secrets(operation, resource, properties)
        provider = find_provider(resource.kind)
        provider.create(_handler_request(operation, resource, creating=not replacing), given)
    provider.check_recorded(resource.attributes)
    operation.set_resource_status(resource, f"{verb}_COMPLETE", text=text)


def _show(operation: StackOperation, properties: Mapping[str, Any]) -> str:
    """The properties as events show them, as JSON: secrets, and what was given with NoEcho, as stars."""
    return hide_secrets(operation.stack, json.dumps(properties, default=str))


def apply_import(operation: StackOperation, scope: Scope, resource: Resource, identifier: Mapping[str, str]) -> None:
    """Imports an existing resource into the stack as it is; raises StepFailed where it does not exist."""
    operation.add_resource(resource)
    operation.set_resource_status(resource, "IMPORT_IN_PROGRESS")
    with failing_as(operation, resource, "IMPORT_FAILED"):
        properties = build_properties(operation, scope, resource)
        if (find := find_provider(resource.kind).find) is None:
            raise not_supported(f"Import of {resource.kind}")
        (path,) = read_schema(resource.kind)["primaryIdentifier"]
        find(_handler_request(operation, resource), identifier[path.removeprefix("/properties/")])
    find_provider(resource.kind).check_recorded(resource.attributes)
    with operation.store.lock:
        resource.properties = properties
    operation.set_resource_status(resource, "IMPORT_COMPLETE")


def exists_already(operation: StackOperation, kind: str, identifier: str) -> bool:
    """Whether there is a resource of a kind that stacks may import; what it is like is forgotten."""
    find = find_provider(kind).find
    try:
        if find is not None:
            find(_handler_request(operation, Resource("", kind)), identifier)
    except ClientError:
        return False
    return find is not None


def apply_update(
    operation: StackOperation, resource: Resource, wanted: Mapping[str, Any], restored: Mapping[str, Any] | None = None
) -> list[Resource]:
    """Changes a resource in place; raises StepFailed. What it was, where its provider made another one in its place.

    `restored` are the attributes that the resource had, where this is a roll-back.
    """
    operation.check_cancelled(resource.logical_id)
    text = _show(operation, wanted)
    operation.set_resource_status(resource, "UPDATE_IN_PROGRESS", text=text)
    with failing_as(operation, resource, "UPDATE_FAILED", text):
        if (update := find_provider(resource.kind).update) is None:
            old = resource.properties
            changed = sorted(name for name in {*wanted, *old} if wanted.get(name) != old.get(name))
            raise not_supported(f"Update of {', '.join(changed)} of {resource.kind}")
        before = copy(resource)
        given = reveal_secrets(operation, resource, wanted)
        update(_handler_request(operation, resource, restored=restored), resource.properties, given)
    with operation.store.lock:
        resource.properties = wanted
    operation.set_resource_status(resource, "UPDATE_COMPLETE", text=text)
    # The id of a registry's type never changes in place; moto gives some a new one.
    return [before] if is_custom(resource.kind) and before.physical_id != resource.physical_id else []


def apply_delete(operation: StackOperation, resource: Resource) -> bool:
    """Deletes a resource; False where that failed. A resource that is not found counts as deleted."""
    operation.set_resource_status(resource, "DELETE_IN_PROGRESS")
    try:
        find_provider(resource.kind).delete(_handler_request(operation, resource), resource.properties)
    except REFUSALS as error:
        if not (isinstance(error, ClientError) and is_not_found(error)):
            reason = hide_secrets(operation.stack, explain(error, resource.kind))
            operation.set_resource_status(resource, "DELETE_FAILED", reason)
            return False
    operation.set_resource_status(resource, DELETED)
    return True


def skip_delete(operation: StackOperation, resource: Resource) -> None:
    """Keeps a resource that its deletion policy retains."""
    operation.set_resource_status(resource, "DELETE_SKIPPED")


def _handler_request(
    operation: StackOperation, resource: Resource, *, creating: bool = False, restored: Mapping[str, Any] | None = None
) -> HandlerRequest:
    def record(physical_id: str, attributes: Mapping[str, Any]) -> None:
        first = resource.physical_id is None
        with operation.store.lock:
            resource.physical_id = physical_id
            resource.attributes = {**resource.attributes, **attributes}
        if first and creating:
            words = "Resource creation Initiated"
            operation.set_resource_status(resource, "CREATE_IN_PROGRESS", words)

    def hide(values: Iterable[str]) -> None:
        with operation.store.lock:
            resource.hidden = frozenset(values)

    stack = operation.stack
    return HandlerRequest(
        account=stack.account,
        region=stack.region,
        stack_name=stack.name,
        stack_id=stack.stack_id,
        kind=resource.kind,
        logical_id=resource.logical_id,
        physical_id=resource.physical_id or "",
        attributes=copy(resource.attributes),
        client=operation.client,
        on_record=record,
        hide=hide,
        answers=operation.store.answers,
        endpoint=operation.gateway.endpoint,
        functions=operation.gateway.functions,
        nesting=Nesting(operation.store, stack, operation.nested),
        restored=restored,
        creation_policy=resource.creation,
        deletion_policy=resource.deletion,
    )
