"""A plugin of pytest: moto's own tests, in its server mode, ask an embedded AWS; each test has a new one."""

from __future__ import annotations

import json
import os
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
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
