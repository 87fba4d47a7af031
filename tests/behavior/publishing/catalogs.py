"""Hypothesis strategies: catalogs that portfolio.yaml could want."""

from __future__ import annotations

from hypothesis import strategies as st

from generator.model import Digest
from generator.planning import (
    CatalogState,
    ConstraintState,
    ConstraintType,
    OfferState,
    PortfolioState,
    Principal,
    ProductState,
    VersionState,
)

VERSIONS = ("1.0.0", "1.1.0", "2.0.0")
PRODUCTS = ("notebook", "endpoint")


def body(product: str, version: str) -> Digest:
    """The one content of a version, for ever."""
    return Digest.of(f"{product} {version}")


@st.composite
def products(draw: st.DrawFn, key: str) -> ProductState:
    names = draw(st.lists(st.sampled_from(VERSIONS), min_size=1, unique=True))
    current = draw(st.sampled_from(sorted(names)))
    versions = {
        name: VersionState(
            name,
            body(key, name),
            guidance="DEFAULT" if name == current or draw(st.booleans()) else "DEPRECATED",
        )
        for name in sorted(names)
    }
    title, description = draw(st.sampled_from(["Title", "Another title"])), draw(st.sampled_from(["", "words"]))
    return ProductState(key, title, "owner", description, versions=versions)


@st.composite
def offers(draw: st.DrawFn, key: str) -> OfferState:
    launch = ConstraintState.of(ConstraintType.LAUNCH, {"LocalRoleName": draw(st.sampled_from(["a", "b"]))})
    template = ConstraintState.of(ConstraintType.TEMPLATE, {"Rules": draw(st.sampled_from([{}, {"R": 1}]))})
    return OfferState(key, draw(st.sampled_from([(launch,), (launch, template)])))


@st.composite
def catalogs(draw: st.DrawFn) -> CatalogState:
    """A catalog of up to two portfolios and two products."""
    stock = draw(st.lists(st.sampled_from(PRODUCTS), min_size=1, unique=True))
    portfolios = {}
    for key in draw(st.lists(st.sampled_from(["dev", "prod"]), min_size=1, unique=True)):
        chosen = draw(st.lists(st.sampled_from(stock), min_size=1, unique=True))
        arns = draw(st.sets(st.sampled_from(["arn:aws:iam::111122223333:role/a", "arn:aws:iam::111122223333:role/b"])))
        portfolios[key] = PortfolioState(
            *(key, draw(st.sampled_from([key, key.upper()])), "provider", ""),
            {name: draw(offers(name)) for name in chosen},
            frozenset(map(Principal, arns)),
            frozenset(draw(st.sets(st.sampled_from([("Team", "x"), ("Team2", "y")])))),
            frozenset(draw(st.sets(st.sampled_from([("CostCenter", "1"), ("CostCenter", "2")])))),
        )
    offered = {name for portfolio in portfolios.values() for name in portfolio.offers}
    made = {name: draw(products(name)) for name in sorted(offered)}
    bodies = {body(name, version): f"dist/{name}/{version}/template.yaml" for name in PRODUCTS for version in VERSIONS}
    return CatalogState("c", "111122223333", "eu-west-1", portfolios, made, bodies)
