"""What a portfolio writes under `narrow` for one parameter, and the values that a template constraint leaves of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST_VALUES = 1000
"""How many values of a parameter a template constraint lists at most."""
_RUN = 4
"""From this many consecutive whole numbers on, a list reads better as `5 to 8`."""
_SHOWN = 40
"""More values than these are counted, not listed."""


@dataclass(frozen=True)
class AllowedValues:
    """A list of values, or the whole numbers from `minimum` to `maximum`; `pinned` where one value is set for all.

    What a range does not say is the product's own bound, so that only a range with both can be listed by itself.
    """

    values: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    pinned: bool = False

    @property
    def is_range(self) -> bool:
        """Whether bounds were given, and not values."""
        return self.minimum is not None or self.maximum is not None

    @property
    def texts(self) -> tuple[str, ...]:
        """Every value, as CloudFormation compares them: as text."""
        if not self.is_range:
            return self.values
        assert self.minimum is not None, "a range without a lower bound cannot be listed by itself"
        assert self.maximum is not None, "a range without an upper bound cannot be listed by itself"
        return tuple(map(str, range(self.minimum, self.maximum + 1)))

    @property
    def words(self) -> str:
        """`one of a, b`, `from 5 to 100`, or the one value."""
        texts = self.texts
        if len(texts) == 1:
            return texts[0]
        return f"from {texts[0]} to {texts[-1]}" if is_run(texts) else f"one of {list_values(texts)}"

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
    """`a, b`, `5 to 100` for consecutive whole numbers, `a, b, … and 60 more` for very many."""
    if is_run(values):
        return f"{values[0]} to {values[-1]}"
    more = f", … and {len(values) - _SHOWN} more" if len(values) > _SHOWN else ""
    return ", ".join(values[:_SHOWN]) + more
