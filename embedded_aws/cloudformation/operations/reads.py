"""Operations that only read: stacks, resources, events, exports."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from embedded_aws.cloudformation.engine.change_sets import REVIEW
from embedded_aws.cloudformation.engine.store import DELETED, Detection, Drift, Resource, Revision, Stack
from embedded_aws.cloudformation.errors import invalid
from embedded_aws.cloudformation.operations.answers import Answer, page, present
from embedded_aws.cloudformation.operations.request_context import RequestContext
from embedded_aws.service import Call
from generator.cloudformation.template.document import load_template
from generator.cloudformation.template.parameters import hidden


def describe_stacks(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """DescribeStacks: one by name or id, or all that are not deleted."""
    if params.get("StackName"):
        return {"Stacks": [_stack_view(context.stack(params, call))]}
    stacks = [one for one in context.store.list_stacks(call.account, call.region) if one.status != DELETED]
    return page([_stack_view(one) for one in stacks], params, "Stacks")


def show_parameters(text: str, given: Mapping[str, str], resolved: Mapping[str, str]) -> list[dict[str, str]]:
    """Parameter values as they are shown: those with NoEcho as stars."""
    template = load_template(text)
    return [
        present(
            ParameterKey=name,
            ParameterValue="****" if hidden(template, name) else value,
            ResolvedValue=resolved.get(name),
        )
        for name, value in given.items()
    ]


def _drift(name: str, found: Drift | Detection | None) -> dict[str, Any]:
    return {name: "NOT_CHECKED"} if found is None else {name: found.status, "LastCheckTimestamp": found.stamp}


def _summary(stack: Stack) -> dict[str, Any]:
    return present(
        StackId=stack.stack_id,
        StackName=stack.name,
        CreationTime=stack.created,
        DeletionTime=stack.deleted,
        LastUpdatedTime=stack.updated,
        ParentId=stack.parent,
        RootId=stack.root,
        StackStatus=stack.status,
        StackStatusReason=stack.reason,
        DriftInformation=_drift("StackDriftStatus", stack.drift),
    )


def _stack_view(stack: Stack) -> dict[str, Any]:
    """A stack as DescribeStacks shows it: parameters, capabilities and outputs are left out where there are none.

    Source of the outputs: moto's `test_conditional_output_conditional_value`, and of a stack in review and of a deleted
    one: LocalStack's `test_name_conflicts`, which their authors have run against AWS.
    """
    revision = Revision("", {}) if stack.status == REVIEW else stack.revision
    shown = show_parameters(revision.text, revision.given, revision.resolved) if revision.text else []
    return _summary(stack) | present(
        ChangeSetId=stack.change_set,
        Description=revision.description,
        Parameters=shown or None,
        RollbackConfiguration={},
        DisableRollback=stack.on_failure == "DO_NOTHING",
        NotificationARNs=list(revision.topics),
        Capabilities=list(revision.capabilities) or None,
        Outputs=list(stack.outputs) or None,
        RoleARN=revision.role,
        Tags=[{"Key": key, "Value": value} for key, value in revision.tags],
        EnableTerminationProtection=None if stack.status == DELETED else stack.protected,
        TimeoutInMinutes=stack.timeout,
    )


def list_stacks(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """ListStacks, those that were deleted included."""
    wanted = params.get("StackStatusFilter")
    rows = [
        _summary(one) | present(TemplateDescription=one.revision.description)
        for one in context.store.list_stacks(call.account, call.region)
        if not wanted or one.status in wanted
    ]
    return page(rows, params, "StackSummaries")


def describe_events(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """DescribeStackEvents, the newest first."""
    stack = context.store.find(str(params.get("StackName", "")), call.account, call.region)
    if stack is None:
        raise invalid(f"Stack [{params.get('StackName')}] does not exist")
    rows = [
        present(
            StackId=stack.stack_id,
            StackName=stack.name,
            EventId=one.event_id,
            LogicalResourceId=one.logical_id,
            PhysicalResourceId=one.physical_id,
            ResourceType=one.kind,
            Timestamp=one.stamp,
            ResourceStatus=one.status,
            ResourceStatusReason=one.reason,
            ResourceProperties=one.properties,
            ClientRequestToken=one.token,
        )
        for one in reversed(list(stack.events))
    ]
    return page(rows, params, "StackEvents")


def _row(stack: Stack, resource: Resource) -> dict[str, Any]:
    return present(
        StackName=stack.name,
        StackId=stack.stack_id,
        LogicalResourceId=resource.logical_id,
        PhysicalResourceId=resource.physical_id,
        ResourceType=resource.kind,
        ResourceStatus=resource.status,
        ResourceStatusReason=resource.reason,
        DriftInformation=_drift("StackResourceDriftStatus", resource.drift),
    )


def _rows(context: RequestContext, stack: Stack) -> list[Resource]:
    with context.store.lock:
        return list(stack.resources.values())


def describe_resources(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """DescribeStackResources, by stack or by a physical id."""
    if params.get("StackName"):
        stack = context.stack(params, call)
    else:
        physical_id = params.get("PhysicalResourceId")
        owners = [
            one
            for one in context.store.list_stacks(call.account, call.region)
            if one.status != DELETED and any(row.physical_id == physical_id for row in _rows(context, one))
        ]
        if not owners:
            raise invalid(f"Stack for {physical_id} does not exist")
        stack = owners[0]
    wanted = params.get("LogicalResourceId")
    rows = [one for one in _rows(context, stack) if wanted in (None, one.logical_id)]
    return {"StackResources": [{**_row(stack, one), "Timestamp": one.stamp} for one in rows[:PAGE_OF_RESOURCES]]}


PAGE_OF_RESOURCES = 100
"""DescribeStackResources gives no more than the first hundred; ListStackResources gives them all."""


def describe_resource(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """DescribeStackResource."""
    stack = context.stack(params, call)
    wanted = params["LogicalResourceId"]
    if (resource := stack.resources.get(wanted)) is None:
        raise invalid(f"Resource {wanted} does not exist for stack {stack.name}")
    metadata = None if resource.metadata is None else json.dumps(resource.metadata)
    return {
        "StackResourceDetail": {
            **_row(stack, resource),
            "LastUpdatedTimestamp": resource.stamp,
            **present(Metadata=metadata),
        }
    }


def list_resources(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """ListStackResources."""
    stack = context.stack(params, call)
    left_out = ("StackName", "StackId")
    rows = [
        {
            **{name: value for name, value in _row(stack, one).items() if name not in left_out},
            "LastUpdatedTimestamp": one.stamp,
        }
        for one in _rows(context, stack)
    ]
    return page(rows, params, "StackResourceSummaries")


def list_exports(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """ListExports."""
    rows = [
        {"ExportingStackId": stack.stack_id, "Name": name, "Value": value}
        for stack, name, value in context.store.exports(call.account, call.region)
    ]
    return page(rows, params, "Exports")


def list_imports(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """ListImports."""
    name = params["ExportName"]
    users = [one.name for one in context.store.importers(name, call.account, call.region)]
    if not users:
        raise invalid(f"Export '{name}' is not imported by any stack.")
    return page(users, params, "Imports")
