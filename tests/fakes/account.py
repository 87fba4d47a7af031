"""An AWS account in memory behind a real `Connection`: botocore checks each request, and no request leaves the process.

botocore's `before-call` event hands the request over after its parameters were checked and completed, so that what is
tested reads as if AWS had answered: pages, errors by their code, idempotency tokens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any

import boto3
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

from generator.aws.session import Connection

Answer = Callable[[str, Mapping[str, Any]], dict[str, Any]]
"""(operation, parameters) → the parsed response; raises Refusal."""

ACCOUNT, REGION = "111122223333", "eu-west-1"


class Refusal(Exception):
    """The service says no, with this error code."""

    def __init__(self, code: str, said: str = "no", status: int = 400) -> None:
        super().__init__(code)
        self.code, self.said, self.status = code, said, status


class Killed(Exception):
    """The process ended here."""


@dataclass(frozen=True)
class Kill:
    """End the process at this call (from 0), before the service carries it out or after."""

    call: int
    after: bool = False


class FakeAccount:
    """Services by the names of their clients, and the one call at which the process ends."""

    def __init__(self, services: Mapping[str, Answer], line: int = 0, lock: Lock | None = None) -> None:
        self._services = {"sts": _caller, **services}
        self._number = line
        self.meanwhile: tuple[int, Callable[[], object]] | None = None
        """What happens before a call of this number (from 0) is carried out."""
        self._kill: Kill | None = None
        self._ended = False
        """Whether the newest run was killed: none of its threads makes a call any more."""
        self.calls = 0
        """Of the newest run."""
        self.names: list[str] = []
        """The calls of all runs, such as `s3:PutObject`."""
        self._lock = lock or Lock()

    def connect(self, kill: Kill | None = None) -> Connection:
        """A connection to this account for one run, which ends at `kill`; an earlier connection ends with it."""
        self._kill, self.calls, self._ended = kill, 0, False
        line, connection = _line(self._number)
        line.account = self
        return connection

    def answer(self, service: str, operation: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """Carry one call out; raises Killed where the run ends."""
        if self.meanwhile is not None and self.meanwhile[0] <= self.calls:
            happens, self.meanwhile = self.meanwhile[1], None
            happens()
        with self._lock:
            here = self._kill if self._kill is not None and self._kill.call == self.calls else None
            self.calls += 1
            self.names.append(f"{service}:{operation}")
            if self._ended or (here is not None and not here.after):
                self._ended = True
                raise Killed
            answer = self._services[service](operation, given)
            if here is not None:
                self._ended = True
                raise Killed
            return answer


class _Line:
    """The handlers of botocore's events, and the account at their other end."""

    account: FakeAccount

    def keep(self, params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        """Keep the parameters, which botocore completes in place."""
        context["parameters"] = params

    def call(self, model: Any, context: dict[str, Any], **_: Any) -> tuple[AWSResponse, dict[str, Any]]:
        """Answer in the place of AWS."""
        status = 200
        try:
            parsed = self.account.answer(model.service_model.service_name, model.name, context["parameters"])
        except Refusal as refusal:
            status = refusal.status
            parsed = {"Error": {"Code": refusal.code, "Message": refusal.said}}
        return AWSResponse("", status, HTTPHeaders(), None), parsed


@cache
def _line(number: int) -> tuple[_Line, Connection]:
    """One connection for all tests, by its number: making botocore's clients takes longer than a test."""
    line = _Line()
    session = boto3.Session("key", "secret", region_name=REGION)
    session.events.register("before-parameter-build", line.keep)
    session.events.register("before-call", line.call)  # type: ignore[arg-type] # the stub knows no handler that answers
    return line, Connection(session, None)


def _caller(operation: str, given: Mapping[str, Any]) -> dict[str, Any]:
    assert (operation, given) == ("GetCallerIdentity", {})
    return {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/publisher"}
