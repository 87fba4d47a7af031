"""What constraints hold people to: `ListConstraintsForPortfolio` leaves it out, so the description has a fingerprint.

A fingerprint is believed until something is written: then each constraint is read, since whoever changes one in the
console leaves its description as it was. A template constraint that would change is read at once, for the plan says
what it held people to.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import replace
from typing import TYPE_CHECKING

from generator.model import Address
from generator.planning import CatalogState, ConstraintState, ConstraintType, Observed, PortfolioState
from generator.planning.catalog import constraint_address

if TYPE_CHECKING:
    from mypy_boto3_servicecatalog import ServiceCatalogClient

DIFFERS = "differs"
"""The fingerprint of a constraint that does not hold, or not what its description says."""
Choice = Callable[[str, str, ConstraintState], bool]
"""(portfolio, product, constraint) → whether to read it."""


def read_changed(
    client: ServiceCatalogClient, pool: Executor, wanted: CatalogState, observed: Observed
) -> Mapping[str, PortfolioState]:
    """The observed portfolios, with the parameters of each template constraint that is not as wanted."""

    def changes(portfolio: str, product: str, constraint: ConstraintState) -> bool:
        return constraint.type is ConstraintType.TEMPLATE and constraint.fingerprint != _wanted(
            wanted, portfolio, product
        )

    return _read(client, pool, observed, changes)


def read_all(client: ServiceCatalogClient, pool: Executor, observed: Observed) -> Mapping[str, PortfolioState]:
    """The observed portfolios, with the parameters of every constraint."""
    return _read(client, pool, observed, lambda portfolio, product, constraint: constraint.parameters is None)


def _read(
    client: ServiceCatalogClient, pool: Executor, observed: Observed, chosen: Choice
) -> Mapping[str, PortfolioState]:
    places = [
        (constraint_address(portfolio.key, offer.product, constraint.type), constraint)
        for portfolio in observed.state.portfolios.values()
        for offer in portfolio.offers.values()
        for constraint in offer.constraints
        if chosen(portfolio.key, offer.product, constraint)
    ]
    read = dict(pool.map(lambda place: (place[0], _holding(client, observed.ids[place[0]], place[1])), places))
    return {key: _filled(portfolio, read) for key, portfolio in observed.state.portfolios.items()}


def _filled(portfolio: PortfolioState, read: Mapping[Address, ConstraintState]) -> PortfolioState:
    offers = {
        name: replace(
            offer,
            constraints=tuple(
                read.get(constraint_address(portfolio.key, name, each.type), each) for each in offer.constraints
            ),
        )
        for name, offer in portfolio.offers.items()
    }
    return replace(portfolio, offers=offers)


def _wanted(wanted: CatalogState, portfolio: str, product: str) -> str | None:
    held = wanted.portfolios[portfolio].offers.get(product) if portfolio in wanted.portfolios else None
    constraint = held.constraint(ConstraintType.TEMPLATE) if held is not None else None
    return constraint.fingerprint if constraint is not None else None


def _holding(client: ServiceCatalogClient, identity: str, listed: ConstraintState) -> ConstraintState:
    """The constraint as it holds; what the description says counts only where it tells the truth."""
    described = client.describe_constraint(Id=identity)
    text = described.get("ConstraintParameters")
    if text is None:
        return listed
    holding = ConstraintState.of(listed.type, json.loads(text))
    if described.get("Status") == "FAILED" or holding.fingerprint != listed.fingerprint:
        return replace(holding, fingerprint=DIFFERS)
    return replace(listed, parameters=text)
