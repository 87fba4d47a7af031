"""Change sets: made, described, listed, deleted and executed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from embedded_aws.cloudformation.engine.store import STACK, ChangeSet, Stack, now, require_change_set
from embedded_aws.cloudformation.errors import invalid, not_supported
from embedded_aws.cloudformation.operations.answers import Answer, page, present
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
    check_options,
    check_updatable,
    plan_update,
    prepare,
)
from embedded_aws.service import Call, ServiceError
from generator.cloudformation.template.document import Template
from generator.cloudformation.template.scope import partition_of

NO_CHANGES = "The submitted information didn't contain changes. Submit different information to create a change set."
REVIEW = "REVIEW_IN_PROGRESS"
SHOWN_ON_REQUEST = ("BeforeValue", "AfterValue", "Path", "AttributeChangeType")


def create_change_set(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """CreateChangeSet, of the kinds CREATE, UPDATE and IMPORT (into a new stack); complete before it returns."""
    kind = _read_kind(params)
    existing = context.store.find(params["StackName"], call.account, call.region)
    _check_stack(kind, params["StackName"], existing)
    old = existing if kind == "UPDATE" else None
    template = context.load(read_body(context, params, call, old))
    _check_nested(params, template)
    targets = read_targets(params, template)
    revision = build_revision(params, call, template, old)
    stack = existing or build_stack(params["StackName"], call, revision)
    _check_name(context, params, stack)
    scope = prepare(context, stack, template, revision, call)
    operation = context.operation(stack, call, revision.role)
    changes = as_imports(plan_update(operation, scope, revision), targets)
    refuse_existing(params, operation, scope, changes)
    change_set = ChangeSet(
        params["ChangeSetName"],
        _build_id(params["ChangeSetName"], call),
        stack.stack_id,
        kind,
        revision,
        now(),
        changes,
    )
    change_set.description, change_set.token = params.get("Description"), params.get("ClientToken")
    change_set.on_failure = params.get("OnStackFailure") or "ROLLBACK"
    change_set.targets = targets
    if kind == "UPDATE" and not changes and not changes_outputs(stack, scope.template):
        change_set.status, change_set.execution, change_set.reason = "FAILED", "UNAVAILABLE", NO_CHANGES
    if existing is None:
        operation.announce(revision.topics, REVIEW)
    with context.store.lock:
        if existing is None:
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
    if params.get("IncludeNestedStacks") and any(one["Type"] == STACK for one in template.resources.values()):
        raise not_supported("IncludeNestedStacks of a template with nested stacks")


def _check_stack(kind: str, name: str, existing: Stack | None) -> None:
    if kind == "IMPORT" and existing is not None and existing.status != REVIEW:
        raise not_supported("An import into a stack that exists")
    if kind == "CREATE" and existing is not None and existing.status != REVIEW:
        raise invalid(f"Stack [{name}] already exists and cannot be created again with the changeSet [CREATE].")
    if kind == "UPDATE" and (existing is None or existing.status == REVIEW):
        raise invalid(f"Stack [{name}] does not exist")
    if kind == "UPDATE" and existing is not None:
        check_updatable(existing)


def _check_name(context: RequestContext, params: Mapping[str, Any], stack: Stack) -> None:
    for one in list(context.store.change_sets.values()):
        if one.stack_id == stack.stack_id and one.name == params["ChangeSetName"]:
            raise ServiceError("AlreadyExistsException", f"ChangeSet {one.name} already exists")


def _build_id(name: str, call: Call) -> str:
    partition, _ = partition_of(call.region)
    return f"arn:{partition}:cloudformation:{call.region}:{call.account}:changeSet/{name}/{uuid4()}"


def _require(context: RequestContext, params: Mapping[str, Any], call: Call) -> tuple[ChangeSet, Stack]:
    name = params.get("StackName")
    stack = context.store.require(name, call.account, call.region) if name else None
    found = require_change_set(context.store, params["ChangeSetName"], stack)
    return found, context.store.require(found.stack_id, call.account, call.region)


def describe_change_set(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """DescribeChangeSet; property values only where they are asked for."""
    found, stack = _require(context, params, call)
    changes = found.changes if params.get("IncludePropertyValues") else [_without_values(one) for one in found.changes]
    revision = found.revision
    return {
        **_summary(found, stack),
        "Parameters": show_parameters(revision.text, revision.given, revision.resolved),
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
        IncludeNestedStacks=False,  # refused where there are nested stacks
    )


def list_change_sets(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """ListChangeSets."""
    stack = context.stack(params, call)
    rows = [_summary(one, stack) for one in list(context.store.change_sets.values()) if one.stack_id == stack.stack_id]
    return page(rows, params, "Summaries")


def delete_change_set(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """DeleteChangeSet: without effect where it does not exist."""
    try:
        found, _ = _require(context, params, call)
    except ServiceError as error:
        if error.code == "ChangeSetNotFound":
            return {}
        raise
    with context.store.lock:
        context.store.change_sets.pop(found.change_set_id, None)
    return {}


def execute_change_set(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """ExecuteChangeSet: starts what it says; the other change sets of the stack are dropped."""
    found, stack = _require(context, params, call)
    if found.execution != "AVAILABLE":
        raise ServiceError(
            "InvalidChangeSetStatus",
            f"ChangeSet [{found.change_set_id}] cannot be executed in its current status of [{found.status}]",
        )
    if found.kind == "UPDATE":
        check_updatable(stack)
    template = load_checked(found.revision.text)
    scope = prepare(context, stack, template, found.revision, call)
    operation = context.operation(stack, call, found.revision.role)
    with context.store.lock:
        found.execution = "EXECUTE_COMPLETE"
        stack.change_set, stack.token = found.change_set_id, params.get("ClientRequestToken")
        stack.on_failure = "DO_NOTHING" if params.get("DisableRollback") else found.on_failure
        for other in [one for one in context.store.change_sets.values() if one.stack_id == stack.stack_id]:
            if other is not found:
                del context.store.change_sets[other.change_set_id]
    if found.kind == "UPDATE":
        begin_update(operation, scope, found.revision)
        return {}
    with context.store.lock:
        stack.revision = found.revision
    if found.kind == "IMPORT":
        begin_import(operation, scope, found.targets)
    else:
        begin_creation(operation, scope)
    return {}
