"""Templates linted by as many processes as there are cores, the largest first, while this one does other things.

Whoever asks for the findings takes part: what no other process has taken is linted here. A process that ends early
takes nothing with it, for what it had is linted here, too. Small work is not worth a process.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from threading import Thread
from typing import Any

from generator.diagnostics import Finding
from generator.synth import Rendered
from generator.verify.finding_cache import read_finding

SMALL = 60_000
"""Bytes of templates that are linted here in about the time in which another process has loaded cfn-lint."""
_PACKAGES = Path(__file__).resolve().parents[2]

Lint = Callable[[Rendered], Sequence[Finding]]


class Linting:
    """Templates on their way through cfn-lint; `with` it, for the processes end with the block."""

    def __init__(self, waiting: Sequence[Rendered], words: Sequence[str], here: Lint) -> None:
        by_size = sorted(waiting, key=lambda product: len(product.text), reverse=True)
        self._queue = deque(by_size)
        self._found = {product.product.name: Future[Sequence[Finding]]() for product in waiting}
        self._here = here
        size = sum(len(product.text) for product in waiting)
        count = min(_cores() - 1, len(waiting), size // SMALL)
        self._workers = [_start(words) for _ in range(count)]
        for worker in self._workers:
            Thread(target=self._feed, args=(worker,), daemon=True).start()

    def __enter__(self) -> Linting:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.kill()
        for worker in self._workers:
            worker.wait()

    def find(self, product: Rendered) -> Sequence[Finding]:
        """What cfn-lint says of one of the templates."""
        while (mine := self._take(first=False)) is not None:
            self._found[mine.product.name].set_result(self._here(mine))
        try:
            return self._found[product.product.name].result()
        except OSError:
            return self._here(product)

    def _take(self, *, first: bool) -> Rendered | None:
        try:
            return self._queue.popleft() if first else self._queue.pop()
        except IndexError:
            return None

    def _feed(self, worker: subprocess.Popen[str]) -> None:
        while (product := self._take(first=True)) is not None:
            future = self._found[product.product.name]
            try:
                future.set_result(_ask(worker, product))
            except (OSError, ValueError) as error:
                future.set_exception(OSError(f"the process that linted is gone: {error}"))
                return


def _cores() -> int:
    """The cores that this process may use, where the system says so."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed is not None else os.cpu_count() or 1


def _start(words: Sequence[str]) -> subprocess.Popen[str]:
    """A process of its own session: Ctrl-C is for whoever started it."""
    return subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "generator.verify.lint_worker", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(_PACKAGES), *sys.path])},
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )


def _ask(worker: subprocess.Popen[str], product: Rendered) -> list[Finding]:
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdin.write(json.dumps({"path": product.path, "text": product.text}) + "\n")
    worker.stdin.flush()
    rows: list[Any] = json.loads(worker.stdout.readline())
    return [read_finding(row) for row in rows]
