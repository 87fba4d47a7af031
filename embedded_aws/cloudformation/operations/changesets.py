"""Change sets: made, described, listed, deleted and executed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

from embedded_aws.cloudformation.engine.announcement import Announcement
from embedded_aws.cloudformation.engine.change_sets import (
    NO_CHANGES,
    REVIEW,
    RUNNING,
    drop_change_set,
    drop_change_sets,
    drop_nested,
    nested_sets,
    require_change_set,
)
from embedded_aws.cloudformation.engine.store import STACK, ChangeSet, Revision, Stack, now
from embedded_aws.cloudformation.errors import invalid, not_supported
from embedded_aws.cloudformation.operations.answers import Answer, page, present
from embedded_aws.cloudformation.operations.hierarchy import ONLY_FROM_ROOT, Hierarchy
from embedded_aws.cloudformation.operations.imports import as_imports, begin_import, read_targets, refuse_existing
from embedded_aws.cloudformation.operations.reads import show_parameters
from embedded_aws.cloudformation.operations.request_context import (
    RequestContext,
    build_revision,
    load_checked,
    read_body,
)
from embedded_aws.cloudformation.operations.stacks import (
    begin_creation,
    begin_update,
    build_stack,
    changes_outputs,
    check_name,
    check_options,
    check_updatable,
    leaves_failures,
    plan_update,
    prepare,
)
from embedded_aws.service import Call, ServiceError
from generator.cloudformation.errors import TemplateError
from generator.cloudformation.template.document import Template
from generator.cloudformation.template.scope import partition_of

SHOWN_ON_REQUEST = ("BeforeValue", "AfterValue", "Path", "AttributeChangeType")


def create_change_set(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """CreateChangeSet, of the kinds CREATE, UPDATE and IMPORT (into a new stack); complete before it returns."""
    place = context.store.announced.get((call.account, call.region, params["ChangeSetName"]))
    try:
        return _create(context, params, call, place)
    except (ServiceError, TemplateError) as error:
        if place is None:
            raise
        return _create_failed(context, params, call, place, error.message)


def _create(context: RequestContext, params: Mapping[str, Any], call: Call, place: Announcement | None) -> Answer:
    check_name(params["ChangeSetName"], "changeSetName")
    kind = _read_kind(params)
    existing = context.store.find(params["StackName"], call.account, call.region)
    _check_stack(kind, params, existing)
    old = existing if kind == "UPDATE" else None
    template = context.load(read_body(context, params, call, old))
    _check_nested(params, template)
    targets = read_targets(params, template)
    revision = build_revision(params, call, template, old)
    if place is not None:
        revision = replace(revision, unresolved=place.unresolved, role=revision.role or place.role)
    stack = existing or _new_stack(params, call, revision, place)
    _check_name(context, params, stack)
    scope = prepare(context, stack, template, revision, call)
    operation = context.operation(stack, call, revision.role)
    change_set = _build(params, call, stack, revision, place)
    change_set.targets = targets
    hierarchy = Hierarchy(operation, scope, change_set, place.depth if place else 1)
    try:
        nest = hierarchy.nest if change_set.nested else None
        change_set.changes = as_imports(plan_update(operation, scope, revision, nest), targets)
        refuse_existing(params, operation, scope, change_set.changes)
    except (ServiceError, TemplateError):
        drop_nested(context.store, change_set.change_set_id)
        raise
    if hierarchy.failure is not None:
        _fail(change_set, hierarchy.failure)
    elif kind == "UPDATE" and not change_set.changes and not changes_outputs(stack, scope.template):
        _fail(change_set, NO_CHANGES)
    if existing is None:
        operation.announce(revision.topics, REVIEW)
    return _keep(context, stack, change_set)


def _new_stack(params: Mapping[str, Any], call: Call, revision: Revision, place: Announcement | None) -> Stack:
    stack = build_stack(params["StackName"], call, revision)
    if place is not None:
        stack.parent, stack.root = place.stack, place.root_stack
    return stack


def _build(
    params: Mapping[str, Any], call: Call, stack: Stack, revision: Revision, place: Announcement | None
) -> ChangeSet:
    name, kind = params["ChangeSetName"], str(params.get("ChangeSetType", "UPDATE"))
    change_set = ChangeSet(name, _build_id(name, call), stack.stack_id, kind, revision, now())
    change_set.description, change_set.token = params.get("Description"), params.get("ClientToken")
    change_set.on_failure = "DO_NOTHING" if leaves_failures(params) else params.get("OnStackFailure") or "ROLLBACK"
    change_set.nested = bool(params.get("IncludeNestedStacks"))
    change_set.importing = bool(params.get("ImportExistingResources"))
    if place is not None:
        change_set.parent, change_set.root = place.change_set, place.root_change_set
        change_set.logical_id = place.logical_id
        change_set.execution, change_set.reason = "UNAVAILABLE", ONLY_FROM_ROOT
    return change_set


def _fail(change_set: ChangeSet, reason: str) -> None:
    change_set.status, change_set.execution, change_set.reason = "FAILED", "UNAVAILABLE", reason


def _create_failed(
    context: RequestContext, params: Mapping[str, Any], call: Call, place: Announcement, reason: str
) -> Answer:
    """The change set of a nested stack that cannot be made: it is there, and says why."""
    nothing = Revision("", {})
    existing = context.store.find(params["StackName"], call.account, call.region)
    stack = existing or _new_stack(params, call, nothing, place)
    change_set = _build(params, call, stack, nothing, place)
    _fail(change_set, reason)
    return _keep(context, stack, change_set)


def _keep(context: RequestContext, stack: Stack, change_set: ChangeSet) -> Answer:
    with context.store.lock:
        if stack.stack_id not in context.store.stacks:
            context.store.stacks[stack.stack_id] = stack
            context.store.set_status(stack, REVIEW, "User Initiated")
        context.store.change_sets[change_set.change_set_id] = change_set
    return {"Id": change_set.change_set_id, "StackId": stack.stack_id}


def _read_kind(params: Mapping[str, Any]) -> str:
    check_options(params, "DeploymentMode")
    kind = str(params.get("ChangeSetType", "UPDATE"))
    if kind not in ("CREATE", "UPDATE", "IMPORT"):
        raise not_supported(f"ChangeSetType {kind}")
    return kind


def _check_nested(params: Mapping[str, Any], template: Template) -> None:
    nested = any(one["Type"] == STACK for one in template.resources.values())
    if params.get("ChangeSetType") == "IMPORT" and params.get("IncludeNestedStacks") and nested:
        raise not_supported("IncludeNestedStacks of an import of nested stacks")


def _check_stack(kind: str, params: Mapping[str, Any], existing: Stack | None) -> None:
    name, change_set = params["StackName"], params["ChangeSetName"]
    if kind == "IMPORT" and existing is not None and existing.status != REVIEW:
        raise not_supported("An import into a stack that exists")
    if kind == "CREATE" and existing is not None and existing.status != REVIEW:
        raise invalid(f"Stack [{name}] already exists and cannot be created again with the changeSet [{change_set}].")
    if kind == "UPDATE" and (existing is None or existing.status == REVIEW):
        raise invalid(f"Stack [{name}] does not exist")
    if kind == "UPDATE" and existing is not None:
        check_updatable(existing)


def _check_name(context: RequestContext, params: Mapping[str, Any], stack: Stack) -> None:
    """One that was executed keeps its name from no other (elias5000/clouds-aws#9)."""
    for one in list(context.store.change_sets.values()):
        taken = one.stack_id == stack.stack_id and one.name == params["ChangeSetName"]
        if taken and not one.execution.startswith("EXECUTE_"):
            raise ServiceError("AlreadyExistsException", f"ChangeSet {one.name} already exists")


def _build_id(name: str, call: Call) -> str:
    partition, _ = partition_of(call.region)
    return f"arn:{partition}:cloudformation:{call.region}:{call.account}:changeSet/{name}/{uuid4()}"


def _require(context: RequestContext, params: Mapping[str, Any], call: Call) -> tuple[ChangeSet, Stack]:
    # The sentences: LocalStack's test_delete_change_set_exception, which its authors have run against AWS.
    name = params.get("StackName")
    stack = context.store.find(name, call.account, call.region) if name else None
    if name and stack is None:
        raise invalid(f"Stack [{name}] does not exist")
    if not name and not params["ChangeSetName"].startswith("arn:"):
        raise invalid("StackName must be specified if ChangeSetName is not specified as an ARN.")
    found = require_change_set(context.store, params["ChangeSetName"], stack)
    return found, context.store.require(found.stack_id, call.account, call.region)


def describe_change_set(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """DescribeChangeSet; property values only where they are asked for."""
    found, stack = _require(context, params, call)
    changes = found.changes if params.get("IncludePropertyValues") else [_without_values(one) for one in found.changes]
    revision = found.revision
    return {
        **_summary(found, stack),
        "Parameters": show_parameters(revision.text, revision.given, revision.resolved) if revision.text else [],
        "NotificationARNs": list(revision.topics),
        "RollbackConfiguration": {},
        "Capabilities": list(revision.capabilities),
        "Tags": [{"Key": key, "Value": value} for key, value in revision.tags],
        **page(changes, params, "Changes"),
    }


def _without_values(change: Mapping[str, Any]) -> dict[str, Any]:
    resource = change["ResourceChange"]
    details = [
        {**one, "Target": {name: value for name, value in one["Target"].items() if name not in SHOWN_ON_REQUEST}}
        for one in resource["Details"]
    ]
    return {**change, "ResourceChange": {**resource, "Details": details}}


def _summary(found: ChangeSet, stack: Stack) -> dict[str, Any]:
    return present(
        ChangeSetId=found.change_set_id,
        ChangeSetName=found.name,
        StackId=stack.stack_id,
        StackName=stack.name,
        Description=found.description,
        CreationTime=found.created,
        ExecutionStatus=found.execution,
        Status=found.status,
        StatusReason=found.reason,
        IncludeNestedStacks=found.nested,
        ParentChangeSetId=found.parent,
        RootChangeSetId=found.root,
        ImportExistingResources=found.importing,
    )


def list_change_sets(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """ListChangeSets."""
    stack = context.stack(params, call)
    rows = [_summary(one, stack) for one in list(context.store.change_sets.values()) if one.stack_id == stack.stack_id]
    return page(rows, params, "Summaries")


def delete_change_set(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """DeleteChangeSet: without effect where it does not exist; with those of nested stacks, none of which is deleted
    alone ("Change sets for nested stacks" in the user guide).
    """
    try:
        found, _ = _require(context, params, call)
    except ServiceError as error:
        if error.code == "ChangeSetNotFound":
            return {}
        raise
    if found.parent is not None:
        # In words of ours: open question Q90.
        raise ServiceError(
            "InvalidChangeSetStatus",
            f"ChangeSet [{found.change_set_id}] cannot be deleted: it belongs to the root change set [{found.root}]",
        )
    drop_change_set(context.store, found.change_set_id)
    return {}


def execute_change_set(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """ExecuteChangeSet: starts what it says; the other change sets of the stack are dropped."""
    found, stack = _require(context, params, call)
    released = context.store.released.pop(stack.stack_id, None) if found.parent is not None else None
    if found.execution != "AVAILABLE" and released is None:
        raise ServiceError(
            "InvalidChangeSetStatus",
            f"ChangeSet [{found.change_set_id}] cannot be executed in its current status of [{found.status}]",
        )
    if found.kind == "UPDATE":
        check_updatable(stack)
    revision = released or found.revision
    scope = prepare(context, stack, load_checked(revision.text), revision, call)
    nested = {one.logical_id: one.change_set_id for one in nested_sets(context.store, found.change_set_id)}
    operation = context.operation(stack, call, revision.role, nested)
    with context.store.lock:
        found.execution, found.revision = RUNNING, revision
        stack.change_set, stack.token = found.change_set_id, params.get("ClientRequestToken")
        stack.thorough = bool(params.get("RetainExceptOnCreate"))
        stack.on_failure = "DO_NOTHING" if params.get("DisableRollback") else found.on_failure
        drop_change_sets(context.store, stack.stack_id, kept=found.change_set_id)
    if found.kind == "UPDATE":
        begin_update(operation, scope, revision)
        return {}
    with context.store.lock:
        stack.revision, stack.updated = revision, now()
    if found.kind == "IMPORT":
        begin_import(operation, scope, found.targets)
    else:
        begin_creation(operation, scope)
    return {}
