"""The live tree on a terminal: how long it takes, how many are done, and what is under way."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Any, TextIO

from rich.console import Console
from rich.live import Live as RichLive
from rich.text import Text
from rich.tree import Tree as RichTree

from generator.cli.progress import Progress

PATIENCE = 10.0
"""Seconds after which something is what one waits for."""
AROUND = 3
"""Lines of the terminal that are left to others: the title, how many more, and the one that the cursor is on."""


class Tree:
    """What rich draws: the title with its count and its time, below it what is under way, the oldest first."""

    def __init__(self, title: str, total: int | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._title, self._total, self._clock = title, total, clock
        self._started = self._moved = clock()
        self._under_way: dict[str, tuple[str, float, float | None]] = {}
        self._done = 0
        self._lock = Lock()

    def begin(self, key: str, words: str, at: float | None = None) -> None:
        """Something is under way since now, or since it was first said."""
        with self._lock:
            self._moved = self._clock()
            self._under_way.setdefault(key, (words, self._moved, at))

    def end(self, key: str, at: float | None = None, *, counts: bool) -> float | None:
        """It is done; how many seconds it took, by AWS's clock if it can be. None where nobody said that it began."""
        with self._lock:
            self._moved = self._clock()
            self._done += counts
            begun = self._under_way.pop(key, None)
        if begun is None:
            return None
        _, seen, began = begun
        return at - began if at is not None and began is not None else self._moved - seen

    def replace(self, under_way: Mapping[str, str]) -> None:
        """These are under way; what was before keeps its time."""
        for key in self._under_way.keys() - under_way.keys():
            self.end(key, counts=False)
        for key in under_way.keys() - self._under_way.keys():
            self.begin(key, under_way[key])

    def lines(self, height: int) -> tuple[str, list[str]]:
        """The title, and what is under way in at most so many lines."""
        with self._lock:
            now, under_way = self._clock(), list(self._under_way.values())
            count = f"{self._done} of {max(self._total, self._done)}" if self._total else ""
            waits = "waiting for AWS" if not under_way and now - self._moved >= PATIENCE else ""
            title = " · ".join(filter(None, (self._title, count, _clock_words(now - self._started), waits)))
        room = max(1, height - AROUND)
        rows = [_row(words, now - begun) for words, begun, _ in under_way[:room]]
        return title, [*rows, *([f"and {len(under_way) - room} more"] if under_way[room:] else [])]

    def drawn(self, height: int) -> RichTree:
        """The tree, as rich wants it; a line that is too long for the terminal ends with an ellipsis."""
        title, rows = self.lines(height)
        tree = RichTree(_text(title, "bold"), guide_style="dim")
        for row in rows:
            tree.add(_text(row, "yellow" if " waiting for " in row else ""))
        return tree


class Live(Progress):
    """A tree on a terminal, drawn anew four times a second; entered and left once."""

    def __init__(self, stream: TextIO, title: str, total: int | None, *, colored: bool) -> None:
        self._tree = Tree(title, total)
        self._console = Console(
            file=stream, force_terminal=True, no_color=not colored, color_system="standard" if colored else None
        )
        self._live: RichLive | None = None

    def __enter__(self) -> Live:
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def begin(self, key: str, words: str, at: float | None = None) -> None:
        """See Progress."""
        self._tree.begin(key, words, at)

    def end(self, key: str, at: float | None = None, *, counts: bool = True) -> str:
        """See Progress."""
        seconds = self._tree.end(key, at, counts=counts)
        return "" if seconds is None else f"   {seconds:.1f} s"

    def replace(self, under_way: Mapping[str, str]) -> None:
        """See Progress."""
        self._tree.replace(under_way)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """See Progress; the tree goes, and comes back below what was written."""
        self._stop()
        try:
            yield
        finally:
            self._start()

    @property
    def shown(self) -> bool:
        """See Progress."""
        return True

    def _start(self) -> None:
        options: dict[str, Any] = {"redirect_stdout": False, "redirect_stderr": False, "transient": True}
        self._live = RichLive(get_renderable=self._draw, console=self._console, **options)
        self._live.start(refresh=True)

    def _stop(self) -> None:
        """End the tree, once; Ctrl-C may have come while rich was beginning or ending it."""
        live, self._live = self._live, None
        if live is not None:
            with suppress(IndexError):  # rich has let go of it, and was interrupted before it said so
                live.stop()
        self._console.show_cursor(True)

    def _draw(self) -> RichTree:
        return self._tree.drawn(self._console.height)


def _row(words: str, seconds: float) -> str:
    waits = "waiting for " if seconds >= PATIENCE else ""
    return f"{_clock_words(seconds)} {waits}{words}"


def _clock_words(seconds: float) -> str:
    """`0:07`, `12:30`, `1:02:03`."""
    minutes, left = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def _text(words: str, style: str) -> Text:
    return Text(words, style=style, no_wrap=True, overflow="ellipsis")
