"""What goes on meanwhile: a live tree with elapsed times on a terminal, and nothing elsewhere, where plain lines do."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from generator.cli.session import Session


class Progress:
    """What is under way, by keys. This one shows nothing; `generator.cli.live` draws it."""

    def begin(self, key: str, words: str, at: float | None = None) -> None:
        """Something is under way, since `at` (seconds since 1970) where AWS says it."""

    def end(self, key: str, at: float | None = None, *, counts: bool = True) -> str:
        """It is done, and counted; returns how long it took, to be put behind a line: `   2.3 s`, or nothing."""
        del key, at, counts
        return ""

    def replace(self, under_way: Mapping[str, str]) -> None:
        """These are under way, and nothing else is."""

    def aside(self) -> AbstractContextManager[None]:
        """Inside, others may write on the terminal."""
        return nullcontext()

    @property
    def shown(self) -> bool:
        """Whether somebody sees it, so that it is worth a question to AWS."""
        return False


QUIET = Progress()


def is_terminal(stream: TextIO) -> bool:
    """Whether a person looks at this stream, on a terminal that can be drawn on: not in CI, and not with TERM=dumb."""
    return stream.isatty() and os.environ.get("TERM") != "dumb" and not os.environ.get("CI")


@contextmanager
def showing(session: Session, title: str, total: int | None = None) -> Iterator[Progress]:
    """Shows below what is printed meanwhile how many of `total` are done, and what is under way."""
    import sys

    if session.quiet or not is_terminal(sys.stderr):
        yield QUIET
        return
    from generator.cli.live import Live

    live = Live(sys.stderr, title, total, colored=session.is_colored(sys.stderr))
    session.progress = live
    try:
        with live:
            yield live
    finally:
        session.progress = QUIET
