"""What changes from one estimate to another, by item, such as from a stack that stands to what is wanted. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from generator.planning.cost.estimate import CostItem, Estimate

_NONE = Decimal(0)


@dataclass(frozen=True)
class CostChange:
    """One item that is paid for more or less often, at another price, or no more; None where it is not there."""

    what: str
    before: CostItem | None
    after: CostItem | None

    @property
    def month(self) -> Decimal | None:
        """USD a month more; None where one of both is not known or goes by use or by running."""
        return _more(self.before, self.after, "always")

    @property
    def hour(self) -> Decimal | None:
        """USD an hour of running more; None where one of both is not known or does not go by running."""
        return _more(self.before, self.after, "running")


@dataclass(frozen=True)
class CostDifference:
    """From the stack that stands to the one that is wanted."""

    before: Estimate
    after: Estimate
    items: tuple[CostChange, ...]
    """Those that differ, in the order of the table."""

    @property
    def month(self) -> Decimal | None:
        """USD a month more, less than 0 where it saves; None where something that is paid by time has no price."""
        return self.after.month - self.before.month if self._known else None

    @property
    def hour(self) -> Decimal | None:
        """USD an hour of running more; None where something that is paid by time has no price."""
        return self.after.hour - self.before.hour if self._known else None

    @property
    def _known(self) -> bool:
        return not self.before.incomplete and not self.after.incomplete


def compare_costs(before: Estimate, after: Estimate) -> CostDifference:
    """The items that differ in their number, with those that come and go."""
    old = {item.what: item for item in before.items}
    new = {item.what: item for item in after.items}
    names = dict.fromkeys((*new, *old))
    changes = (CostChange(name, old.get(name), new.get(name)) for name in names)
    return CostDifference(before, after, tuple(each for each in changes if _differs(each)))


def _differs(change: CostChange) -> bool:
    before, after = change.before, change.after
    if before is None or after is None:
        return True
    # What goes by use counts the things that use it, which says nothing of how much they use.
    return before.when != "use" and (before.units, before.price) != (after.units, after.price)


def _more(before: CostItem | None, after: CostItem | None, when: str) -> Decimal | None:
    found = [item for item in (before, after) if item is not None]
    if any(item.when != when for item in found):
        return None
    amounts = [item.month if when == "always" else item.hour for item in found]
    if None in amounts:
        return None
    return _amount(after, when) - _amount(before, when)


def _amount(item: CostItem | None, when: str) -> Decimal:
    found = None if item is None else item.month if when == "always" else item.hour
    return _NONE if found is None else found
