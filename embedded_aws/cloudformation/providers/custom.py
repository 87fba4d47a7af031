"""Custom resources behind a Lambda function: it is asked, and what it puts to the URL in the request is the answer.

Sources: the pages "Custom resource request objects" and "Custom resource response objects" of the CloudFormation user
guide. Where nothing runs any more that could answer, the wait ends at once and not with its time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from botocore.exceptions import ClientError

from embedded_aws.cloudformation.answers import PATH, read_answer
from embedded_aws.cloudformation.errors import invalid, not_supported
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape
from embedded_aws.service import ServiceError
from generator.cloudformation.registry.custom import CUSTOM

LONGEST = 3600
LARGEST = 4096
"""Bytes of an answer."""
NO_ANSWER = (
    "CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [{}]. "
    "If you are using the Python cfn-response module, you may need to update your Lambda function code so that "
    "CloudFormation can attach the updated version."
)
"""aws-samples/aws-security-reference-architecture-examples issue 162."""
REQUEST = "the request of a custom resource"
"""An attribute, which no answer can have: the id of the request that was answered last."""


@dataclass(frozen=True)
class _Answer:
    """What a function said."""

    physical_id: str
    data: Mapping[str, Any]
    hidden: bool
    request_id: str


def create_custom(request: HandlerRequest, wanted: Properties) -> None:
    """Has the function make it; what failed is deleted with a roll-back, under the id that the function gave."""
    _record(request, _ask(request, "Create", wanted))


def update_custom(request: HandlerRequest, old: Properties, wanted: Properties) -> None:
    """Has the function change it; under another id it is another resource, and the engine deletes the first one."""
    if old["ServiceToken"] != wanted["ServiceToken"]:
        # cloudcomponents/cdk-constructs issue 197
        raise invalid("Modifying service token is not allowed.")
    _record(request, _ask(request, "Update", wanted, old))


def delete_custom(request: HandlerRequest, existing: Properties) -> None:
    """Has the function delete it."""
    _ask(request, "Delete", existing)


def _record(request: HandlerRequest, answer: _Answer) -> None:
    request.attributes.clear()
    request.record(answer.physical_id, **{**answer.data, REQUEST: answer.request_id})
    if answer.hidden:
        request.hide(str(value) for value in answer.data.values())


def _ask(request: HandlerRequest, what: str, wanted: Properties, old: Properties | None = None) -> _Answer:
    if request.functions is None:
        raise not_run(f"{request.kind} ({request.logical_id})")
    function = str(wanted["ServiceToken"])
    if ":lambda:" not in function:
        raise not_supported(f"A custom resource behind {function}, which is no Lambda function,")
    functions, token, request_id = request.functions, request.answers.open(), str(uuid4())
    event = {
        "RequestType": what,
        "ServiceToken": function,
        "ResponseURL": f"{request.endpoint}{PATH}{token}",
        "StackId": request.stack_id,
        "RequestId": request_id,
        "LogicalResourceId": request.logical_id,
        **({} if what == "Create" else {"PhysicalResourceId": request.physical_id}),
        "ResourceType": request.kind,
        "ResourceProperties": _as_texts(wanted),
        **({} if old is None else {"OldResourceProperties": _as_texts(old)}),
    }
    try:
        _invoke(request, function, event)
        seconds = int(wanted.get("ServiceTimeout") or LONGEST)
        bodies = request.answers.wait(token, seconds, bool, lambda: not functions.busy)
    finally:
        request.answers.close(token)
    try:
        return _read(request, what, bodies, request_id)
    except ServiceError:
        if what == "Create":
            # It is deleted all the same, as nobody knows how far it came.
            request.record(_claimed_id(bodies) or request.name(255))
        raise


def _invoke(request: HandlerRequest, function: str, event: Mapping[str, Any]) -> None:
    try:
        request.client("lambda").invoke(
            FunctionName=function, InvocationType="Event", Payload=json.dumps(event).encode()
        )
    except ClientError as error:
        # What deletes a resource takes a "not found" for a deleted one, which a missing function does not mean.
        said, meta = error.response["Error"], error.response["ResponseMetadata"]
        raise invalid(
            f"{said.get('Message', '')} (Service: AWSLambdaInternal; Status Code: {meta.get('HTTPStatusCode')}; "
            f"Error Code: {said.get('Code', '')}; Request ID: {meta.get('RequestId')}; Proxy: null)"
        ) from error


def _read(request: HandlerRequest, what: str, bodies: list[bytes], request_id: str) -> _Answer:
    if not bodies:
        raise invalid(NO_ANSWER.format(request_id))
    if len(bodies[0]) > LARGEST:
        raise invalid("Response object is too long.")
    said = read_answer(bodies[0])
    status, physical_id, data = said.get("Status"), _claimed_id(bodies), said.get("Data") or {}
    if status not in ("SUCCESS", "FAILED"):
        # PaloAltoNetworks/aws-elb-autoscaling issue 23
        raise invalid(f"Invalid Response object: '{status}' is not a valid ResponseStatus")
    if status == "FAILED":
        raise invalid(
            f"Received response status [FAILED] from custom resource. Message returned: {said.get('Reason')} "
            f"(RequestId: {request_id})"
        )
    if what != "Delete" and not physical_id:
        raise invalid("Invalid PhysicalResourceId")
    if not isinstance(data, dict):
        raise invalid("Invalid Response object: Data is no JSON object")
    return _Answer(physical_id or request.physical_id, data, said.get("NoEcho") in (True, "true"), request_id)


def _claimed_id(bodies: list[bytes]) -> str:
    """The physical id in an answer, whether it is well or not."""
    return str(read_answer(bodies[0]).get("PhysicalResourceId") or "") if bodies else ""


def _as_texts(value: Any) -> Any:
    """The properties as the function gets them: every scalar is a text."""
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return str(value)
        case list():
            return [_as_texts(one) for one in value]
        case Mapping():
            return {name: _as_texts(one) for name, one in value.items()}
    return value


def not_run(*which: str) -> Exception:
    """The refusal of custom resources by an embedded AWS that runs no functions."""
    return invalid(
        f"Resource type {', '.join(which)} is not part of the embedded AWS as it was started: custom resources run "
        "code. Start it with `./build.py local up --run-functions`"
    )


PROVIDER = Provider(
    CUSTOM, create_custom, delete_custom, shape("ServiceToken ServiceTimeout"), update_custom, attributes="*"
)
