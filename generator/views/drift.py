"""What was changed by hand, for people and as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from generator.planning.drift import Culprit, Drift

Row = tuple[Drift, Culprit | None]


def render_drift(rows: Sequence[Row]) -> str:
    """Object by object, old → new, with who and when; ends without a newline."""
    return "\n".join(_lines(rows))


def drift_data(rows: Sequence[Row], compared_with: str, silence: str | None) -> dict[str, Any]:
    """`{"format": 1, "changes": […]}`."""
    return {
        "format": 1,
        "compared-with": compared_with,
        "who-is-unknown-because": silence,
        "changes": [
            {
                "address": str(drift.address),
                "what": drift.what,
                "was": drift.was,
                "now": drift.now,
                "by": culprit.arn if culprit is not None else None,
                "at": culprit.at if culprit is not None else None,
                "call": culprit.event if culprit is not None else None,
            }
            for drift, culprit in rows
        ],
    }


def _lines(rows: Sequence[Row]) -> Iterator[str]:
    before = None
    for drift, culprit in rows:
        if drift.address != before:
            yield f"  {drift.address}"
            before = drift.address
        symbol = "+" if drift.was is None else "-" if drift.now is None else "~"
        yield f"    {symbol} {drift.what}: {_side(drift.was)} → {_side(drift.now)}"
        if culprit is not None:
            yield f"        by {culprit.arn}, {culprit.at} ({culprit.event})"


def _side(text: str | None) -> str:
    return text if text is not None else "nothing"
