"""An estimate of cost as lines and as data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import Any

from generator.planning.cost import Choice, CostItem, Estimate

_CENT = Decimal("0.01")
LEFT_OUT = "not in it: data between zones and regions, jobs, support, taxes"
"""What no estimate has."""


def render_cost(
    cost: Estimate, choices: Sequence[Choice] = (), name: Callable[[str], str] = str, *, whole: bool = False
) -> str:
    """The sum, the items and what other answers would cost; `name` says a parameter as its reader writes it.

    With `whole` each answer has its whole cost, otherwise what it adds.
    """
    return "\n".join([*_lines(cost), *_choice_lines(choices, name, say_whole if whole else say_change)])


def cost_data(cost: Estimate, choices: Sequence[Choice] = (), name: Callable[[str], str] = str) -> dict[str, Any]:
    """`{"region": …, "date": …, "currency": "USD", "month": "292.09", "items": […], "choices": […], "unknown": […]}`.

    Amounts are texts with a decimal point; `month` is null where the table lacks the region.
    """
    return {
        "region": cost.region,
        "date": cost.date,
        "source": cost.source,
        "currency": "USD",
        "month": text_of(cost.month) if cost.covered else None,
        "running-hour": text_of(cost.hour) if cost.covered else None,
        "complete": not cost.incomplete,
        "items": [_item_data(item) for item in cost.items],
        "choices": [
            {
                "name": name(each.parameter),
                "value": each.value,
                "current": each.current,
                "month": text_of(each.month),
                "running-hour": text_of(each.hour),
            }
            for each in choices
        ],
        "unknown": [{"type": kind, "count": count} for kind, count in cost.unknown],
    }


def say_sum(cost: Estimate) -> str:
    """`about $292.09 a month, and what is used`."""
    if not cost.covered:
        return f"no prices for {cost.region} in the table of {cost.date}"
    least = "at least " if cost.incomplete else "about "
    running = f", {say_usd(cost.hour)} for each hour that it runs" if cost.hour else ""
    used = ", and what is used" if any(item.when == "use" for item in cost.items) else ""
    return f"{least}{say_usd(cost.month)} a month{running}{used}"


def say_usd(amount: Decimal) -> str:
    """`$292.09`; an amount below a dollar keeps all its digits."""
    if abs(amount) < 1 and amount != amount.quantize(_CENT):
        return f"${amount.normalize():f}"
    return f"${amount.quantize(_CENT, ROUND_HALF_UP):,}"


def say_price(item: CostItem) -> str:
    """`$0.011 an hour`, `about $0.0547 an hour`, `$0.57 per GB`; what the table lacks is said."""
    if item.price is None:
        return "no price in the table"
    per = {"hour": "an hour", "month": "a month"}.get(item.per, f"per {item.per}")
    return f"{'about ' if item.about else ''}{say_usd(item.price)} {per}"


def say_change(choice: Choice) -> str:
    """`+$96.36 a month`, `−$0.05 an hour`, `as now`; `by use` where only what is used differs."""
    if choice.current:
        return "as now"
    if choice.month is None or choice.hour is None:
        return "no price in the table"
    said = [
        f"{signed(amount)} {per}" for amount, per in ((choice.month, "a month"), (choice.hour, "an hour")) if amount
    ]
    return ", ".join(said) or ("by use" if choice.uses else "the same")


def say_whole(choice: Choice) -> str:
    """`$0.0547 an hour`, `$93.93 a month`: what is paid with this answer, for running where that differs."""
    if choice.month is None or choice.hour is None:
        return "no price in the table"
    hour = choice.cost.hour
    return f"{say_usd(hour)} an hour" if hour else f"{say_usd(choice.cost.month)} a month"


def _lines(cost: Estimate) -> Iterator[str]:
    yield f"Cost: {say_sum(cost)}"
    for item in cost.items:
        yield f"  {say_amount(item):>18}  {item.what}: {_multiplied(item)}"
    for kind, count in cost.unknown:
        yield f"  {'not in the table':>18}  {kind} × {count}"
    yield f"  list prices of {cost.date} in {cost.region}; {LEFT_OUT}"


def _choice_lines(choices: Sequence[Choice], name: Callable[[str], str], say: Callable[[Choice], str]) -> Iterator[str]:
    """One line a parameter; those that change by use only stand together."""
    by_use = []
    for parameter, group in groupby(choices, key=lambda each: each.parameter):
        rows = list(group)
        if any(each.month is None or each.month or each.hour for each in rows):
            yield f"  {name(parameter)}: " + " · ".join(f"{each.value} {say(each)}" for each in rows)
        else:
            by_use.append(name(parameter))
    if by_use:
        yield f"  changes only what is paid by use: {', '.join(dict.fromkeys(by_use))}"


def say_amount(item: CostItem) -> str:
    """`$289.08 a month`, `$0.05 an hour`, `by use`, `not known`."""
    if item.month is not None:
        return f"${item.month.quantize(_CENT, ROUND_HALF_UP):,} a month"
    if item.hour is not None:
        return f"{say_usd(item.hour)} an hour"
    return "by use" if item.when == "use" else "not known"


def _multiplied(item: CostItem) -> str:
    if item.when == "use" or item.units == 1:
        return say_price(item)
    return f"{item.units if item.units is not None else 'an unknown number'} × {say_price(item)}"


def signed(amount: Decimal) -> str:
    """`+$8.03`, `−$0.05`."""
    return f"{'−' if amount < 0 else '+'}{say_usd(abs(amount))}"


def text_of(amount: Decimal | None) -> str | None:
    """Digits with a decimal point; None where the amount is not known."""
    return f"{amount.normalize():f}" if amount is not None else None


def _item_data(item: CostItem) -> dict[str, Any]:
    return {
        "what": item.what,
        "when": item.when,
        "units": text_of(item.units) if item.when != "use" else None,
        "per": item.per,
        "price": text_of(item.price),
        "worked-out": item.about,
        "month": text_of(item.month),
        "running-hour": text_of(item.hour),
    }
