"""Refusing what an author wrote while he writes it: a coded finding at his own line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

from generator.diagnostics import Finding, Problems, Span

_HERE = str(Path(__file__).parent)
_ROOT = Path(__file__).parents[2]


def refuse(code: str, message: str, fix: str) -> NoReturn:
    """Raise `Problems` with one finding at the nearest caller outside this package."""
    raise Problems([Finding(code, message, _author(), fix=fix)])


def _author() -> Span:
    frame = sys._getframe(2)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_HERE):
        frame = frame.f_back
    path = Path(frame.f_code.co_filename)
    return Span(path.relative_to(_ROOT).as_posix() if path.is_relative_to(_ROOT) else path.name, frame.f_lineno)
