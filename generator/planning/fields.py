"""Fields of portfolios and products that differ, old and new: what a plan changes, and what was changed by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from generator.model import Support

PORTFOLIO_FIELDS = ("name", "provider", "description", "tags")
PRODUCT_FIELDS = ("title", "owner", "description", "distributor", "support")


class FieldChange(NamedTuple):
    """One difference; None on one side where there is nothing."""

    what: str
    was: str | None
    now: str | None

    @property
    def words(self) -> str:
        """`title: “Notes” → “Notebook”`."""
        return f"{self.what}: {self.was or 'none'} → {self.now or 'none'}"


def compare_fields(was: object, now: object, names: tuple[str, ...]) -> Iterator[FieldChange]:
    """The fields of two states that differ, in the order of the names; support and tags entry by entry."""
    for name in names:
        before, after = getattr(was, name), getattr(now, name)
        if isinstance(before, Support):
            yield from compare_entries(name, _entries(before), _entries(after))
        elif isinstance(before, frozenset):
            yield from compare_entries(name.removesuffix("s"), dict(before), dict(after))
        elif before != after:
            yield FieldChange(name, f"“{before}”", f"“{after}”")


def compare_entries(what: str, was: Mapping[str, str], now: Mapping[str, str]) -> Iterator[FieldChange]:
    """The entries of two mappings that differ, by key."""
    for key in sorted({*was, *now}):
        if was.get(key) != now.get(key):
            yield FieldChange(f"{what} {key}", was.get(key), now.get(key))


def _entries(support: Support) -> dict[str, str]:
    return {name: value for name, value in vars(support).items() if value is not None}
