"""The pace: no more calls a second than given, fewer after throttling, more again after answers; none after the end."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from generator.aws import pacing
from generator.aws.pacing import Halted, Pacer


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that stands still unless it is moved."""
    now = [1000.0]
    monkeypatch.setattr(pacing.time, "monotonic", lambda: now[0])
    return now


def answer(code: str) -> tuple[Any, dict[str, Any]]:
    return None, {"Error": {"Code": code}}


def test_the_threads_together_keep_the_rate() -> None:
    pacer, began = Pacer(200), time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: pacer.wait(), range(100)))
    assert time.monotonic() - began >= 99 / 200


def test_the_rate_falls_once_a_second_and_rises_with_answers(clock: list[float]) -> None:
    pacer = Pacer(100)
    clock[0] += 2
    for _ in range(5):
        pacer.hear(throttled=True)
    assert pacer.rate == 50
    clock[0] += 2
    pacer.hear(throttled=True)
    assert pacer.rate == 25
    for _ in range(1000):
        pacer.hear(throttled=False)
    assert pacer.rate == 100


def test_the_rate_never_falls_to_nothing(clock: list[float]) -> None:
    pacer = Pacer(100)
    for _ in range(20):
        clock[0] += 2
        pacer.hear(throttled=True)
    assert pacer.rate == pacing.LEAST


def test_what_is_throttled_is_made_again_and_nothing_else(clock: list[float]) -> None:
    pacer = Pacer()
    assert pacer.retry(answer("ThrottlingException"), 1) is not None
    assert pacer.retry(answer("ThrottlingException"), pacing.ATTEMPTS) is None
    assert pacer.retry(answer("LimitExceededException"), 1) is None
    assert pacer.retry(None, 1) is None


def test_after_the_end_no_call_is_made() -> None:
    pacer = Pacer()
    pacer.wait()
    pacer.halt()
    with pytest.raises(Halted):
        pacer.wait()
