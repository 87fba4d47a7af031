"""What could be launched without its launch role between two calls: held meanwhile, or said in the plan.

Service Catalog takes a constraint only once the product is in the portfolio, and takes a product out only once it has
none (docs/publishing.md, "The order").
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.planning.catalog import CatalogState, ConstraintType, Observed, OfferState, PortfolioState

EMPTY = PortfolioState("", "", "")


def name_passing(desired: CatalogState, observed: Observed) -> Iterator[str]:
    """Products that people of one portfolio use while they join or leave another one that people can reach."""
    have = observed.state.portfolios
    for key, wanted in desired.portfolios.items():
        there = have.get(key, EMPTY)
        if not there.reach & wanted.reach:
            continue
        for product in sorted(wanted.offers.keys() ^ there.offers.keys()):
            joins = product in wanted.offers
            if product not in observed.state.products or product not in desired.products:
                continue
            if joins and (must_be_held(desired, observed, product) or not _is_active(observed, product)):
                continue
            what = f"`{product}` {'joins' if joins else 'leaves'} {key} while another portfolio offers it"
            yield f"{what}: for two or three calls it can be launched there with the person's own permissions"


def _is_active(observed: Observed, product: str) -> bool:
    return any(version.active for version in observed.state.products[product].versions.values())


def must_be_held(desired: CatalogState, observed: Observed, product: str) -> bool:
    """Whether people would reach it before it has the launch role that it should have, and nobody uses it by now.

    People are let in last, so a portfolio that has none yet exposes nothing.
    """
    have = observed.state.portfolios
    peopled = {key for key, portfolio in have.items() if portfolio.reach} | observed.peopled
    offers = {key: have.get(key, EMPTY).offers.get(product) for key in peopled}
    wishes = {key: desired.portfolios.get(key, EMPTY).offers.get(product) for key in peopled}
    right = {key for key, there in offers.items() if there is not None and _is_right(there, wishes[key])}
    used = {key for key in right if _keeps_people(desired, have.get(key, EMPTY), key)}
    return not used and any((offers[key] or wishes[key]) and key not in right for key in peopled)


def _is_right(there: OfferState, wanted: OfferState | None) -> bool:
    """Whether it has a launch role, or is to have none."""
    launches = there.constraint(ConstraintType.LAUNCH) is not None
    return launches or (wanted is not None and wanted.constraint(ConstraintType.LAUNCH) is None)


def _keeps_people(desired: CatalogState, there: PortfolioState, key: str) -> bool:
    """Whether somebody of those who have access keeps it: who loses it does so before anything else."""
    return not there.reach or bool(there.reach & desired.portfolios.get(key, EMPTY).reach)
