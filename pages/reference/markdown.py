"""Plain words as Markdown: what is no code is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_CODE = re.compile(r"(`[^`]*`)")
_SPECIAL = re.compile(r"([\\*_\[\]])")


def escape(words: str) -> str:
    """The same words; `code` stays code, and nothing else is read as Markdown."""
    parts = _CODE.split(words)
    return "".join(
        part if at % 2 else _SPECIAL.sub(r"\\\1", part).replace("<", "&lt;") for at, part in enumerate(parts)
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)
