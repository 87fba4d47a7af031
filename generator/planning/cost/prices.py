"""The dated table of list prices: USD by rate and region, and the rates of each resource type.

A rate is paid `always` (as long as the resource exists), while something is `running`, or by `use`. A price that is
`about` was worked out from another region's or service's price and not read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

HOUR = "hour"


@dataclass(frozen=True)
class Price:
    """USD for one unit of a rate in one region; None where the table lacks it."""

    usd: Decimal | None
    about: bool = False


@dataclass(frozen=True)
class Rate:
    """What is paid, for which unit, and when: `always`, `running` or `use`."""

    what: str
    per: str
    when: str
    usd: Mapping[str, str] | str
    about: tuple[str, ...]


@dataclass(frozen=True)
class Prices:
    """The table as it is in the file."""

    date: str
    source: str
    hours: int
    """Of a month."""
    rates: Mapping[str, Rate]
    types: Mapping[str, tuple[str, ...]]
    """The rates of each resource type; a type that is free has none, and one that is unknown is not there."""
    machines: Mapping[str, Any]

    def find(self, rate: Rate, region: str, machine: str) -> Price:
        """A rate's price in a region; `machine` is the instance type where the rate goes by it."""
        if isinstance(rate.usd, str):
            listed = self.machines["usd"].get(region, {})
            prices = self.machines["usd"][listed] if isinstance(listed, str) else listed
            return _price(prices.get(machine), region in self.machines["about"])
        return _price(rate.usd.get(region), region in rate.about)

    def covers(self, region: str) -> bool:
        """Whether the table has anything of a region."""
        return region in self.machines["usd"]


def _price(text: str | None, about: bool) -> Price:
    return Price(Decimal(text), about) if text is not None else Price(None)


@lru_cache(maxsize=1)
def load_prices() -> Prices:
    """The table that is part of the generator."""
    data = json.loads(Path(__file__).with_name("prices.json").read_text(encoding="utf-8"))
    rates = {
        name: Rate(each["what"], each["per"], each["when"], each["usd"], tuple(each.get("about", ())))
        for name, each in data["rates"].items()
    }
    types = {name: tuple(each) for name, each in data["types"].items()}
    return Prices(data["date"], data["source"], data["hours"], rates, types, data["machines"])
