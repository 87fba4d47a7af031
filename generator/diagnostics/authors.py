"""The call in an author's code that led here, whichever of our vocabulary and of other people's libraries he used.

A call is cheap to remember; where it stands is read out of its code only when somebody asks.
"""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from types import CodeType
from typing import NamedTuple

_OTHERS = (
    "<",
    *(
        str(folder) + os.sep
        for folder in (Path(__file__).parents[1], sysconfig.get_path("stdlib"), sysconfig.get_path("purelib"))
    ),
)
"""Frames of these are not where an author wrote something: code without a file, our package, Python's own modules and
installed libraries."""
WRITTEN = "written"
"""The attribute under which something keeps the call that made it."""

Position = tuple[int | None, int | None, int | None, int | None]


class AuthorCall(NamedTuple):
    """One call: the code that it is in, the line on which it begins, and its instruction there."""

    code: CodeType
    line: int
    instruction: int

    @property
    def file(self) -> str:
        """The file of the code, as Python knows it."""
        return self.code.co_filename

    def columns(self) -> tuple[int, int]:
        """The column on which the call begins, from 1, and its length there; (1, 1) where Python does not say.

        Of a call that goes over several lines the length is 1.
        """
        first, last, start, end = _positions(self.code)[self.instruction // 2]
        if first != self.line or start is None or end is None:
            return 1, 1
        return start + 1, end - start if last == first else 1


def find_author() -> AuthorCall:
    """The innermost call of an author's; the outermost one of all where only our own code is at work."""
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_OTHERS):
        frame = frame.f_back
    return AuthorCall(frame.f_code, frame.f_lineno, frame.f_lasti)


@lru_cache(maxsize=512)
def _positions(code: CodeType) -> tuple[Position, ...]:
    given: Iterable[Position] = code.co_positions()
    return tuple(given)
