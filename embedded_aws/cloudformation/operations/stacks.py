"""Operations that start something: create, update, delete, cancel, continue."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

from embedded_aws.cloudformation.engine.change_sets import REVIEW, drop_pending, outdate
from embedded_aws.cloudformation.engine.changes import Nest, plan_changes
from embedded_aws.cloudformation.engine.create import DELETE_REQUESTED, apply_creation, undo_creation
from embedded_aws.cloudformation.engine.delete import apply_deletion
from embedded_aws.cloudformation.engine.offered import check_runnable
from embedded_aws.cloudformation.engine.operation import StackOperation, start
from embedded_aws.cloudformation.engine.scoping import build_scope, enter_run, expand, resolved_parameters
from embedded_aws.cloudformation.engine.store import DELETED, Revision, Stack, StackStore, now
from embedded_aws.cloudformation.engine.update import apply_revision, apply_rollback
from embedded_aws.cloudformation.errors import invalid, not_supported
from embedded_aws.cloudformation.nesting import adopt
from embedded_aws.cloudformation.operations.policies import read_policy
from embedded_aws.cloudformation.operations.request_context import (
    RequestContext,
    build_revision,
    load_checked,
    read_body,
)
from embedded_aws.service import Call, ServiceError
from generator.cloudformation.template.document import Template
from generator.cloudformation.template.order import find_dependencies, sort_resources
from generator.cloudformation.template.scope import Scope, partition_of

DURING = "StackPolicyDuringUpdate"
NAME = re.compile(r"[a-zA-Z][-a-zA-Z0-9]{0,127}")
UPDATABLE = frozenset(
    {"CREATE_COMPLETE", "IMPORT_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "UPDATE_FAILED"}
)
REFUSED = ("RollbackConfiguration",)


def check_options(params: Mapping[str, Any], *names: str) -> None:
    """Raises ServiceError for a parameter of the request that would not be carried out."""
    for name in (*REFUSED, *names):
        if params.get(name):
            raise not_supported(f"{name} of a stack")
    mode = (params.get("DeploymentConfig") or {}).get("Mode", "STANDARD")
    if mode != "STANDARD":
        raise not_supported(f"The deployment mode {mode} of a stack")


def leaves_failures(params: Mapping[str, Any]) -> bool:
    """Whether a request asks for no roll-back, at one of two places."""
    return bool(params.get("DisableRollback") or (params.get("DeploymentConfig") or {}).get("DisableRollback"))


def create_stack(context: RequestContext, params: Mapping[str, Any], call: Call) -> Mapping[str, Any]:
    """CreateStack."""
    name = params["StackName"]
    check_options(params)
    token = params.get("ClientRequestToken")
    # A stack in review may be made so, too (LocalStack's test_create_while_in_review, run against AWS).
    existing = context.store.find(name, call.account, call.region)
    if existing is not None and existing.status != REVIEW:
        if token and existing.token == token:
            return {"StackId": existing.stack_id}
        raise ServiceError("AlreadyExistsException", f"Stack [{name}] already exists")
    if params.get("OnFailure") and params.get("DisableRollback") is not None:
        raise invalid("You can specify either DisableRollback or OnFailure, but not both.")
    template = context.load(read_body(context, params, call))
    revision = build_revision(params, call, template)
    stack = existing or build_stack(name, call, revision)
    if existing is None:
        adopt(context.store, stack)
        revision = stack.revision
    stack.token, stack.protected = token, bool(params.get("EnableTerminationProtection"))
    stack.policy, stack.timeout = read_policy(context, params, call), params.get("TimeoutInMinutes")
    stack.thorough = bool(params.get("RetainExceptOnCreate"))
    stack.on_failure = "DO_NOTHING" if leaves_failures(params) else params.get("OnFailure") or "ROLLBACK"
    scope = prepare(context, stack, template, revision, call)
    operation = context.operation(stack, call, revision.role)
    with context.store.lock:
        if context.store.find(name, call.account, call.region) is not existing:
            raise ServiceError("AlreadyExistsException", f"Stack [{name}] already exists")
        context.store.stacks[stack.stack_id] = stack
        stack.revision = revision
        outdate(context.store, stack.stack_id)
    try:
        begin_creation(operation, scope)
    except ServiceError:
        if existing is None:
            del context.store.stacks[stack.stack_id]
        raise
    return {"StackId": stack.stack_id}


def check_name(name: str, member: str) -> None:
    """Raises ServiceError for what cannot be the name of a stack or of a change set; `member` says of which."""
    if not NAME.fullmatch(name):
        raise invalid(
            f"1 validation error detected: Value '{name}' at '{member}' failed to satisfy constraint: "
            f"Member must satisfy regular expression pattern: {NAME.pattern}"
        )


def build_stack(name: str, call: Call, revision: Revision) -> Stack:
    """A stack that is not in the store yet."""
    check_name(name, "stackName")
    partition, _ = partition_of(call.region)
    stack_id = f"arn:{partition}:cloudformation:{call.region}:{call.account}:stack/{name}/{uuid4()}"
    return Stack(name, stack_id, call.account, call.region, revision, now())


def prepare(context: RequestContext, stack: Stack, template: Template, revision: Revision, call: Call) -> Scope:
    """The scope of a stack's revision, checked with the caller's credentials as far as AWS checks before it answers."""
    scope = build_scope(
        template,
        revision,
        context.lookups(call),
        name=stack.name,
        stack_id=stack.stack_id,
        account=stack.account,
        region=stack.region,
    )
    check_runnable(scope.template, context.gateway.functions is not None)
    sort_resources(find_dependencies(scope))
    return scope


def begin_creation(operation: StackOperation, scope: Scope) -> None:
    """Starts the creation of a stack that is in the store."""
    operation.announce(operation.stack.revision.topics, "CREATE_IN_PROGRESS")
    _remember_resolved(operation.stack, scope)
    operation.store.set_status(operation.stack, "CREATE_IN_PROGRESS", "User Initiated")
    enter_run(scope, operation.gateway, operation.store, operation.keys, operation.stack)
    start(operation, lambda running: apply_creation(running, scope))


def begin_update(operation: StackOperation, scope: Scope, revision: Revision) -> None:
    """Starts the update of a stack to a revision."""
    operation.announce(revision.topics, "UPDATE_IN_PROGRESS")
    with operation.store.lock:
        check_updatable(operation.stack)
        # After an update that failed and was left so, a roll-back goes to where that one began.
        stable = operation.stack.previous if operation.stack.status == "UPDATE_FAILED" else None
        operation.stack.previous, operation.stack.revision = stable or operation.stack.revision, revision
        operation.stack.updated, operation.stack.cancelled = now(), None
        _remember_resolved(operation.stack, scope)
        operation.store.set_status(operation.stack, "UPDATE_IN_PROGRESS", "User Initiated")
    enter_run(scope, operation.gateway, operation.store, operation.keys, operation.stack)
    start(operation, lambda running: apply_revision(running, scope))


def _remember_resolved(stack: Stack, scope: Scope) -> None:
    stack.revision = replace(stack.revision, resolved=resolved_parameters(scope))


def check_updatable(stack: Stack) -> None:
    """Raises ServiceError for a stack in whose status no update may start."""
    if stack.status not in UPDATABLE:
        raise invalid(f"Stack:{stack.stack_id} is in {stack.status} state and can not be updated.")


def update_stack(context: RequestContext, params: Mapping[str, Any], call: Call) -> Mapping[str, Any]:
    """UpdateStack."""
    stack = context.stack(params, call)
    check_options(params)
    check_updatable(stack)
    template = context.load(read_body(context, params, call, stack))
    revision = build_revision(params, call, template, stack)
    during, after = read_policy(context, params, call, DURING), read_policy(context, params, call)
    scope = prepare(context, stack, template, revision, call)
    operation = context.operation(stack, call, revision.role)
    if not plan_update(operation, scope, revision) and not changes_outputs(stack, scope.template):
        raise invalid("No updates are to be performed.")
    with context.store.lock:
        stack.on_failure = "DO_NOTHING" if leaves_failures(params) else "ROLLBACK"
        stack.token = params.get("ClientRequestToken") or stack.token
        stack.policy_during, stack.policy_after = during, after
        stack.thorough = bool(params.get("RetainExceptOnCreate"))
    outdate(context.store, stack.stack_id)
    begin_update(operation, scope, revision)
    return {"StackId": stack.stack_id}


def plan_update(
    operation: StackOperation, scope: Scope, revision: Revision, nest: Nest | None = None
) -> list[dict[str, Any]]:
    """The changes that a revision means for a stack, found with the credentials of the operation."""
    enter_run(scope, operation.gateway, operation.store, operation.keys, operation.stack)
    return plan_changes(replace(operation.stack, revision=revision, previous=operation.stack.revision), scope, nest)


def changes_outputs(stack: Stack, template: Template) -> bool:
    """Whether an update touches the outputs, which counts as a change."""
    before = expand(load_checked(stack.revision.text), stack.revision.given)
    return before.section("Outputs") != template.section("Outputs")


def delete_stack(context: RequestContext, params: Mapping[str, Any], call: Call) -> Mapping[str, Any]:
    """DeleteStack: without effect for a stack that does not exist."""
    stack = context.store.find(params["StackName"], call.account, call.region)
    if stack is None or stack.status in (DELETED, "DELETE_IN_PROGRESS"):
        return {}
    check_options(params, "DeletionMode")
    retained = frozenset(params.get("RetainResources") or ())
    _check_deletable(context.store, stack, retained)
    operation = context.operation(stack, call, params.get("RoleARN") or stack.revision.role)
    with context.store.lock:
        if stack.status == "CREATE_IN_PROGRESS":
            stack.cancelled = DELETE_REQUESTED
            return {}
        stack.token = params.get("ClientRequestToken") or stack.token
        drop_pending(context.store, stack.stack_id)
        operation.set_status("DELETE_IN_PROGRESS", "User Initiated")
    start(operation, lambda running: apply_deletion(running, retained))
    return {}


def _check_deletable(store: StackStore, stack: Stack, retained: frozenset[str]) -> None:
    if stack.protected:
        raise invalid(f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled")
    if stack.busy and stack.status != "CREATE_IN_PROGRESS":
        raise invalid(f"Stack [{stack.stack_id}] cannot be deleted while in status {stack.status}")
    if retained and stack.status != "DELETE_FAILED":
        raise invalid(
            f"Invalid operation on stack [{stack.stack_id}]. You can specify RetainResources only for a stack in "
            "the DELETE_FAILED state"
        )
    if unknown := retained - set(stack.resources):
        raise invalid(f"Invalid resources to retain: [{', '.join(sorted(unknown))}] do not exist in the stack")
    for output in stack.outputs:
        if name := output.get("ExportName"):
            users = [one.name for one in store.importers(name, stack.account, stack.region) if one is not stack]
            if users:
                raise invalid(f"Export {name} cannot be deleted as it is in use by {' and '.join(users)}")


def cancel_update(context: RequestContext, params: Mapping[str, Any], call: Call) -> Mapping[str, Any]:
    """CancelUpdateStack: the running update stops at its next resource and is rolled back."""
    stack = context.stack(params, call)
    with context.store.lock:
        if stack.status != "UPDATE_IN_PROGRESS":
            raise invalid(f"CancelUpdateStack cannot be called from current stack status {stack.status}")
        stack.cancelled = "User Initiated"
    return {}


def continue_rollback(context: RequestContext, params: Mapping[str, Any], call: Call) -> Mapping[str, Any]:
    """ContinueUpdateRollback: tries again what a rollback could not undo."""
    stack = context.stack(params, call)
    if stack.status != "UPDATE_ROLLBACK_FAILED":
        raise invalid(f"Stack:{stack.stack_id} is in {stack.status} state and can not be rolled back.")
    skipped = frozenset(params.get("ResourcesToSkip") or ())
    operation = context.operation(stack, call, params.get("RoleARN") or stack.revision.role)
    operation.set_status("UPDATE_ROLLBACK_IN_PROGRESS", "User Initiated")
    start(operation, lambda running: apply_rollback(running, skipped))
    return {}


def roll_back(context: RequestContext, params: Mapping[str, Any], call: Call) -> Mapping[str, Any]:
    """RollbackStack: what was left as it had failed goes back to where it was before, or is deleted."""
    stack = context.stack(params, call)
    check_options(params)
    if stack.status not in ("CREATE_FAILED", "UPDATE_FAILED"):
        raise invalid(f"Stack:{stack.stack_id} is in {stack.status} state and can not be rolled back.")
    operation = context.operation(stack, call, params.get("RoleARN") or stack.revision.role)
    with context.store.lock:
        stack.token = params.get("ClientRequestToken") or stack.token
        stack.thorough = bool(params.get("RetainExceptOnCreate"))
        creating = stack.status == "CREATE_FAILED"
        operation.set_status("ROLLBACK_IN_PROGRESS" if creating else "UPDATE_ROLLBACK_IN_PROGRESS", "User Initiated")
    start(operation, undo_creation if creating else lambda running: apply_rollback(running, frozenset()))
    return {"StackId": stack.stack_id}


def protect_stack(context: RequestContext, params: Mapping[str, Any], call: Call) -> Mapping[str, Any]:
    """UpdateTerminationProtection."""
    stack = context.stack(params, call)
    with context.store.lock:
        stack.protected = bool(params["EnableTerminationProtection"])
    return {"StackId": stack.stack_id}
