"""The change log of what one may launch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Released:
    """A version that one may launch, or runs: when it came, what state it has, and what its product says about it."""

    product: str
    version: str
    date: str
    state: str
    words: str


def render_changes(rows: Sequence[Released]) -> str:
    """Product by product, newest first; ends without a newline."""
    return "\n".join(_lines(rows))


def changes_data(rows: Sequence[Released]) -> dict[str, Any]:
    """`{"format": 1, "changes": […]}`."""
    return {
        "format": 1,
        "changes": [
            {"product": row.product, "version": row.version, "date": row.date, "state": row.state, "words": row.words}
            for row in rows
        ],
    }


def _lines(rows: Sequence[Released]) -> Iterator[str]:
    before = None
    for row in rows:
        if row.product != before:
            yield row.product if before is None else f"\n{row.product}"
            before = row.product
        yield f"  {row.version}   {row.date}   {row.state}"
        for line in (row.words or "Its product says nothing about it.").splitlines():
            yield f"    {line}".rstrip()
