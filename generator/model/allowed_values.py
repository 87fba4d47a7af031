"""The values that are left of one parameter: a portfolio's `narrow`, and what a template constraint says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_RUN = 4
"""From this many consecutive whole numbers on, a list reads better as `5 to 8`."""


@dataclass(frozen=True)
class AllowedValues:
    """A list of values, or the whole numbers from `minimum` to `maximum`; `pinned` where one value is set for all.

    A range without `minimum` begins at 1. A range without `maximum` has no end, so that it cannot be listed.
    """

    values: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    pinned: bool = False

    @property
    def endless(self) -> bool:
        """Whether it is a range without an upper bound."""
        return self.minimum is not None and self.maximum is None

    @property
    def texts(self) -> tuple[str, ...]:
        """Every value, as CloudFormation compares them: as text."""
        if self.maximum is None:
            assert not self.endless, "a range without an upper bound cannot be listed"
            return self.values
        return tuple(map(str, range(self.first, self.maximum + 1)))

    @property
    def words(self) -> str:
        """`one of a, b` or `from 5 to 100`."""
        if self.maximum is None:
            return f"one of {', '.join(self.values)}"
        return f"from {self.first} to {self.maximum}"

    @property
    def first(self) -> int:
        """Where a range begins."""
        return 1 if self.minimum is None else self.minimum

    def __and__(self, other: AllowedValues) -> AllowedValues:
        """What both allow, in the order of the first."""
        both = tuple(text for text in self.texts if text in other.texts)
        return AllowedValues(both, pinned=self.pinned or other.pinned)


def is_run(values: Sequence[str]) -> bool:
    """Whether the values are several consecutive whole numbers, in order."""
    if len(values) < _RUN or not values[0].isdecimal():
        return False
    return list(values) == [str(int(values[0]) + place) for place in range(len(values))]


def list_values(values: Sequence[str]) -> str:
    """`a, b`, or `5 to 100` for consecutive whole numbers."""
    return f"{values[0]} to {values[-1]}" if is_run(values) else ", ".join(values)
