"""Small catalogs to plan with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from generator.model import Digest
from generator.planning import (
    CatalogState,
    ConstraintState,
    ConstraintType,
    Observed,
    OfferState,
    PortfolioState,
    Principal,
    ProductState,
    VersionState,
)
from generator.planning.catalog import (
    constraint_address,
    portfolio_address,
    product_address,
    version_address,
)

ROLE = ConstraintState.of(ConstraintType.LAUNCH, {"LocalRoleName": "ds-churn-dev-notebook-creation"})
RULES = ConstraintState.of(ConstraintType.TEMPLATE, {"Rules": {}})
PEOPLE = Principal("arn:aws:iam::111122223333:role/ds-churn-dev-data-scientist")


def version(name: str, content: str = "", **more: Any) -> VersionState:
    """A version whose content is its name, or another."""
    return VersionState(name, Digest.of(content or name), **more)


def product(*versions: VersionState, key: str = "notebook", **more: Any) -> ProductState:
    """A product with these versions, or with 1.0.0 alone."""
    found = versions or (version("1.0.0"),)
    words = {"title": "Notebook", "owner": "ML Platform", "description": "A notebook.", **more}
    return ProductState(key, versions={each.version: each for each in found}, **words)


def portfolio(*offers: str, key: str = "churn-dev", **more: Any) -> PortfolioState:
    """A portfolio that offers the notebook, or these products, to the scientists."""
    held = {name: OfferState(name, (ROLE, RULES)) for name in offers or ("notebook",)}
    settings = {"name": "Churn", "provider": "ML Platform", "principals": frozenset({PEOPLE}), **more}
    return PortfolioState(key, **{"offers": held, **settings})


def catalog(*parts: PortfolioState | ProductState) -> CatalogState:
    """A catalog of these parts, or of one portfolio with the notebook."""
    found = parts or (portfolio(), product())
    products = {each.key: each for each in found if isinstance(each, ProductState)}
    return CatalogState(
        "data-science",
        "111122223333",
        "eu-west-1",
        {each.key: each for each in found if isinstance(each, PortfolioState)},
        products,
        {
            each.digest: f"dist/{key}/{each.version}/template.yaml"
            for key, held in products.items()
            for each in held.versions.values()
            if each.digest is not None
        },
    )


NOTHING = CatalogState("data-science", "111122223333", "eu-west-1")


def observed(state: CatalogState) -> Observed:
    """What is there, with an id for everything."""
    ids = {}
    for key, held in state.products.items():
        ids[product_address(key)] = f"prod-{key}"
        ids.update({version_address(key, name): f"pa-{key}-{name}" for name in held.versions})
    for key, box in state.portfolios.items():
        ids[portfolio_address(key)] = f"port-{key}"
        for name, offer in box.offers.items():
            for each in offer.constraints:
                ids[constraint_address(key, name, each.type)] = f"cons-{key}-{name}-{each.type.value}"
    return Observed(replace(state, bodies={}), ids)
