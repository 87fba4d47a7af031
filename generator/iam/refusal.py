"""Refusing what an author wrote while he writes it: a coded finding at his own line."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

from generator.diagnostics import Finding, Problems, Span
from generator.diagnostics.authors import find_author

_ROOT = Path(__file__).parents[2]


def refuse(code: str, message: str, fix: str) -> NoReturn:
    """Raise `Problems` with one finding at the author's call; a file that is not beside ours has its whole path."""
    call = find_author()
    path = Path(call.file)
    name = path.relative_to(_ROOT).as_posix() if path.is_relative_to(_ROOT) else path.as_posix()
    raise Problems([Finding(code, message, Span(name, call.line, *call.columns()), fix=fix)])
