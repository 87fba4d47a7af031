"""What hooks and validations have said, for those who ask why a change set failed: there are none, so that none has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from embedded_aws.cloudformation.engine.change_sets import require_change_set
from embedded_aws.cloudformation.engine.store import ChangeSet
from embedded_aws.cloudformation.errors import operation_not_supported
from embedded_aws.cloudformation.operations.answers import Answer, present
from embedded_aws.cloudformation.operations.request_context import RequestContext
from embedded_aws.service import Call


def describe_events(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """DescribeEvents of a change set, whose events are those of validations; raises ServiceError for a stack's."""
    if not params.get("ChangeSetName"):
        raise operation_not_supported("DescribeEvents of a stack")
    _require(context, params, call)
    return {"OperationEvents": []}


def describe_hooks(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """DescribeChangeSetHooks."""
    found = _require(context, params, call)
    stack = context.store.require(found.stack_id, call.account, call.region)
    return {
        "ChangeSetId": found.change_set_id,
        "ChangeSetName": found.name,
        "Hooks": [],
        "Status": "UNAVAILABLE" if found.status == "FAILED" else "PLANNED",
        "StackId": stack.stack_id,
        "StackName": stack.name,
    }


def list_results(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """ListHookResults."""
    return present(TargetType=params.get("TargetType"), TargetId=params.get("TargetId"), HookResults=[])


def _require(context: RequestContext, params: Mapping[str, Any], call: Call) -> ChangeSet:
    name = params.get("StackName")
    stack = context.store.require(name, call.account, call.region) if name else None
    return require_change_set(context.store, params["ChangeSetName"], stack)
