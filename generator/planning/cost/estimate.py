"""The items of a stack's cost, each with its unit price, its number of units, and its USD a month where known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from generator.planning.cost.making import count_units, list_made
from generator.planning.cost.prices import HOUR, Prices, Rate, load_prices


@dataclass(frozen=True)
class CostItem:
    """One line: what is paid for, and how."""

    what: str
    per: str
    """The unit: `hour`, `month`, `GB`, …"""
    when: str
    """`always`, `running` or `use`."""
    units: Decimal | None
    """How many there are; None where a template does not say so before it is deployed."""
    price: Decimal | None
    """USD a unit; None where the table lacks it."""
    about: bool
    """Whether the price was worked out and not read."""
    month: Decimal | None
    """USD a month, of what is paid always; None otherwise."""
    hour: Decimal | None
    """USD an hour, of what is paid while it runs; None otherwise."""


@dataclass(frozen=True)
class Estimate:
    """What a stack costs, by item, at the list prices of a day."""

    region: str
    date: str
    source: str
    covered: bool
    """Whether the table has this region."""
    items: tuple[CostItem, ...]
    unknown: tuple[tuple[str, int], ...]
    """Resource types that the table does not know, and how many of each."""

    @property
    def month(self) -> Decimal:
        """USD a month of everything that is paid always and has a price."""
        return sum((item.month for item in self.items if item.month is not None), Decimal(0))

    @property
    def hour(self) -> Decimal:
        """USD an hour of everything that is paid while it runs and has a price."""
        return sum((item.hour for item in self.items if item.hour is not None), Decimal(0))

    @property
    def incomplete(self) -> bool:
        """Whether something that is paid by time has no price or no number."""
        return any(item.when != "use" and item.month is None and item.hour is None for item in self.items)


def estimate(document: Mapping[str, Any], answers: Mapping[str, str], pseudo: Mapping[str, Any]) -> Estimate:
    """The cost of a stack of this template (as a document) with these answers.

    `pseudo` has `AWS::Region`. An answer that is missing hides only what depends on it. Pure.
    """
    prices, region = load_prices(), str(pseudo["AWS::Region"])
    totals: dict[tuple[str, str], Decimal | None] = {}
    unknown: Counter[str] = Counter()
    for kind, properties in list_made(document, answers, pseudo):
        if kind not in prices.types:
            unknown[kind] += 1
            continue
        for one in count_units(kind, properties, prices.types[kind]):
            key, before = (one.rate, one.machine), totals.get((one.rate, one.machine), Decimal(0))
            totals[key] = None if before is None or one.number is None else before + one.number
    order = list(prices.rates)
    rows = sorted(totals.items(), key=lambda row: (order.index(row[0][0]), row[0][1]))
    items = (_item(prices, prices.rates[rate], region, machine, units) for (rate, machine), units in rows)
    listed = tuple(item for item in items if item.units != 0)
    return Estimate(region, prices.date, prices.source, prices.covers(region), listed, tuple(sorted(unknown.items())))


def _item(prices: Prices, rate: Rate, region: str, machine: str, units: Decimal | None) -> CostItem:
    price = prices.find(rate, region, machine)
    total = None if price.usd is None or units is None else price.usd * units
    month = hour = None
    if rate.when == "always" and total is not None:
        month = total * prices.hours if rate.per == HOUR else total
    elif rate.when == "running":
        hour = total
    what = f"{rate.what}, {machine}" if machine else rate.what
    return CostItem(what, rate.per, rate.when, units, price.usd, price.about, month, hour)
