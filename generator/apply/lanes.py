"""Lanes: what is done one after the other, beside other lanes; each in a thread of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import Queue
from threading import Event
from typing import Generic, TypeVar

Work = TypeVar("Work")
Note = tuple[Work, bool]
"""A piece of work, and whether it is done: before, it starts."""


class Lanes(Generic[Work]):
    """Some lanes of one stage; lives until all of them have ended."""

    def __init__(self, lanes: Sequence[Sequence[Work]], carry_out: Callable[[Work], object]) -> None:
        self._lanes = lanes
        self._carry_out = carry_out
        self._ended = Event()
        self._notes: Queue[Note[Work] | BaseException | None] = Queue()

    def follow(self, threads: int, halt: Callable[[], object]) -> Iterator[Note[Work]]:
        """Run them all; raises what the first lane raised that fails, once every other one has come to rest.

        Where this ends early, `halt` is called, and nothing is under way any more when it has ended.
        """
        if threads == 1 or len(self._lanes) == 1:
            for lane in self._lanes:
                yield from self._one_by_one(lane)
            return
        with ThreadPoolExecutor(threads) as pool:
            for lane in self._lanes:
                pool.submit(self._run, lane)
            try:
                yield from self._told()
            except BaseException:
                self._ended.set()
                halt()
                raise

    def _one_by_one(self, lane: Sequence[Work]) -> Iterator[Note[Work]]:
        for work in lane:
            yield work, False
            self._carry_out(work)
            yield work, True

    def _run(self, lane: Sequence[Work]) -> None:
        try:
            for work in lane:
                if self._ended.is_set():
                    break
                self._notes.put((work, False))
                self._carry_out(work)
                self._notes.put((work, True))
        except BaseException as error:  # noqa: BLE001 - whoever listens raises it
            self._ended.set()
            self._notes.put(error)
        self._notes.put(None)

    def _told(self) -> Iterator[Note[Work]]:
        first: BaseException | None = None
        left = len(self._lanes)
        while left:
            match self._notes.get():
                case None:
                    left -= 1
                case BaseException() as error:
                    first = first or error
                case note:
                    yield note
        if first is not None:
            raise first
