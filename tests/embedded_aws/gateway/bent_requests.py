"""Requests that nobody's client would send: real ones of every offered operation, bent by a seed.

A request is taken from botocore before it is sent, bent, and most often signed again, so that it passes the signature
and comes to whatever reads it. Some are bent after they were signed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from random import Random
from typing import Any
from urllib.parse import quote

from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from embedded_aws import Embedded
from embedded_aws.gateway.offered import OFFERED, is_offered
from embedded_aws.gateway.pipeline import App
from tests.bench.request_path import environ_of
from tests.embedded_aws.contract.minimal import smallest

REGION = "eu-west-1"
ODD = (
    *(
        "",
        " ",
        "\x00",
        "\ud800",
        "ß",
        "🦆",
        "0",
        "-1",
        "1e999",
        "9" * 400,
        "null",
        "true",
        "[]",
        "{}",
        "{",
        "}",
        '"',
        "'",
    ),
    *(
        "<",
        "<a>",
        "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        "%",
        "%00",
        "%zz",
        "..",
        "../../etc/passwd",
        "//",
        "*",
        "?",
    ),
    *(
        "arn:",
        "arn:aws:s3:::",
        "arn:aws:iam::111122223333:role/",
        "${aws:username}",
        "x" * 5000,
        "\r\nX-Evil: 1",
        "a=b&c",
    ),
)


class Bent(Exception):
    """The request was taken instead of sent."""


def originals(aws: Embedded) -> Iterator[tuple[str, AWSRequest]]:
    """One small request of every operation that is offered, as botocore writes it."""
    for service in sorted(OFFERED):
        client = aws.client(service)
        model = client.meta.service_model
        for name in model.operation_names:
            if is_offered(service, name) and (
                taken := _taken(client, name, smallest(model.operation_model(name), service))
            ):
                yield service, taken


def _taken(client: Any, name: str, params: dict[str, Any]) -> AWSRequest | None:
    found: list[AWSRequest] = []

    def take(request: Any, **_: Any) -> None:
        found.append(request)
        raise Bent

    client.meta.events.register("before-send", take)
    try:
        client._make_api_call(name, params)
    except Bent:
        sent: Any = found[0]
        content = sent.body or b""
        body = content.read() if hasattr(content, "read") else content
        kept = {key: _text(value) for key, value in sent.headers.items() if key.lower() not in SIGNED}
        return AWSRequest(sent.method, sent.url, kept, body.encode() if isinstance(body, str) else bytes(body))
    finally:
        client.meta.events.unregister("before-send", take)
    return None


SIGNED = ("authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256", "content-length")


def bend(drawn: Random, service: str, request: AWSRequest, keys: Credentials) -> dict[str, Any]:
    """The WSGI environment of a request that is bent once, twice or three times."""
    bent = AWSRequest(request.method, request.url, dict(request.headers), request.data)
    after = drawn.random() < 0.15
    ways: list[Callable[[Random, AWSRequest], None]] = [drawn.choice(WAYS) for _ in range(drawn.choice((1, 1, 2, 3)))]
    if not after:
        _apply(ways, drawn, bent)
    sign(bent, service, keys)
    if after:
        _apply([*ways, _bend_signature], drawn, bent)
    environ = environ_of(bent.method, bent.url, bent.headers, bent.data)
    if drawn.random() < 0.02:
        environ["CONTENT_LENGTH"] = drawn.choice(("", "-1", "x", "99999999"))
    return environ


def send(app: App, environ: dict[str, Any]) -> tuple[int, bytes]:
    """The status and the body of the answer."""
    said: list[str] = []
    body = io.BytesIO(environ["taken.body"])
    found = app({**environ, "wsgi.input": body}, lambda status, headers: said.append(status))
    return int(said[0].split()[0]), b"".join(found)


def _apply(ways: list[Callable[[Random, AWSRequest], None]], drawn: Random, bent: AWSRequest) -> None:
    for way in ways:
        way(drawn, bent)


def sign(request: AWSRequest, service: str, keys: Credentials) -> None:
    """Sign what can be signed; what has no place in a URL or in a header becomes an empty request."""
    name = {"stepfunctions": "states", "cloudwatch": "monitoring", "efs": "elasticfilesystem"}.get(service, service)
    auth = S3SigV4Auth if service in ("s3", "s3control") else SigV4Auth
    try:
        auth(keys, name, REGION).add_auth(request)
    except (UnicodeError, ValueError):
        request.data = b""
        request.url = "http://127.0.0.1/"
        auth(keys, name, REGION).add_auth(request)


def _odd(drawn: Random) -> str:
    return drawn.choice(ODD)


def _cut_body(drawn: Random, request: AWSRequest) -> None:
    request.data = request.data[: drawn.randrange(len(request.data) + 1)]


def _bytes_in_body(drawn: Random, request: AWSRequest) -> None:
    at = drawn.randrange(len(request.data) + 1)
    put = drawn.choice((drawn.randbytes(drawn.randrange(1, 30)), _odd(drawn).encode("utf-8", "surrogatepass")))
    request.data = request.data[:at] + put + request.data[at + drawn.randrange(3) :]


def _value_in_body(drawn: Random, request: AWSRequest) -> None:
    """Another value of another type in JSON, XML or a form."""
    text = request.data.decode("utf-8", "replace")
    odd = _odd(drawn).encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    if text.startswith("{"):
        values = re.findall(r':\s*("[^"]*"|\d+|true|false|\[[^]]*\])', text)
        new = drawn.choice(('{"a": 1}', "[[]]", "null", "1.5", "true", '"x"', "[null]", f'"{odd}"'))
        if values:
            text = text.replace(drawn.choice(values), new, 1)
    elif text.startswith("<"):
        values = re.findall(r">([^<]+)<", text)
        if values:
            text = text.replace(f">{drawn.choice(values)}<", f">{odd}<", 1)
    else:
        parts = text.split("&")
        at = drawn.randrange(len(parts))
        name = parts[at].partition("=")[0]
        parts[at] = drawn.choice(
            (f"{name}={quote(odd)}", name, f"{name}.1={quote(odd)}", f"{name}.x.member.-1={quote(odd)}", f"{name}=")
        )
        text = "&".join(parts)
    request.data = text.encode("utf-8", "replace")


def _drop_value(drawn: Random, request: AWSRequest) -> None:
    """One member less."""
    text = request.data.decode("utf-8", "replace")
    if text.startswith("{"):
        text = re.sub(r'"[^"]*":\s*("[^"]*"|\d+|true|false),?', "", text, count=1)
    else:
        parts = text.split("&")
        parts.pop(drawn.randrange(len(parts)))
        text = "&".join(parts)
    request.data = text.encode("utf-8", "replace")


def _header(drawn: Random, request: AWSRequest) -> None:
    name = drawn.choice((*request.headers, "X-Amz-Target", "Content-Type", "Range", "x-amz-copy-source", "If-Match"))
    del request.headers[name]
    if drawn.random() < 0.8:
        request.headers[name] = re.sub(r"[^\x20-\x7e]", "?", _odd(drawn))[:3000]


def _path(drawn: Random, request: AWSRequest) -> None:
    head, _, query = request.url.partition("?")
    at = drawn.randrange(head.find("/", len("http://")) + 1, len(head) + 1)
    request.url = (
        head[:at] + quote(_odd(drawn), safe="/%?*", errors="replace") + head[at:] + (f"?{query}" if query else "")
    )


def _query(drawn: Random, request: AWSRequest) -> None:
    name = drawn.choice(
        ("acl", "uploads", "uploadId", "partNumber", "versions", "max-keys", "Action", "Version", "list-type")
    )
    joint = "&" if "?" in request.url else "?"
    request.url += f"{joint}{name}={quote(_odd(drawn), errors='replace')}"


def _method(drawn: Random, request: AWSRequest) -> None:
    request.method = drawn.choice(("GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "TRACE", "BREW"))


def _bend_signature(drawn: Random, request: AWSRequest) -> None:
    name = drawn.choice(("Authorization", "X-Amz-Date", "X-Amz-Security-Token"))
    value = str(request.headers.get(name, ""))
    at = drawn.randrange(len(value) + 1)
    del request.headers[name]
    request.headers[name] = (
        value[:at] + re.sub(r"[^\x20-\x7e]", "?", _odd(drawn))[:200] + value[at + drawn.randrange(9) :]
    )


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


WAYS = (_cut_body, _bytes_in_body, _value_in_body, _value_in_body, _drop_value, _header, _path, _query, _method)
