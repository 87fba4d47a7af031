"""Waiting for a condition, with a ceiling that no loaded machine reaches; never for a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE = 120.0
"""Seconds until a condition counts as never coming true."""
PAUSE = 0.02
T = TypeVar("T")


def wait_until(condition: Callable[[], T], what: str) -> T:
    """Asks until the answer is true and returns it; raises AssertionError where that does not come."""
    deadline = time.monotonic() + PATIENCE
    while not (answer := condition()):
        assert time.monotonic() < deadline, f"{what}: not within {PATIENCE:.0f} seconds"
        time.sleep(PAUSE)
    return answer
