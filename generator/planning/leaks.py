"""Versions that are offered in one portfolio and can be launched from another.

Service Catalog has no versions of a portfolio: whoever may launch a product may launch each version of it that is
active and not deprecated, from any portfolio of the account and region that has the product.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from generator.model import Offer, Portfolio


def find_leaks(portfolios: Iterable[Portfolio]) -> Iterator[str]:
    """A sentence for each version that is current in some portfolios of an account and region and not in others."""
    offered: defaultdict[str, dict[str, Offer]] = defaultdict(dict)
    for portfolio in portfolios:
        for offer in portfolio.offers:
            offered[offer.product][portfolio.key] = offer
    for product, offers in offered.items():
        for version in sorted({version for offer in offers.values() for version in offer.current}):
            here = [key for key, offer in offers.items() if version in offer.current]
            there = [key for key in offers if key not in here]
            if there:
                yield (
                    f"`{product}` {version}, current in {_names(here)}, can be launched from {_names(there)}, too: a "
                    "version has one state in an account and region; a ring of its own is a target of its own"
                )


def _names(keys: list[str]) -> str:
    return ", ".join(f"`{key}`" for key in keys)
