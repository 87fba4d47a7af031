"""Operations that only read: stack sets, their stacks, their operations and results."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from embedded_aws.cloudformation.operations.answers import Answer, page, present
from embedded_aws.cloudformation.operations.reads import show_parameters
from embedded_aws.cloudformation.operations.request_context import RequestContext
from embedded_aws.cloudformation.stacksets.access import find_organization, require_set
from embedded_aws.cloudformation.stacksets.state import Instance, Operation, Place, Result, StackSet
from embedded_aws.service import Call, ServiceError


def _automatic(stack_set: StackSet) -> dict[str, bool]:
    retains = {"RetainStacksOnAccountRemoval": stack_set.retains} if stack_set.automatic else {}
    return {"Enabled": stack_set.automatic, **retains}


def _summary(stack_set: StackSet) -> dict[str, Any]:
    return present(
        StackSetName=stack_set.name,
        StackSetId=stack_set.id,
        Description=stack_set.blueprint.description,
        Status=stack_set.status,
        AutoDeployment=_automatic(stack_set),
        PermissionModel="SERVICE_MANAGED",
        ManagedExecution={"Active": stack_set.queues},
    )


def describe_set(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """DescribeStackSet."""
    stack_set = require_set(context, params, call)
    blueprint = stack_set.blueprint
    return {
        "StackSet": {
            **_summary(stack_set),
            "TemplateBody": blueprint.text,
            "Parameters": show_parameters(blueprint.text, blueprint.given, {}),
            "Capabilities": list(blueprint.capabilities),
            "Tags": [{"Key": key, "Value": value} for key, value in blueprint.tags],
            "StackSetARN": stack_set.arn,
            "OrganizationalUnitIds": list(stack_set.units),
            "Regions": list(dict.fromkeys(region for regions in stack_set.units.values() for region in regions)),
        }
    }


def list_sets(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """ListStackSets: of the caller's account, or as a delegated administrator of the management account."""
    delegated = params.get("CallAs") == "DELEGATED_ADMIN"
    account = find_organization(context, params, call).management if delegated else call.account
    with context.sets.lock:
        found = [one for one in context.sets.sets.values() if (one.account, one.region) == (account, call.region)]
    rows = [_summary(one) for one in found if params.get("Status") in (None, one.status)]
    return _page(rows, params)


def _page(rows: list[dict[str, Any]], params: Mapping[str, Any]) -> Answer:
    return page(rows, params, "Summaries", int(params.get("MaxResults") or 100))


def _instance(stack_set: StackSet, instance: Instance) -> dict[str, Any]:
    return present(
        StackSetId=stack_set.id,
        Region=instance.region,
        Account=instance.account,
        StackId=instance.stack_id,
        Status=instance.status,
        StatusReason=instance.reason,
        StackInstanceStatus={"DetailedStatus": instance.detail},
        OrganizationalUnitId=instance.unit,
        DriftStatus="NOT_CHECKED",
        LastOperationId=instance.operation,
    )


def describe_instance(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """DescribeStackInstance."""
    stack_set = require_set(context, params, call)
    place = (params["StackInstanceAccount"], params["StackInstanceRegion"])
    with context.sets.lock:
        found = stack_set.instances.get(place)
        if found is None:
            message = f"Stack instance not found for account {place[0]} and region {place[1]}"
            raise ServiceError("StackInstanceNotFoundException", message, 404)
        overrides = [{"ParameterKey": name, "ParameterValue": value} for name, value in found.overrides.items()]
        return {"StackInstance": {**_instance(stack_set, found), "ParameterOverrides": overrides}}


FILTERS: Mapping[str, Callable[[Instance], str | None]] = {
    "DETAILED_STATUS": lambda instance: instance.detail,
    "LAST_OPERATION_ID": lambda instance: instance.operation,
    "DRIFT_STATUS": lambda instance: "NOT_CHECKED",
}


def list_instances(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """ListStackInstances."""
    stack_set = require_set(context, params, call)
    account, region = params.get("StackInstanceAccount"), params.get("StackInstanceRegion")
    with context.sets.lock:
        rows = [
            _instance(stack_set, one)
            for one in stack_set.instances.values()
            if account in (None, one.account) and region in (None, one.region) and _passes(one, params)
        ]
    return _page(rows, params)


def _passes(instance: Instance, params: Mapping[str, Any]) -> bool:
    return all(FILTERS[each["Name"]](instance) == each["Values"] for each in params.get("Filters") or ())


def _operation(operation: Operation) -> dict[str, Any]:
    return present(
        OperationId=operation.id,
        Action=operation.action,
        Status=operation.status,
        CreationTimestamp=operation.created,
        EndTimestamp=operation.ended,
        StatusDetails={"FailedStackInstancesCount": operation.failures},
        OperationPreferences=dict(operation.preferences),
    )


def _find(context: RequestContext, params: Mapping[str, Any], call: Call) -> tuple[StackSet, Operation]:
    stack_set = require_set(context, params, call)
    found = stack_set.operations.get(params["OperationId"])
    if found is None:
        raise ServiceError("OperationNotFoundException", f"Operation {params['OperationId']} not found", 404)
    return stack_set, found


def describe_operation(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """DescribeStackSetOperation."""
    stack_set, operation = _find(context, params, call)
    with context.sets.lock:
        row = {**_operation(operation), "StackSetId": stack_set.id, "DeploymentTargets": dict(operation.targets)}
    return {"StackSetOperation": row | ({"RetainStacks": operation.retain} if operation.action == "DELETE" else {})}


def list_operations(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """ListStackSetOperations: the newest first."""
    stack_set = require_set(context, params, call)
    with context.sets.lock:
        return _page([_operation(one) for one in reversed(stack_set.operations.values())], params)


def list_results(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """ListStackSetOperationResults: one for each place."""
    _, operation = _find(context, params, call)
    wanted = [each["Values"] for each in params.get("Filters") or () if each["Name"] == "OPERATION_RESULT_STATUS"]
    with context.sets.lock:
        rows = [
            _result(place, each) for place, each in operation.results.items() if each.status in wanted or not wanted
        ]
    return _page(rows, params)


def _result(place: Place, result: Result) -> dict[str, Any]:
    account, region = place
    return present(
        Account=account,
        Region=region,
        Status=result.status,
        StatusReason=result.reason,
        AccountGateResult={"Status": "SKIPPED", "StatusReason": "Function not found"},
        OrganizationalUnitId=result.unit,
    )


OPERATIONS = {
    "DescribeStackSet": describe_set,
    "ListStackSets": list_sets,
    "DescribeStackInstance": describe_instance,
    "ListStackInstances": list_instances,
    "DescribeStackSetOperation": describe_operation,
    "ListStackSetOperations": list_operations,
    "ListStackSetOperationResults": list_results,
}
