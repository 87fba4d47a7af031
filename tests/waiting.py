"""Waiting for a condition, with a ceiling that no loaded machine reaches; never for a time. Waiting for one's turn."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
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


@contextmanager
def alone(place: Path) -> Iterator[None]:
    """What several processes do for one place, one after the other; the folder above it must be there."""
    with place.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
