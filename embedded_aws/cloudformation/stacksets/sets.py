"""Operations on stack sets themselves: create, update, delete, stop."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from embedded_aws.cloudformation.errors import invalid
from embedded_aws.cloudformation.operations.answers import Answer
from embedded_aws.cloudformation.operations.request_context import RequestContext
from embedded_aws.cloudformation.stacksets.access import check_enabled, find_organization, require_set
from embedded_aws.cloudformation.stacksets.requests import (
    build_operation,
    check_free,
    find_accounts,
    find_repeated,
    read_blueprint,
    read_regions,
    refuse_self_managed,
)
from embedded_aws.cloudformation.stacksets.running import enqueue
from embedded_aws.cloudformation.stacksets.state import ENDED, Place, StackSet
from embedded_aws.service import Call, ServiceError

NAME = re.compile(r"[a-zA-Z][-a-zA-Z0-9]{0,127}")


def create_stack_set(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """CreateStackSet: of the management account, whoever calls."""
    refuse_self_managed({**params, "PermissionModel": params.get("PermissionModel") or "SELF_MANAGED"})
    name = params["StackSetName"]
    if not NAME.fullmatch(name):
        raise invalid(f"Value '{name}' at 'stackSetName' must satisfy regular expression pattern: {NAME.pattern}")
    organization = find_organization(context, params, call)
    check_enabled(context, organization)
    if params.get("StackId"):
        raise invalid("StackId is for stack sets with self-managed permissions")
    automatic, retains = _automatic(params.get("AutoDeployment"))
    blueprint = read_blueprint(context, params, call)
    with context.sets.lock:
        existing = context.sets.find(name, organization.management, call.region)
        if existing is not None:
            if existing.token == params.get("ClientRequestToken") and existing.blueprint == blueprint:
                return {"StackSetId": existing.id}
            raise ServiceError("NameAlreadyExistsException", f"StackSet {name} already exists", 409)
        made = StackSet(name, f"{name}:{uuid4()}", organization.management, call.region, blueprint, automatic, retains)
        made.queues = bool((params.get("ManagedExecution") or {}).get("Active"))
        made.token = params.get("ClientRequestToken")
        context.sets.sets[made.id] = made
    return {"StackSetId": made.id}


def _automatic(given: Mapping[str, Any] | None) -> tuple[bool, bool]:
    """Enabled and RetainStacksOnAccountRemoval ("AutoDeployment" in the API reference)."""
    if given is None or given.get("Enabled") is None:
        raise invalid("AutoDeployment is required for a stack set with SERVICE_MANAGED permissions")
    enabled = bool(given["Enabled"])
    if not enabled and given.get("RetainStacksOnAccountRemoval") is not None:
        raise invalid("RetainStacksOnAccountRemoval may only be given where automatic deployment is enabled")
    return enabled, bool(given.get("RetainStacksOnAccountRemoval"))


def update_stack_set(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """UpdateStackSet: the set changes even where its operation fails; all its stacks follow, or those named."""
    refuse_self_managed(params)
    organization, stack_set = find_organization(context, params, call), require_set(context, params, call)
    if (repeated := find_repeated(stack_set, "UPDATE", params)) is not None:
        return {"OperationId": repeated.id}
    check_enabled(context, organization)
    named = bool(params.get("DeploymentTargets") or params.get("Regions"))
    if named and params.get("AutoDeployment"):
        raise invalid("If you specify AutoDeployment, don't specify DeploymentTargets or Regions")
    if named and not (params.get("DeploymentTargets") and params.get("Regions")):
        raise invalid("DeploymentTargets and Regions must be given together")
    blueprint = read_blueprint(context, params, call, stack_set.blueprint)
    places = _named(params, find_accounts(params, organization)) if named else None
    with context.sets.lock:
        check_free(stack_set)
        if params.get("AutoDeployment"):
            stack_set.automatic, stack_set.retains = _automatic(params["AutoDeployment"])
        if params.get("ManagedExecution"):
            stack_set.queues = bool(params["ManagedExecution"].get("Active"))
        _replace(stack_set, blueprint)
        kept = [each for each in stack_set.instances.values() if each.status != "INOPERABLE"]
        units = {each.place: each.unit for each in kept if places is None or each.place in places}
        operation = build_operation("UPDATE", params, units)
        enqueue(context, stack_set, operation)
    return {"OperationId": operation.id}


def _named(params: Mapping[str, Any], accounts: Mapping[str, str]) -> set[Place]:
    return {(account, region) for region in read_regions(params) for account in accounts}


def _replace(stack_set: StackSet, blueprint: Any) -> None:
    if blueprint != stack_set.blueprint:
        for instance in stack_set.instances.values():
            if instance.status == "CURRENT":
                instance.status = "OUTDATED"
    stack_set.blueprint = blueprint


def delete_stack_set(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """DeleteStackSet: an empty one; one that is not there counts as deleted."""
    organization = find_organization(context, params, call)
    with context.sets.lock:
        found = context.sets.find(params["StackSetName"], organization.management, call.region)
        if found is None:
            return {}
        if found.running():
            check_free(found)
            raise ServiceError("OperationInProgressException", f"Operations on {found.arn} are queued", 409)
        if found.instances:
            raise ServiceError("StackSetNotEmptyException", f"StackSet is not empty: {found.arn}", 409)
        found.status = "DELETED"
    return {}


def stop_operation(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """StopStackSetOperation: what runs comes to its end, the rest is cancelled."""
    stack_set = require_set(context, params, call)
    with context.sets.lock:
        operation = stack_set.operations.get(params["OperationId"])
        if operation is None:
            raise ServiceError("OperationNotFoundException", f"Operation {params['OperationId']} not found", 404)
        if operation.status in ENDED:
            raise ServiceError("InvalidOperationException", f"Operation {operation.id} is {operation.status}", 400)
        operation.status = "STOPPING"
    return {}


OPERATIONS = {
    "CreateStackSet": create_stack_set,
    "UpdateStackSet": update_stack_set,
    "DeleteStackSet": delete_stack_set,
    "StopStackSetOperation": stop_operation,
}
