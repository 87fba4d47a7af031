"""Lanes run side by side, each in its order; what ends one ends all, and leaves nothing under way."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Event

import pytest

from generator.apply.lanes import Lanes

WAIT = 60.0


def follow(lanes: list[str], carry_out: Callable[[str], object], threads: int = 8) -> list[tuple[str, bool]]:
    return list(Lanes(lanes, carry_out).follow(threads, lambda: None))


def test_lanes_run_side_by_side() -> None:
    both = Barrier(2, timeout=WAIT)
    notes = follow(["a", "b"], lambda work: both.wait())
    assert sorted(notes) == [("a", False), ("a", True), ("b", False), ("b", True)]


@pytest.mark.parametrize("threads", [1, 2, 8])
def test_a_lane_keeps_its_order(threads: int) -> None:
    notes = follow(["abc", "xyz"], lambda work: None, threads)
    done = "".join(work for work, done in notes if done)
    assert ["".join(each for each in done if each in lane) for lane in ("abc", "xyz")] == ["abc", "xyz"]


def test_what_fails_in_one_lane_is_raised_once_the_others_have_come_to_rest() -> None:
    failed, ended = Event(), []

    def carry_out(work: str) -> None:
        if work == "a":
            failed.set()
            raise ValueError(work)
        assert failed.wait(WAIT)
        ended.append(work)

    lanes, seen = Lanes(["a", "xyz"], carry_out), []
    with pytest.raises(ValueError, match="a"):
        seen.extend(lanes.follow(2, lambda: None))
    assert ended in ([], ["x"])
    assert [work for work, done in seen if done] == ended


def test_a_run_that_is_left_early_halts_and_waits_for_what_is_under_way() -> None:
    halted, ended = Event(), []

    def carry_out(work: str) -> None:
        assert halted.wait(WAIT)
        ended.append(work)

    notes = Lanes(["abc", "xyz"], carry_out).follow(2, halted.set)
    next(notes)
    notes.close()  # type: ignore[attr-defined] # it is a generator
    assert len(ended) <= 2
    assert set(ended) <= {"a", "x"}
