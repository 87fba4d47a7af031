"""The wait for a resource that its service makes, changes or deletes after the answer to the call."""

from __future__ import annotations

import time
from collections.abc import Callable

from embedded_aws.cloudformation.errors import invalid

PATIENCE = 120.0
"""Seconds until a resource whose status does not change counts as failed."""
PAUSE = 0.05


def wait_for(what: str, read: Callable[[], tuple[str, str]], *wanted: str) -> str:
    """Reads a resource's status and the reason for it until the status is a wanted one, and returns the status.

    Raises ServiceError where the resource failed or the status does not come.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        status, reason = read()
        if status in wanted:
            return status
        if status == "Failed" or time.monotonic() > deadline:
            raise invalid(f"{what} is {status}: {reason}")
        time.sleep(PAUSE)
