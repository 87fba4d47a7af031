"""The calls that services of ours make: answered in this process, without a socket and without a signature.

Each is read, decided and kept in the audit log like any other; only the way from boto3 to the gateway is a function
call, and whose call it is stands beside it: botocore signs and sends nothing where a handler of `before-call` has the
answer (botocore/client.py, `_make_api_call`).
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

from botocore.awsrequest import AWSResponse
from botocore.endpoint import convert_to_response_dict
from botocore.exceptions import ConnectionClosedError
from botocore.httpchecksum import apply_request_checksum
from botocore.parsers import create_parser

from embedded_aws.gateway.propagation import PROPAGATION
from embedded_aws.gateway.signature import Signature
from embedded_aws.service import Keys

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
WITHIN = "embedded_aws.signature"
"""Where a WSGI environment says whose call it is, without a signature; no header of HTTP gets there."""


class _Content(io.BytesIO):
    """An answer's content, as botocore reads it from urllib3."""

    def stream(self, **_: object) -> Iterator[bytes]:
        """The content in pieces."""
        while piece := self.read(1 << 20):
            yield piece


def answer_within(app: Wsgi, client: Any, keys: Keys) -> None:
    """Have the WSGI application answer every call of a boto3 client, which has these keys, from now on."""

    def answer(
        model: Any, params: dict[str, Any], request_signer: Any, context: Mapping[str, Any], **_: object
    ) -> tuple[AWSResponse, Any]:
        apply_request_checksum(params)
        scope = context.get("signing", {})
        region = scope.get("region") or request_signer.region_name
        service = scope.get("signing_name") or request_signer.signing_name
        signed = Signature(keys.access_key, "", region, service, (), "", "", keys.token)
        return _read(model, _send(app, params, signed))

    client.meta.events.register_last("before-call", answer)
    if client.meta.service_model.service_name != "s3":
        # Where to ask is known: nobody need find it out by the rules for the service's endpoints, request by request.
        client._ruleset_resolver = None


def _send(app: Wsgi, asked: Mapping[str, Any], signed: Signature) -> AWSResponse:
    said: dict[str, Any] = {}

    def start(status: str, headers: list[tuple[str, str]], _exc: object = None) -> None:
        said.update(status=int(status.split()[0]), headers=dict(headers))

    try:
        with PROPAGATION.nested():
            content = b"".join(app(_environ(asked) | {WITHIN: signed}, start))
    except ConnectionResetError as error:
        raise ConnectionClosedError(endpoint_url=asked["url"], request=None, error=error) from error
    body = b"" if asked["method"] == "HEAD" else content
    return AWSResponse(asked["url"], said["status"], said["headers"], _Content(body))


def _read(model: Any, response: AWSResponse) -> tuple[AWSResponse, Any]:
    """The answer as botocore reads it (botocore/endpoint.py, `_do_get_response`): with what an error's shape names."""
    parser, answer = create_parser(model.service_model.resolved_protocol), convert_to_response_dict(response, model)
    parsed = parser.parse(answer, model.output_shape)
    if response.status_code >= 300:
        shape = model.service_model.shape_for_error_code(parsed.get("Error", {}).get("Code"))
        parsed.update(parser.parse(answer, shape) if shape is not None else {})
    return response, parsed


def _environ(asked: Mapping[str, Any]) -> dict[str, Any]:
    """A request of botocore's as werkzeug's server hands it on."""
    url = urlsplit(asked["url"])
    target = (url.path or "/") + (f"?{url.query}" if url.query else "")
    body = _bytes(asked["body"])
    environ = {
        "REQUEST_METHOD": asked["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(url.path or "/", "latin-1"),
        "QUERY_STRING": url.query,
        "REQUEST_URI": target,
        "RAW_URI": target,
        "SERVER_NAME": url.hostname or "",
        "SERVER_PORT": str(url.port or 80),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": url.hostname or "",
        "HTTP_HOST": url.netloc,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in asked["headers"].items():
        key = name.upper().replace("-", "_")
        environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = _text(value)
    return environ | {"CONTENT_LENGTH": str(len(body))}


def _bytes(body: Any) -> bytes:
    if isinstance(body, Mapping):
        body = urlencode(body, doseq=True)
    if body is None:
        return b""
    content = body.read() if hasattr(body, "read") else body
    return content.encode() if isinstance(content, str) else bytes(content)


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
