"""Operations about drift, which is found before DetectStackDrift answers: its detection is complete at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from botocore.exceptions import ClientError

from embedded_aws.cloudformation.engine.drift import DELETED, IN_SYNC, MODIFIED, NOT_CHECKED, detect
from embedded_aws.cloudformation.engine.operation import PRINCIPAL
from embedded_aws.cloudformation.engine.secrets import hide_secrets
from embedded_aws.cloudformation.engine.store import Detection, Drift, Resource, Stack, now
from embedded_aws.cloudformation.errors import invalid
from embedded_aws.cloudformation.operations.answers import Answer, page, present
from embedded_aws.cloudformation.operations.request_context import RequestContext
from embedded_aws.service import Call, ServiceError

CHECKABLE = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "UPDATE_ROLLBACK_FAILED")


def detect_stack(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """DetectStackDrift: of all resources that exist, or of those that are named."""
    stack = _checkable(context, params, call)
    wanted = params.get("LogicalResourceIds")
    failures = []
    for resource in list(stack.resources.values()):
        if resource.exists and (not wanted or resource.logical_id in wanted):
            try:
                _detect(context, stack, resource, call)
            except ServiceError as error:
                failures.append(f"Failed to detect drift on resource [{resource.logical_id}]: {error.message}")
    drifts = [one.drift for one in stack.resources.values() if one.drift is not None]
    drifted = sum(one.status in (MODIFIED, DELETED) for one in drifts)
    status, failure = "DRIFTED" if drifted else IN_SYNC, "; ".join(failures)
    detection = Detection(str(uuid4()), stack.stack_id, status, drifted, now(), failure)
    with context.store.lock:
        context.store.detections[detection.detection_id] = detection
        stack.drift = detection
    return {"StackDriftDetectionId": detection.detection_id}


def describe_detection(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """DescribeStackDriftDetectionStatus."""
    found = context.store.detections.get(params["StackDriftDetectionId"])
    if found is None or context.store.find(found.stack_id, call.account, call.region) is None:
        raise invalid(f"Drift detection operation {params['StackDriftDetectionId']} does not exist")
    return present(
        StackId=found.stack_id,
        StackDriftDetectionId=found.detection_id,
        StackDriftStatus=found.status,
        DetectionStatus="DETECTION_FAILED" if found.failure else "DETECTION_COMPLETE",
        DetectionStatusReason=found.failure or None,
        DriftedStackResourceCount=found.drifted,
        Timestamp=found.stamp,
    )


def detect_resource(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """DetectStackResourceDrift."""
    stack = _checkable(context, params, call)
    resource = stack.resources.get(params["LogicalResourceId"])
    if resource is None or not resource.exists:
        raise invalid(f"Resource {params['LogicalResourceId']} does not exist for stack {stack.name}")
    return {"StackResourceDrift": _view(stack, resource, _detect(context, stack, resource, call))}


def describe_drifts(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """DescribeStackResourceDrifts, of the resources that were looked at."""
    stack = context.stack(params, call)
    wanted = params.get("StackResourceDriftStatusFilters")
    rows = [
        _view(stack, one, one.drift)
        for one in stack.resources.values()
        if one.drift is not None and one.drift.status != NOT_CHECKED and (not wanted or one.drift.status in wanted)
    ]
    return page(rows, params, "StackResourceDrifts")


def _checkable(context: RequestContext, params: Mapping[str, Any], call: Call) -> Stack:
    stack = context.stack(params, call)
    if stack.status not in CHECKABLE:
        raise invalid(f"Drift detection cannot be performed on stack [{stack.stack_id}] while in {stack.status} state.")
    return stack


def _detect(context: RequestContext, stack: Stack, resource: Resource, call: Call) -> Drift:
    keys = context.gateway.forward(call.keys, PRINCIPAL)
    try:
        found = detect(resource, lambda service: context.gateway.client(keys, service, stack.region))
    except ClientError as error:
        raise invalid(str(error.response["Error"].get("Message", ""))) from error
    with context.store.lock:
        resource.drift = found
    return found


def _view(stack: Stack, resource: Resource, drift: Drift) -> dict[str, Any]:
    return present(
        StackId=stack.stack_id,
        LogicalResourceId=resource.logical_id,
        PhysicalResourceId=resource.physical_id,
        ResourceType=resource.kind,
        ExpectedProperties=drift.expected and hide_secrets(stack, drift.expected),
        ActualProperties=drift.actual and hide_secrets(stack, drift.actual),
        PropertyDifferences=[
            {name: hide_secrets(stack, text) for name, text in one.items()} for one in drift.differences
        ],
        StackResourceDriftStatus=drift.status,
        Timestamp=drift.stamp,
    )


OPERATIONS = {
    "DescribeStackDriftDetectionStatus": describe_detection,
    "DescribeStackResourceDrifts": describe_drifts,
    "DetectStackDrift": detect_stack,
    "DetectStackResourceDrift": detect_resource,
}
