"""An event → the resource that it is about, or why there is nothing to look at.

Shapes: EventBridge User Guide, "Amazon SageMaker AI events"; CloudTrail User Guide, "CloudTrail record contents".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

CALLS: Mapping[str, tuple[str, str]] = {
    "CreateAutoMLJob": ("automl-job", "AutoMLJobName"),
    "CreateAutoMLJobV2": ("automl-job", "AutoMLJobName"),
    "CreateEndpoint": ("endpoint", "EndpointName"),
    "CreateEndpointConfig": ("endpoint-config", "EndpointConfigName"),
    "CreateHyperParameterTuningJob": ("hyper-parameter-tuning-job", "HyperParameterTuningJobName"),
    "CreateModel": ("model", "ModelName"),
    "CreateNotebookInstance": ("notebook-instance", "NotebookInstanceName"),
    "CreateProcessingJob": ("processing-job", "ProcessingJobName"),
    "CreateTrainingJob": ("training-job", "TrainingJobName"),
    "CreateTransformJob": ("transform-job", "TransformJobName"),
    "UpdateEndpoint": ("endpoint", "EndpointName"),
    "UpdateNotebookInstance": ("notebook-instance", "NotebookInstanceName"),
}
"""Calls that make or change something: its kind, and the request's member that names it."""

CHANGES: Mapping[str, tuple[str, str]] = {
    "SageMaker Endpoint Config State Change": ("endpoint-config", "EndpointConfigName"),
    "SageMaker Endpoint State Change": ("endpoint", "EndpointName"),
    "SageMaker HyperParameter Tuning Job State Change": ("hyper-parameter-tuning-job", "HyperParameterTuningJobName"),
    "SageMaker Model State Change": ("model", "ModelName"),
    "SageMaker Notebook Instance State Change": ("notebook-instance", "NotebookInstanceName"),
    "SageMaker Processing Job State Change": ("processing-job", "ProcessingJobName"),
    "SageMaker Training Job State Change": ("training-job", "TrainingJobName"),
    "SageMaker Transform Job State Change": ("transform-job", "TransformJobName"),
}
"""SageMaker's own events: the kind, and the detail's member that names it."""

_CALL = "AWS API Call via CloudTrail"


@dataclass(frozen=True)
class Sighting:
    """A resource to look at. `cause` is the call or the change, `by` the caller's ARN where one is told."""

    kind: str
    name: str
    cause: str
    by: str
    is_call: bool


@dataclass(frozen=True)
class Passed:
    """An event with nothing to look at, and why."""

    reason: str
    cause: str


def read_event(event: object) -> Sighting | Passed:
    """What the event is about; never raises, whatever arrives."""
    match event:
        case {"detail-type": str() as sort, "detail": dict() as detail}:
            return _read_call(detail) if sort == _CALL else _read_change(sort, detail)
    return Passed("malformed: no detail-type or detail", "")


def _read_call(detail: Mapping[str, Any]) -> Sighting | Passed:
    cause = detail.get("eventName")
    if not isinstance(cause, str) or cause not in CALLS:
        return Passed("not a call that is watched", str(cause or ""))
    if detail.get("errorCode"):
        # A denied call made nothing; its requestParameters are null.
        return Passed(f"the call failed: {detail['errorCode']}", cause)
    kind, member = CALLS[cause]
    name = _named(detail.get("requestParameters"), member)
    return Sighting(kind, name, cause, _caller(detail), True) if name else Passed(f"malformed: no {member}", cause)


def _read_change(sort: str, detail: Mapping[str, Any]) -> Sighting | Passed:
    if sort not in CHANGES:
        return Passed("not a change that is watched", sort)
    kind, member = CHANGES[sort]
    name = _named(detail, member)
    return Sighting(kind, name, sort, "", False) if name else Passed(f"malformed: no {member}", sort)


def _named(members: object, wanted: str) -> str | None:
    """A member whatever its capitals: CloudTrail writes `autoMLJobName` where the API says `AutoMLJobName`."""
    if not isinstance(members, Mapping):
        return None
    found = (value for key, value in members.items() if str(key).lower() == wanted.lower())
    return next((value for value in found if isinstance(value, str) and value), None)


def _caller(detail: Mapping[str, Any]) -> str:
    match detail.get("userIdentity"):
        case {"arn": str() as arn}:
            return arn
    return ""
