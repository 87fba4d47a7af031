"""The WSGI application: the control URLs below `/_embedded/`, and everything else is AWS."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable
from typing import Any

from embedded_aws.gateway.control import answer_control
from embedded_aws.gateway.fault_injection import Dropped
from embedded_aws.gateway.gateway import EmbeddedGateway
from embedded_aws.gateway.pipeline import answer
from embedded_aws.gateway.wire import Reply, Wire, read_wire

REASONS = {200: "OK", 204: "No Content", 400: "Bad Request", 403: "Forbidden", 404: "Not Found"}
Start = Callable[[str, list[tuple[str, str]]], Any]


class App:
    """What werkzeug calls for every request."""

    def __init__(self, gateway: EmbeddedGateway, log: Callable[[str], None]) -> None:
        self._front, self._log = gateway, log

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Answer one request; a bug of ours is an answer too, and stands in the log."""
        wire = read_wire(environ)
        try:
            reply = self._answer(wire)
        except Dropped as dropped:
            # werkzeug takes this for a client that has gone, and closes the connection without a word.
            raise ConnectionResetError("dropped by a fault on demand") from dropped
        except Exception:  # noqa: BLE001 - the server must go on; the log has the details
            self._log(f"{wire.method} {wire.path}\n{traceback.format_exc()}")
            reply = Reply(500, (("Content-Type", "text/xml"),), BUG)
        length = [] if _has(reply, "content-length") else [("Content-Length", str(len(reply.body)))]
        start(f"{reply.status} {REASONS.get(reply.status, 'Answer')}", [*reply.headers, *length])
        return [reply.body]

    def _answer(self, wire: Wire) -> Reply:
        if wire.path.startswith("/_embedded/"):
            return answer_control(self._front, wire)
        return answer(self._front, wire)


BUG = (
    b"<ErrorResponse><Error><Code>InternalFailure</Code>"
    b"<Message>A bug of the embedded AWS: its log has the details</Message></Error></ErrorResponse>"
)


def _has(reply: Reply, name: str) -> bool:
    return any(key.lower() == name for key, _ in reply.headers)
