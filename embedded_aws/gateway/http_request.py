"""An HTTP request → the AWS operation that it asks for; an answer → the bytes that botocore expects.

Parsing and serializing are moto's (`moto.core.routing`, `parse`, `serialize`), driven by botocore's service models.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

from moto.core.errors import COMMON_ERROR_CODES
from moto.core.exceptions import ServiceException
from moto.core.model import OperationModel
from moto.core.parse import PROTOCOL_PARSERS, RequestParserError
from moto.core.request import Request, determine_request_protocol
from moto.core.routing import get_service_router
from moto.core.serialize import SerializationContext, get_serializer_class
from moto.core.utils import get_service_model
from werkzeug.exceptions import HTTPException

from embedded_aws.gateway.refusals import in_xml
from embedded_aws.gateway.wire_checks import JSON, check_content, check_method
from embedded_aws.service import Call, ServiceError

MODEL_OF_SIGNING_NAME = {
    "monitoring": "cloudwatch",
    "servicequotas": "service-quotas",
    "tagging": "resourcegroupstaggingapi",
}
"""Where the name in a signature's scope is not the service's name in botocore."""
ID, ID_OF = "x-amzn-RequestId", {"s3": "x-amz-request-id"}
"""The header with a request's id."""
METRICS_PATHS = ("/BatchGetMetrics", "/BatchPutMetrics")
"""The paths of `sagemaker-metrics`, in botocore's model of it."""

FEDERATION = ("AssumeRoleWithSAML", "AssumeRoleWithWebIdentity")
"""Operations without a signature; SAML providers are not part of the embedded AWS."""


class _Refusal(ServiceException):  # type: ignore[misc]  # moto has no types
    """moto looks for the model of an error by its class's module, which for a class of moto's core is none.

    Where an error has no words it would say the class's instead.
    """

    def __str__(self) -> str:
        return str(self.message)


PARSING_ERRORS = (RequestParserError, HTTPException, NotImplementedError, KeyError, ValueError)


@dataclass(frozen=True)
class HttpRequest:
    """One HTTP request as it arrived: header names in lower case, path and query still percent-encoded."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    local_address: str
    remote_address: str
    environ: Mapping[str, Any] = field(repr=False, default_factory=dict)


@dataclass(frozen=True)
class HttpResponse:
    """One HTTP response."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def read_request(environ: Mapping[str, Any]) -> HttpRequest:
    """Take a WSGI environment apart; reads the whole body, so that a kept-alive connection stays in step.

    Raises ValueError for a length that is no number, and OSError for chunks that are none.
    """
    raw = str(environ.get("RAW_URI") or environ.get("REQUEST_URI") or environ.get("PATH_INFO") or "/")
    path, _, query = raw.partition("?")
    headers: dict[str, str] = {}
    for key, value in environ.items():
        if key.startswith("HTTP_") or (key in ("CONTENT_TYPE", "CONTENT_LENGTH") and value not in (None, "")):
            headers[key.removeprefix("HTTP_").replace("_", "-").lower()] = str(value)
    stream, length = environ["wsgi.input"], int(environ.get("CONTENT_LENGTH") or 0)
    chunked = "chunked" in headers.get("transfer-encoding", "").lower()
    return HttpRequest(
        method=str(environ["REQUEST_METHOD"]),
        path=path or "/",
        query=query,
        headers=headers,
        body=bytes(stream.read() if chunked else stream.read(length) if length else b""),
        local_address=str(environ.get("SERVER_NAME", "127.0.0.1")),
        remote_address=str(environ.get("REMOTE_ADDR", "127.0.0.1")),
        environ=environ,
    )


def service_of(signing_name: str, request: HttpRequest) -> str:
    """botocore's name of the service that a signature's scope names.

    `sagemaker`, `sagemaker-metrics` and `sagemaker-runtime` sign with the same name; only the first speaks JSON with a
    target header, and the second's paths are its operations. DynamoDB's streams are signed with its name, too.
    """
    if signing_name == "dynamodb" and request.headers.get("x-amz-target", "").startswith("DynamoDBStreams"):
        return "dynamodbstreams"
    if signing_name == "sagemaker" and "x-amz-target" not in request.headers:
        return "sagemaker-metrics" if request.path in METRICS_PATHS else "sagemaker-runtime"
    return MODEL_OF_SIGNING_NAME.get(signing_name, signing_name)


def environ_with_body(request: HttpRequest, body: bytes | None = None) -> dict[str, Any]:
    """A WSGI environment that can be read again from the start."""
    content = request.body if body is None else body
    return {
        **request.environ,
        "wsgi.input": io.BytesIO(content),
        "wsgi.input_terminated": True,
        "CONTENT_LENGTH": str(len(content)),
    }


def parse_operation(service: str, request: HttpRequest, body: bytes) -> tuple[Any, str, Mapping[str, Any]]:
    """botocore's model of the operation, the protocol and the parameters.

    Raises ServiceError where the service has no such operation, and where the content is not of its model.
    """
    try:
        protocol = _protocol_of(service, request)
        parsed = Request(environ_with_body(request, body))
        model, uri = get_service_router(service).match(parsed)
        check_method(service, protocol, request.method)
        check_content(model, protocol, body)
        shape = {
            "method": parsed.method,
            "values": parsed.values,
            "headers": parsed.headers,
            "body": body if service == "s3" else (parsed.data or body),
            "url_path": parsed.path,
            "url_params": uri,
        }
        params = PROTOCOL_PARSERS[protocol](model, map_type=dict).parse(shape) or {}
    except ServiceError:
        raise
    except PARSING_ERRORS as error:
        message = f"The request names no operation of {service}: {error}"
        raise ServiceError("UnknownOperationException", message, 400) from error
    return model, protocol, params


def _protocol_of(service: str, request: HttpRequest) -> str:
    """By the type of the content. JSON in place of a protocol that no client of ours speaks, and moto does not."""
    found = str(determine_request_protocol(get_service_model(service), request.headers.get("content-type", "")))
    return found if found in PROTOCOL_PARSERS else "json"


def guess_protocol(service: str, request: HttpRequest) -> str:
    """The protocol that a request is in, and is answered in where it cannot be parsed."""
    try:
        return _protocol_of(service, request)
    except Exception:  # noqa: BLE001 - an unknown service or protocol; any answer is better than none
        return "json" if "x-amz-target" in request.headers else "rest-xml"


def guess_service(request: HttpRequest) -> tuple[str, str]:
    """The service and the protocol in which an unsigned request is refused."""
    if federation_of(request):
        return "sts", "query"
    protocol = "json" if "x-amz-target" in request.headers else guess_protocol("s3", request)
    return "s3" if protocol == "rest-xml" and not request.body.startswith(b"Action=") else "sts", protocol


def federation_of(request: HttpRequest) -> str | None:
    """The operation that needs no signature on AWS, where the request names one."""
    named = (name for name in FEDERATION if b"Action=" + name.encode() in request.body)
    return next(named, None)


def write_result(call: Call, result: Mapping[str, Any]) -> HttpResponse:
    """Serialize a result by botocore's model."""
    serializer = get_serializer_class(call.service, call.protocol)(
        operation_model=call.model, context=SerializationContext(call.request_id)
    )
    return _response(serializer.serialize(result), call, None)


def write_error(call: Call, error: ServiceError) -> HttpResponse:
    """Serialize an error as the service would."""
    if error.code not in COMMON_ERROR_CODES:
        # moto warns of a code that a service's model does not name; AWS has many that are in no model.
        COMMON_ERROR_CODES.append(error.code)
    try:
        model = get_service_model(call.service)
    except Exception:  # noqa: BLE001 - botocore has no service of that name, as of elasticloadbalancing's
        if call.protocol not in JSON:
            return HttpResponse(error.status, (("Content-Type", "text/xml"),), in_xml(error.code, error.message))
        model = get_service_model("s3")
    serializer = get_serializer_class(model.service_name, call.protocol)(
        operation_model=call.model or OperationModel({}, model), context=SerializationContext(call.request_id)
    )
    serialized = serializer.serialize(_Refusal(error.code, error.message))
    if error.details and call.service == "s3":
        more = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in error.details.items())
        serialized["body"] = serialized["body"].replace("</Message>", f"</Message>{more}", 1)
    return _response(serialized, call, error.status)


def _response(serialized: Mapping[str, Any], call: Call, status: int | None) -> HttpResponse:
    body = serialized["body"] or b""
    content = body.encode() if isinstance(body, str) else bytes(body)
    kept = [(name, str(value)) for name, value in serialized["headers"].items() if name.lower() != "content-length"]
    headers = (*kept, ("Content-Length", str(len(content))), (ID_OF.get(call.service, ID), call.request_id))
    return HttpResponse(status or int(serialized["status_code"]), headers, content)
