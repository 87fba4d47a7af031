"""A plugin of pytest: moto's own tests, in its server mode, ask an embedded AWS; each test has a new one."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import Any

import botocore.session
import pytest
from botocore.credentials import Credentials
from moto.core.models import ServerModeMockAWS

from embedded_aws import Embedded, embedded

ACCOUNT = "123456789012"
"""The account of moto's tests."""
FAKE = ("FOOBARKEY", "testing")
"""The access keys that moto gives its tests, in place of which the administrator's are taken."""
PORT, RESULTS = "MOTO_SUITE_PORT", "MOTO_SUITE_RESULTS"
LENGTH = 2000
PATIENCE = 120
"""Seconds for one test."""


class Running:
    """The embedded AWS that runs at present, at the same port each time."""

    def __init__(self, port: int) -> None:
        self._port, self._ending = port, ExitStack()
        self.aws = self._start()

    def _start(self) -> Embedded:
        opened = embedded(port=self._port, accounts=(ACCOUNT,), log=lambda _: None)
        return self._ending.enter_context(opened)

    def stop(self) -> None:
        """End it; what a test has made is gone."""
        self._ending.close()

    def renew(self) -> None:
        """Another one in its place, where anybody has asked it for anything."""
        if self.aws.ask("calls"):
            self.stop()
            self.aws = self._start()


def pytest_configure(config: pytest.Config) -> None:
    """Start it before moto's tests are read, and have moto's mocks lead there."""
    running = Running(int(os.environ[PORT]))
    config.add_cleanup(running.stop)
    ServerModeMockAWS.reset = lambda _: running.renew()
    found = botocore.session.Session.get_credentials

    def credentials(session: Any) -> Any:
        own = found(session)
        if own is not None and own.access_key not in FAKE:
            return own
        keys = running.aws.keys("admin")
        return Credentials(keys.access_key, keys.secret_key)

    botocore.session.Session.get_credentials = credentials  # type: ignore[method-assign]
    create = botocore.session.Session.create_client

    def created(session: Any, service: str, *words: Any, **more: Any) -> Any:
        client = create(session, service, *words, **more)
        client.meta.events.register("provide-client-params.iam.CreateRole", _trust)
        return client

    botocore.session.Session.create_client = created  # type: ignore[method-assign]


def _trust(params: dict[str, Any], **_: object) -> None:
    """moto's tests make roles with `some policy` for a trust policy, which IAM refuses: these trust everybody."""
    try:
        json.loads(params["AssumeRolePolicyDocument"])
    except ValueError:
        named = ("lambda", "sagemaker", "vpc-flow-logs", "cloudtrail", "events", "ec2")
        everybody = {"AWS": "*", "Service": [f"{name}.amazonaws.com" for name in named]}
        statement = {"Effect": "Allow", "Principal": everybody, "Action": "sts:AssumeRole"}
        params["AssumeRolePolicyDocument"] = json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call() -> Generator[None, Any, None]:
    """A test that waits for what never comes fails, and the next ones are counted."""

    def end(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"not ended within {PATIENCE} seconds")

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(PATIENCE)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, None]:
    """Write how each test ended: a line of JSON."""
    outcome = yield
    report = outcome.get_result()
    if report.when == "call" or report.outcome != "passed":
        verified = item.get_closest_marker("aws_verified") is not None
        row = {
            "test": item.nodeid,
            "outcome": report.outcome,
            "verified": verified,
            "text": str(report.longrepr)[-LENGTH:] if report.outcome == "failed" else "",
        }
        with Path(os.environ[RESULTS]).open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
