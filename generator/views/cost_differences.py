"""What a change adds to the cost of a stack that stands, as lines and as data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.planning.cost import CostChange, CostDifference, CostItem
from generator.views.costs import say_price, say_sum, signed, text_of


def render_difference(difference: CostDifference | None) -> str:
    """The sum before and after, and the items that differ; None where no stack stands."""
    return "\n".join(_lines(difference))


def difference_data(difference: CostDifference | None) -> dict[str, Any] | None:
    """`{"before": {"month": …}, "month": "8.03", "running-hour": "0", "items": […]}`; null where no stack stands.

    Amounts are texts with a decimal point, less than 0 where something is saved, null where they are not known.
    """
    if difference is None:
        return None
    before = difference.before
    return {
        "before": {"month": text_of(before.month), "running-hour": text_of(before.hour)},
        "month": text_of(difference.month),
        "running-hour": text_of(difference.hour),
        "items": [
            {
                "what": each.what,
                "when": _of(each).when,
                "before-units": _units(each.before),
                "units": _units(each.after),
                "month": text_of(each.month),
                "running-hour": text_of(each.hour),
            }
            for each in difference.items
        ],
    }


def _lines(difference: CostDifference | None) -> Iterator[str]:
    if difference is None:
        yield "Difference: all of it is new, no stack stands"
        return
    if not difference.items:
        yield "Difference: none to the stack that stands"
        return
    total = "not known" if difference.month is None else f"{signed(difference.month)} a month"
    hour = f", {signed(difference.hour)} for each hour that it runs" if difference.hour else ""
    yield f"Difference: {total}{hour}; the stack that stands costs {say_sum(difference.before)}"
    for change in difference.items:
        yield f"  {_amount(change):>18}  {change.what}: {_change(change)}"


def _amount(change: CostChange) -> str:
    if change.month is not None:
        return f"{signed(change.month)} a month"
    if change.hour is not None:
        return f"{signed(change.hour)} an hour"
    return "by use" if _of(change).when == "use" else "not known"


def _change(change: CostChange) -> str:
    """`4 → 6 × $0.011 an hour`, `new, $0.57 per GB`, `no more`."""
    price = say_price(_of(change))
    if change.before is None:
        number = "" if _of(change).when == "use" or _units(change.after) == "1" else f"{_number(change.after)} × "
        return f"new, {number}{price}"
    if change.after is None:
        return (
            f"no more, it was {price}" if _of(change).when == "use" else f"no more, {_number(change.before)} × {price}"
        )
    return f"{_number(change.before)} → {_number(change.after)} × {price}"


def _of(change: CostChange) -> CostItem:
    found = change.after or change.before
    assert found is not None, "a change has an item before or after"
    return found


def _number(item: CostItem | None) -> str:
    return _units(item) or "an unknown number"


def _units(item: CostItem | None) -> str | None:
    """How many there are, where that is what is paid for."""
    if item is None:
        return "0"
    return text_of(item.units) if item.when != "use" else None
