"""The federation endpoint, `GET /federation`: temporary credentials → a sign-in token → whose console it is.

As strict as AWS (IAM User Guide, "Enable custom identity broker access to the AWS console"): credentials of a role's
session that still last, and all three parts of them; a link lives fifteen minutes. Where AWS would set cookies and send
the browser on to the destination, this says whose console it is. `SessionDuration` is refused: whether AWS takes it
depends on how the session came about, which nobody records here.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from embedded_aws.gateway.callers import find_caller
from embedded_aws.gateway.http_request import HttpRequest, HttpResponse
from embedded_aws.service import Caller

if TYPE_CHECKING:
    from embedded_aws.gateway.gateway import EmbeddedGateway

PATH = "/federation"
LIFETIME = timedelta(minutes=15)
PARTS = ("sessionId", "sessionKey", "sessionToken")
CONSOLES = ("console.aws.amazon.com", "console.amazonaws.cn", "console.amazonaws-us-gov.com")


class _Refused(Exception):
    """What AWS's endpoint answers with a status of its own."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class _Link:
    """A sign-in token: whose, and until when."""

    access_key: str
    until: datetime


class Federation:
    """The endpoint and the tokens that it gave; they are not kept over a restart."""

    def __init__(self, gateway: EmbeddedGateway, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._gateway, self._now = gateway, now
        self._links: dict[str, _Link] = {}

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Answer one request, as JSON."""
        text = request.query if request.method == "GET" else request.body.decode("utf-8", "replace")
        query = dict(parse_qsl(text, keep_blank_values=True))
        try:
            return _json(self._carry_out(query), 200)
        except _Refused as refused:
            return _json({"error": str(refused)}, refused.status)

    def _carry_out(self, query: dict[str, str]) -> Any:
        match query.get("Action"):
            case "getSigninToken":
                return self._sign_in_token(query)
            case "login":
                return self._login(query)
        raise _Refused(f"There is no action {query.get('Action')!r}: getSigninToken or login")

    def _sign_in_token(self, query: dict[str, str]) -> dict[str, str]:
        if "SessionDuration" in query:
            raise _Refused("SessionDuration is not offered: AWS takes it or not by how the session came about")
        caller = self._caller(_parts(query.get("Session", "")))
        token = secrets.token_urlsafe(48)
        self._links[token] = _Link(caller.keys.access_key, self._now() + LIFETIME)
        return {"SigninToken": token}

    def _caller(self, parts: tuple[str, str, str]) -> Caller:
        access_key, secret, token = parts
        caller = find_caller(access_key, self._gateway.sessions, self._gateway.accounts, self._gateway.secret)
        if caller is None or caller.keys.secret_key != secret or (caller.keys.token or "") != token:
            raise _Refused("The session is not one of AWS's: its parts do not belong together", 403)
        if caller.long_term or caller.kind != "role":
            raise _Refused("Temporary credentials of a role's session are needed", 403)
        if self._now() >= caller.expires:
            raise _Refused("The session has expired", 403)
        return caller

    def _login(self, query: dict[str, str]) -> dict[str, str]:
        link = self._links.get(query.get("SigninToken", ""))
        if link is None or self._now() >= link.until:
            raise _Refused("The sign-in token is not valid, or its fifteen minutes are over", 403)
        destination = query.get("Destination", "")
        host = urlsplit(destination).hostname or ""
        if not destination.startswith("https://") or not any(f".{host}".endswith(f".{one}") for one in CONSOLES):
            raise _Refused(f"The destination {destination!r} is no page of the console")
        caller = self._gateway.sessions.find(link.access_key)
        if caller is None or self._now() >= caller.expires:
            raise _Refused("The session has expired", 403)
        return {"console": caller.arn, "account": caller.account, "destination": destination}


def _parts(text: str) -> tuple[str, str, str]:
    try:
        session = json.loads(text)
        first, second, third = (str(session[name]) for name in PARTS)
    except (ValueError, TypeError, KeyError) as error:
        raise _Refused(f"Session is a JSON object with {', '.join(PARTS)}") from error
    return first, second, third


def _json(content: Any, status: int) -> HttpResponse:
    return HttpResponse(status, (("Content-Type", "application/json"),), json.dumps(content).encode())
