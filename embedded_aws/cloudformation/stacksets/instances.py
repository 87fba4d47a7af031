"""Operations on the stacks of a set: create, update and delete them in the accounts of units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from embedded_aws.cloudformation.errors import invalid
from embedded_aws.cloudformation.operations.answers import Answer
from embedded_aws.cloudformation.operations.request_context import RequestContext
from embedded_aws.cloudformation.stacksets.access import check_enabled, find_organization, require_set
from embedded_aws.cloudformation.stacksets.requests import (
    build_operation,
    check_free,
    find_accounts,
    find_repeated,
    read_overrides,
    read_regions,
    read_units,
    refuse_self_managed,
)
from embedded_aws.cloudformation.stacksets.running import enqueue
from embedded_aws.cloudformation.stacksets.state import Instance, Operation, Place, StackSet
from embedded_aws.organization import Organization
from embedded_aws.service import Call, ServiceError

Begun = tuple[Organization, StackSet, Operation | None]


def _begin(context: RequestContext, params: Mapping[str, Any], call: Call, action: str) -> Begun:
    refuse_self_managed(params)
    organization, stack_set = find_organization(context, params, call), require_set(context, params, call)
    repeated = find_repeated(stack_set, action, params)
    if repeated is None:
        check_enabled(context, organization)
    return organization, stack_set, repeated


def _places(params: Mapping[str, Any], organization: Organization) -> dict[Place, str]:
    accounts = find_accounts(params, organization)
    return {(account, region): unit for region in read_regions(params) for account, unit in accounts.items()}


def create_instances(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """CreateStackInstances: stacks that are there already are brought to what the set is."""
    organization, stack_set, repeated = _begin(context, params, call, "CREATE")
    if repeated is not None:
        return {"OperationId": repeated.id}
    places, units = _places(params, organization), read_units(params, organization)
    overrides = read_overrides(stack_set, params, {})
    with context.sets.lock:
        check_free(stack_set)
        for unit in units:
            stack_set.units[unit] = tuple(dict.fromkeys((*stack_set.units.get(unit, ()), *read_regions(params))))
            stack_set.known.setdefault(unit, set()).update(organization.accounts_in(unit))
        for place, unit in places.items():
            held = stack_set.instances.setdefault(place, Instance(*place, unit))
            held.overrides = overrides or held.overrides
        operation = build_operation("CREATE", params, places)
        enqueue(context, stack_set, operation)
    return {"OperationId": operation.id}


def update_instances(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """UpdateStackInstances: other overridden parameters."""
    organization, stack_set, repeated = _begin(context, params, call, "UPDATE")
    if repeated is not None:
        return {"OperationId": repeated.id}
    places = _places(params, organization)
    with context.sets.lock:
        check_free(stack_set)
        if missing := [place for place in places if place not in stack_set.instances]:
            message = f"Stack instance not found for account {missing[0][0]} and region {missing[0][1]}"
            raise ServiceError("StackInstanceNotFoundException", message, 404)
        for place in places:
            held = stack_set.instances[place]
            held.overrides = read_overrides(stack_set, params, held.overrides)
        operation = build_operation("UPDATE", params, places)
        enqueue(context, stack_set, operation)
    return {"OperationId": operation.id}


def delete_instances(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """DeleteStackInstances: with their stacks, or without them; units without an account filter are left for good."""
    if params.get("RetainStacks") is None:
        raise invalid("RetainStacks is required")
    organization, stack_set, repeated = _begin(context, params, call, "DELETE")
    if repeated is not None:
        return {"OperationId": repeated.id}
    places, units, regions = _places(params, organization), read_units(params, organization), read_regions(params)
    filtered = bool((params.get("DeploymentTargets") or {}).get("Accounts"))
    with context.sets.lock:
        check_free(stack_set)
        for unit in () if filtered else units:
            _leave(stack_set, unit, regions)
        there = {place: unit for place, unit in places.items() if place in stack_set.instances}
        operation = build_operation("DELETE", params, there)
        enqueue(context, stack_set, operation)
    return {"OperationId": operation.id}


def _leave(stack_set: StackSet, unit: str, regions: tuple[str, ...]) -> None:
    left = tuple(region for region in stack_set.units.get(unit, ()) if region not in regions)
    if left:
        stack_set.units[unit] = left
    else:
        stack_set.units.pop(unit, None)
        stack_set.known.pop(unit, None)


OPERATIONS = {
    "CreateStackInstances": create_instances,
    "UpdateStackInstances": update_instances,
    "DeleteStackInstances": delete_instances,
}
