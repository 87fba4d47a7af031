"""SIGTERM ends a run as Ctrl-C does: what is begun is told, given back or removed."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


class GoesOn(Exception):
    """Whoever watched has stopped; what AWS has begun goes on there, as the words say, with the way to follow it."""


@contextmanager
def watching(goes_on: str) -> Iterator[None]:
    """Inside, AWS is at work: an interruption ends the watching only, and says so; raises GoesOn with these words."""
    with ended_by_signals():
        try:
            yield
        except KeyboardInterrupt:
            raise GoesOn(goes_on) from None


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Inside, SIGTERM raises KeyboardInterrupt."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
