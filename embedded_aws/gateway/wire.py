"""An HTTP request → the AWS operation that it asks for; an answer → the bytes that botocore expects.

Parsing and serializing are moto's (`moto.core.routing`, `parse`, `serialize`), driven by botocore's service models.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from moto.core.errors import COMMON_ERROR_CODES
from moto.core.exceptions import ServiceException
from moto.core.model import OperationModel
from moto.core.parse import PROTOCOL_PARSERS, RequestParserError
from moto.core.request import Request, determine_request_protocol
from moto.core.routing import get_service_router
from moto.core.serialize import SerializationContext, get_serializer_class
from moto.core.utils import get_service_model
from werkzeug.exceptions import HTTPException

from embedded_aws.service import ServiceError

MODEL_OF_SIGNING_NAME = {"monitoring": "cloudwatch", "tagging": "resourcegroupstaggingapi"}
"""Where the name in a signature's scope is not the service's name in botocore."""


class _Refusal(ServiceException):  # type: ignore[misc]  # moto has no types
    """moto looks for the model of an error by its class's module, which for a class of moto's core is none."""


PROBLEMS_OF_PARSING = (RequestParserError, HTTPException, NotImplementedError, KeyError, ValueError)


@dataclass(frozen=True)
class Wire:
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
class Parsed:
    """The operation that a request names, with its parameters as botocore's model shapes them."""

    service: str
    operation: str
    protocol: str
    params: Mapping[str, Any]
    model: Any = field(repr=False, default=None)


@dataclass(frozen=True)
class Reply:
    """What goes back."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def read_wire(environ: Mapping[str, Any]) -> Wire:
    """Take a WSGI environment apart; reads the whole body, so that a kept-alive connection stays in step."""
    raw = str(environ.get("RAW_URI") or environ.get("REQUEST_URI") or environ.get("PATH_INFO") or "/")
    path, _, query = raw.partition("?")
    return Wire(
        method=str(environ["REQUEST_METHOD"]),
        path=path or "/",
        query=query,
        headers=_headers(environ),
        body=_body(environ),
        local_address=str(environ.get("SERVER_NAME", "127.0.0.1")),
        remote_address=str(environ.get("REMOTE_ADDR", "127.0.0.1")),
        environ=environ,
    )


def _headers(environ: Mapping[str, Any]) -> dict[str, str]:
    headers = {
        key[5:].replace("_", "-").lower(): str(value) for key, value in environ.items() if key.startswith("HTTP_")
    }
    for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if environ.get(name) not in (None, ""):
            headers[name.replace("_", "-").lower()] = str(environ[name])
    return headers


def _body(environ: Mapping[str, Any]) -> bytes:
    stream = environ["wsgi.input"]
    if "chunked" in str(environ.get("HTTP_TRANSFER_ENCODING", "")).lower():
        return bytes(stream.read())
    length = int(environ.get("CONTENT_LENGTH") or 0)
    return bytes(stream.read(length)) if length else b""


def service_of(signing_name: str, wire: Wire) -> str:
    """botocore's name of the service that a signature's scope names.

    `sagemaker` and `sagemaker-runtime` sign with the same name; only the first speaks JSON with a target header.
    """
    if signing_name == "sagemaker" and "x-amz-target" not in wire.headers:
        return "sagemaker-runtime"
    return MODEL_OF_SIGNING_NAME.get(signing_name, signing_name)


def environ_with_body(wire: Wire, body: bytes | None = None) -> dict[str, Any]:
    """A WSGI environment that can be read again from the start."""
    content = wire.body if body is None else body
    return {
        **wire.environ,
        "wsgi.input": io.BytesIO(content),
        "wsgi.input_terminated": True,
        "CONTENT_LENGTH": str(len(content)),
    }


def parse_request(service: str, wire: Wire, body: bytes) -> Parsed:
    """The operation and its parameters; raises ServiceError where the service has no such operation."""
    try:
        request = Request(environ_with_body(wire, body))
        model, uri = get_service_router(service).match(request)
        protocol = determine_request_protocol(get_service_model(service), request.content_type)
        shape = {
            "method": request.method,
            "values": request.values,
            "headers": request.headers,
            "body": body if service == "s3" else (request.data or body),
            "url_path": request.path,
            "url_params": uri,
        }
        params = PROTOCOL_PARSERS[protocol](model, map_type=dict).parse(shape)
    except PROBLEMS_OF_PARSING as error:
        raise ServiceError(
            "UnknownOperationException", f"The request names no operation of {service}: {error}", 400
        ) from error
    return Parsed(service, str(model.name), protocol, params or {}, model)


def guess_protocol(service: str, wire: Wire) -> str:
    """The protocol to answer in where the request could not be parsed."""
    try:
        model = get_service_model(service)
        return str(determine_request_protocol(model, wire.headers.get("content-type", "")))
    except Exception:  # noqa: BLE001 - an unknown service or protocol; any answer is better than none
        return "json" if "x-amz-target" in wire.headers else "rest-xml"


def write_result(parsed: Parsed, result: Mapping[str, Any], request_id: str) -> Reply:
    """Serialize a result by botocore's model."""
    serializer = get_serializer_class(parsed.service, parsed.protocol)(
        operation_model=parsed.model, context=SerializationContext(request_id)
    )
    return _reply(serializer.serialize(result), request_id, None)


def write_fault(service: str, parsed: Parsed | None, protocol: str, fault: ServiceError, request_id: str) -> Reply:
    """Serialize an error as the service would."""
    if fault.code not in COMMON_ERROR_CODES:
        # moto warns of a code that a service's model does not name; AWS has many that are in no model.
        COMMON_ERROR_CODES.append(fault.code)
    try:
        model = get_service_model(service)
    except Exception:  # noqa: BLE001 - botocore has no such service; S3's shape of an error is read by every client
        model = get_service_model("s3")
    operation = parsed.model if parsed else OperationModel({}, model)
    serializer = get_serializer_class(model.service_name, protocol)(
        operation_model=operation, context=SerializationContext(request_id)
    )
    return _reply(serializer.serialize(_Refusal(fault.code, fault.message)), request_id, fault.status)


def _reply(serialized: Mapping[str, Any], request_id: str, status: int | None) -> Reply:
    body = serialized["body"] or b""
    content = body.encode() if isinstance(body, str) else bytes(body)
    kept = [(name, str(value)) for name, value in serialized["headers"].items() if name.lower() != "content-length"]
    headers = (*kept, ("Content-Length", str(len(content))), ("x-amzn-RequestId", request_id))
    return Reply(status or int(serialized["status_code"]), headers, content)
