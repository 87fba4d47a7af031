"""What must hold at each call of a run: nobody can launch without launch role and narrowing, nor loses what is in use.

Promises are made of what is there when a run begins and of what it wants. What was wrong before the run is its to mend.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.planning import CatalogState, ConstraintType

if TYPE_CHECKING:
    from tests.fakes.service_catalog import FakeServiceCatalog

Pair = tuple[str, str]
"""(portfolio, product), by their keys."""
Launch = tuple[str, str, str]
"""(principal, portfolio, product), by their keys."""


@dataclass(frozen=True)
class Promises:
    """What one run may not break."""

    narrowed: frozenset[Pair] = frozenset()
    """What nobody may launch under its launch role without a template constraint."""
    watched: frozenset[Launch] = frozenset()
    """What somebody must be able to launch at each moment, in a version that is active and not deprecated."""
    shared: frozenset[str] = frozenset()
    """Products that several portfolios offer, or that were exposed: they may be, between two calls
    (generator/planning/order.py says why)."""

    def check(self, service: FakeServiceCatalog) -> None:
        """Raises AssertionError at the first call after which one is broken."""
        loose = self.narrowed & set(service.loose_now())
        assert not loose, f"launchable without the narrowing: {sorted(loose)}"
        exposed = {pair for pair in service.exposed_now() if pair[1] not in self.shared}
        assert not exposed, f"launchable without the launch role: {sorted(exposed)}"
        dark = self.watched - service.launchable()
        assert not dark, f"in use, and without a version to launch: {sorted(dark)}"


def promise(service: FakeServiceCatalog, wanted: CatalogState) -> Promises:
    """The promises of a run that begins now."""
    held, wished = service.held_pairs("TEMPLATE"), set(_offers(wanted))
    narrow = {pair for pair in wished if _is_narrowed(wanted, pair)}
    kept = (held - (wished - narrow)) | (narrow - set(service.loose_now()))
    offering = Counter(product for _, product in {*service.keyed(service.associations), *wished})
    shared = {product for product, portfolios in offering.items() if portfolios > 1}
    exposed = {product for _, product in service.exposed_now()}
    return Promises(frozenset(kept), frozenset(service.launchable() & _launches(wanted)), frozenset(shared | exposed))


def _offers(wanted: CatalogState) -> Iterable[Pair]:
    for key, portfolio in wanted.portfolios.items():
        yield from ((f"{wanted.catalog}/{key}", f"{wanted.catalog}/{product}") for product in portfolio.offers)


def _is_narrowed(wanted: CatalogState, pair: Pair) -> bool:
    portfolio, product = (each.removeprefix(f"{wanted.catalog}/") for each in pair)
    constraints = wanted.portfolios[portfolio].offers[product].constraints
    return any(each.type is ConstraintType.TEMPLATE for each in constraints)


def _launches(wanted: CatalogState) -> set[Launch]:
    current = {
        f"{wanted.catalog}/{key}"
        for key, product in wanted.products.items()
        if any(version.active and version.guidance == "DEFAULT" for version in product.versions.values())
    }
    return {
        (principal.arn, portfolio, product)
        for portfolio, product in _offers(wanted)
        for principal in wanted.portfolios[portfolio.removeprefix(f"{wanted.catalog}/")].principals
        if product in current
    }
