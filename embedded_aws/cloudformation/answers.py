"""The URLs that stacks hand out, and what others put there: answers of custom resources and signals.

Whoever has such a URL may put to it: its token is the permission, as the signature in it is on AWS.
"""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

PATH = "/_embedded/answers/"
PAUSE = 0.05
"""Seconds between two looks at what else ends a wait; an answer ends it at once."""


class Answers:
    """What came to each URL, in order."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._received: dict[str, list[bytes]] = {}

    def open(self, token: str | None = None) -> str:
        """The token of a new URL: one that nobody can guess, or the one that is given."""
        token = token or secrets.token_urlsafe(32)
        with self._changed:
            self._received[token] = []
        return token

    def close(self, token: str) -> None:
        """From now on nothing is taken there."""
        with self._changed:
            self._received.pop(token, None)

    def take(self, token: str, body: bytes) -> bool:
        """Keep what came to a URL; False where there is none."""
        with self._changed:
            if token not in self._received:
                return False
            self._received[token].append(body)
            self._changed.notify_all()
            return True

    def wait(
        self, token: str, seconds: float, enough: Callable[[list[bytes]], bool], over: Callable[[], bool]
    ) -> list[bytes]:
        """What came to a URL, once it is enough, the time has passed, or it is over because no more will come."""
        until = time.monotonic() + seconds
        with self._changed:
            while True:
                # In this order: what came before it was over counts.
                last = over() or time.monotonic() >= until
                received = list(self._received.get(token, ()))
                if last or enough(received):
                    return received
                self._changed.wait(PAUSE)

    def dump(self) -> Mapping[str, list[bytes]]:
        """Every URL with what came to it."""
        with self._changed:
            return {token: list(bodies) for token, bodies in self._received.items()}

    def load(self, received: Mapping[str, list[bytes]]) -> None:
        """Replace everything by what `dump` gave."""
        with self._changed:
            self._received = {token: list(bodies) for token, bodies in received.items()}


def read_answer(body: bytes) -> Mapping[str, Any]:
    """What was put there, as an object of JSON; empty where it is none."""
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
