"""Where the bytes of versions on offer come from, for people and as data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from generator.diagnostics import Finding
from generator.planning.provenance import Provenance


def render_provenance(rows: Sequence[Provenance]) -> str:
    """A line a version: each place, and whether it holds the released bytes; ends without a newline."""
    if not rows:
        return "  nothing is offered here"
    return "\n".join(_line(row) for row in rows)


def provenance_data(rows: Sequence[Provenance], findings: Sequence[Finding]) -> dict[str, Any]:
    """`{"format": 1, "versions": […], "broken": […]}`."""
    return {
        "format": 1,
        "versions": [
            {
                "product": row.product,
                "version": row.version,
                "published": row.is_published,
                "released": str(row.released),
                **{place: str(digest) if digest is not None else None for place, digest in row.places},
            }
            for row in rows
        ],
        "broken": [{"code": each.code, "message": each.message, "fix": each.fix} for each in findings],
    }


def _line(row: Provenance) -> str:
    head = f"  {row.product} {row.version}   sha256 {row.released.short}"
    if not row.is_published:
        return f"{head}   not published yet"
    return head + "".join(f"   {place} {'ok' if digest == row.released else 'OTHER'}" for place, digest in row.places)
