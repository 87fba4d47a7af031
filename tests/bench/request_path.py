"""What one request to the embedded AWS passes: files, and calls of our own functions, counted with `sys.setprofile`.

botocore signs the request, and it is taken just before it would be sent; the WSGI application is called with it in this
thread, from the bytes that werkzeug hands over to the bytes that it gets back. It is counted when it comes again, with
warm caches. A call is a frame of Python code of `embedded_aws` or `generator` that starts or goes on: functions,
methods and properties, and also lambdas, comprehensions and each item of a generator.
"""

from __future__ import annotations

import io
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

CHECKOUT = Path(__file__).resolve().parents[2]
OURS = ("embedded_aws/", "generator/")
EVALUATOR = "generator/iam/evaluate/"
App = Callable[[dict[str, Any], Callable[..., Any]], Any]


class _Taken(Exception):
    """The request was taken instead of sent."""


@dataclass(frozen=True)
class RequestPath:
    """How often code of each file was called for one request, and the status line of the answer."""

    status: str
    calls: Counter[str]

    def count(self, evaluator: bool) -> tuple[int, int]:
        """How many files and how many calls, with or without IAM's evaluator (`generator.iam.evaluate`)."""
        kept = [calls for file, calls in self.calls.items() if evaluator or not file.startswith(EVALUATOR)]
        return len(kept), sum(kept)


def take_request(client: Any, operation: str, **params: Any) -> dict[str, Any]:
    """The WSGI environment of a request that a boto3 client would send."""
    taken: list[dict[str, Any]] = []

    def take(request: Any, **_: Any) -> None:
        taken.append(_environ(request))
        raise _Taken

    client.meta.events.register("before-send", take)
    try:
        getattr(client, operation)(**params)
    except _Taken:
        return taken[0]
    finally:
        client.meta.events.unregister("before-send", take)
    raise AssertionError(f"{operation} sent nothing")


def trace_request(app: App, environ: dict[str, Any], root: Path = CHECKOUT, warm: int = 3) -> RequestPath:
    """Have the application answer a request, after as many times uncounted, and count."""
    for _ in range(warm):
        send(app, environ)
    calls: Counter[str] = Counter()

    def count(frame: FrameType, event: str, _: Any) -> None:
        name = frame.f_code.co_filename.removeprefix(f"{root}/")
        if event == "call" and name.startswith(OURS):
            calls[name] += 1

    sys.setprofile(count)
    try:
        status = send(app, environ)
    finally:
        sys.setprofile(None)
    return RequestPath(status, calls)


def send(app: App, environ: dict[str, Any]) -> str:
    """Call the application once; returns the status line."""
    said: list[str] = []
    body = environ["taken.body"]
    app({**environ, "wsgi.input": io.BytesIO(body)}, lambda status, headers, error=None: said.append(status))
    return said[0]


def _environ(request: Any) -> dict[str, Any]:
    body = request.body or b""
    content = body.read() if hasattr(body, "read") else body.encode() if isinstance(body, str) else bytes(body)
    return environ_of(request.method, request.url, request.headers, content)


def environ_of(method: str, address: str, headers: Any, content: bytes) -> dict[str, Any]:
    """What werkzeug hands to the application for a request; `taken.body` is its body."""
    url = urlsplit(address)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": url.path,
        "RAW_URI": f"{url.path}?{url.query}" if url.query else url.path,
        "QUERY_STRING": url.query,
        "SERVER_NAME": url.hostname,
        "SERVER_PORT": str(url.port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": url.netloc,
        "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr,
        "taken.body": content,
    }
    for name, value in headers.items():
        key = name.upper().replace("-", "_")
        environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value.decode() if isinstance(value, bytes) else value
    return {**environ, "CONTENT_LENGTH": str(len(content))}
