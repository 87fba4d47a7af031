"""The pace of calls to Service Catalog: one token bucket a region, shared by all threads of a run.

Service Catalog's rates are not published. So the bucket fills at a rate that is given, falls by a half at the first
answer that says "slower" (at most once a second, since answers come in crowds), and rises again with each that does
not. What was throttled is asked again, with growing pauses.

AWS quirk: botocore's own retries share a quota of 500 tokens a client, so that half of all calls throttled ends a long
run (botocore/retries/quota.py); therefore it is not told of throttling here.
"""

from __future__ import annotations

import random
import time
from threading import Event, Lock
from typing import Any

CALLS_A_SECOND = 100.0
"""How many calls a second at most, where nothing else is asked for."""
LEAST = 5.0
FALLS, RISES = 0.5, 0.5
"""By which factor the rate falls, and by how much it rises with an answer: it settles at what the service takes."""
ATTEMPTS, LONGEST_PAUSE = 25, 8.0
"""How often a throttled call is made, and the longest pause between: three minutes of nothing but throttling."""
THROTTLED = (
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "TooManyRequestsException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
)


class Halted(Exception):
    """The run has ended early: no call is made any more."""


class Pacer:
    """One token bucket; calls of all threads take from it."""

    def __init__(self, most: float = CALLS_A_SECOND) -> None:
        self.most = most
        self._rate = most
        self._next = self._fell = time.monotonic()
        self._lock = Lock()
        self._halted = Event()

    @property
    def rate(self) -> float:
        """Calls a second, by now."""
        return min(self._rate, self.most)

    def wait(self) -> None:
        """Take one token, once there is one; raises Halted."""
        with self._lock:
            now = time.monotonic()
            # What was not taken for a second is lost.
            self._next = max(self._next, now - 1.0)
            pause, self._next = self._next - now, self._next + 1.0 / self.rate
        if self._halted.wait(max(pause, 0.0)):
            raise Halted("the run has ended")

    def hear(self, *, throttled: bool) -> None:
        """An answer has come."""
        with self._lock:
            now = time.monotonic()
            if not throttled:
                self._rate = min(self.rate + RISES, self.most)
            elif now - self._fell > 1.0:
                self._rate, self._fell = max(self.rate * FALLS, LEAST), now

    def halt(self) -> None:
        """Let no call through any more."""
        self._halted.set()

    def retry(self, response: tuple[Any, dict[str, Any]] | None, attempts: int) -> float | None:
        """The pause after which a call is made again; None where that is not for us to say. botocore's handler."""
        error = response[1].get("Error", {}) if response is not None else {}
        throttled = error.get("Code") in THROTTLED
        self.hear(throttled=throttled)
        if not throttled or attempts >= ATTEMPTS:
            return None
        error["Code"] = "Paced"
        return random.uniform(0, min(0.1 * 2**attempts, LONGEST_PAUSE))  # noqa: S311 - a pause, not a secret
