"""What the template constraints that would change hold people to: `ListConstraintsForPortfolio` leaves it out."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import replace
from typing import TYPE_CHECKING

from generator.planning import CatalogState, ConstraintState, ConstraintType, Observed, OfferState, PortfolioState
from generator.planning.catalog import constraint_address

if TYPE_CHECKING:
    from mypy_boto3_servicecatalog import ServiceCatalogClient


def read_narrowed(
    client: ServiceCatalogClient, pool: Executor, wanted: CatalogState, observed: Observed
) -> Mapping[str, PortfolioState]:
    """The observed portfolios, the parameters of each template constraint that is not as wanted filled in."""
    changed = [
        (portfolio.key, offer.product)
        for portfolio in observed.state.portfolios.values()
        for offer in portfolio.offers.values()
        if (there := offer.constraint(ConstraintType.TEMPLATE)) is not None
        and there.fingerprint != _wanted(wanted, portfolio.key, offer.product)
    ]
    ids = [observed.ids[constraint_address(*place, ConstraintType.TEMPLATE)] for place in changed]
    read = dict(zip(changed, pool.map(lambda each: _parameters(client, each), ids), strict=True))
    return {
        key: replace(
            portfolio,
            offers={name: _filled(offer, read.get((key, name))) for name, offer in portfolio.offers.items()},
        )
        for key, portfolio in observed.state.portfolios.items()
    }


def _wanted(wanted: CatalogState, portfolio: str, product: str) -> str | None:
    held = wanted.portfolios[portfolio].offers.get(product) if portfolio in wanted.portfolios else None
    constraint = held.constraint(ConstraintType.TEMPLATE) if held is not None else None
    return constraint.fingerprint if constraint is not None else None


def _parameters(client: ServiceCatalogClient, constraint: str) -> str | None:
    return client.describe_constraint(Id=constraint).get("ConstraintParameters")


def _filled(offer: OfferState, parameters: str | None) -> OfferState:
    if parameters is None:
        return offer
    return replace(offer, constraints=tuple(_with(each, parameters) for each in offer.constraints))


def _with(constraint: ConstraintState, parameters: str) -> ConstraintState:
    return replace(constraint, parameters=parameters) if constraint.type is ConstraintType.TEMPLATE else constraint
