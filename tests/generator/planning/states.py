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
from generator.planning import steps as s
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


class Shelf:
    """A catalog in memory that takes writes as Service Catalog does; it refuses what Service Catalog refuses.

    `exposed` gathers every (portfolio, product) that somebody could launch without a launch role.
    """

    def __init__(self, state: CatalogState) -> None:
        self.portfolios = dict(state.portfolios)
        self.products = dict(state.products)
        self.exposed: list[tuple[str, str]] = []

    @property
    def state(self) -> CatalogState:
        """What is there now."""
        return CatalogState("data-science", "111122223333", "eu-west-1", dict(self.portfolios), dict(self.products))

    def run(self, write: s.Write) -> None:
        """Carry out one write, then look who could launch what."""
        match write:
            case s.PutPortfolio():
                before = self.portfolios.get(write.key, PortfolioState(write.key, "", ""))
                assert write.create == (write.key not in self.portfolios)
                words = {"name": write.name, "provider": write.provider, "description": write.description}
                self.portfolios[write.key] = replace(before, tags=write.tags, **words)
            case s.CreateProduct():
                assert write.key not in self.products
                first = VersionState(write.version, write.digest)
                self.products[write.key] = ProductState(write.key, *words_of(write), {write.version: first})
            case s.UpdateProduct():
                versions = self.products[write.key].versions
                self.products[write.key] = ProductState(write.key, *words_of(write), versions)
            case s.CreateVersion():
                assert write.version not in self.products[write.product].versions
                self._put(write.product, VersionState(write.version, write.digest))
            case s.SetVersion():
                there = self.products[write.product].versions[write.version]
                self._put(write.product, replace(there, active=write.active, guidance=write.guidance))
            case s.Upload():
                pass
            case _:
                self._run_inside(write)
        self._look()

    def _run_inside(self, write: s.Write) -> None:
        match write:
            case s.Associate(key, name):
                assert name in self.products
                self._offer(key, OfferState(name))
            case s.Disassociate(key, name):
                box = self.portfolios[key]
                assert not box.offers[name].constraints, "constraints stand"
                offers = {held: offer for held, offer in box.offers.items() if held != name}
                self.portfolios[key] = replace(box, offers=offers)
            case s.PutConstraint(key, name, constraint):
                others = [
                    each for each in self.portfolios[key].offers[name].constraints if each.type != constraint.type
                ]
                assert write.create == (len(others) == len(self.portfolios[key].offers[name].constraints))
                self._offer(key, OfferState(name, (*others, constraint)))
            case s.DeleteConstraint(key, name, kind):
                left = [each for each in self.portfolios[key].offers[name].constraints if each.type is not kind]
                self._offer(key, OfferState(name, tuple(left)))
            case s.Grant(key, principal):
                box = self.portfolios[key]
                self.portfolios[key] = replace(box, principals=box.principals | {principal})
            case s.Revoke(key, principal):
                box = self.portfolios[key]
                self.portfolios[key] = replace(box, principals=box.principals - {principal})
            case s.AddTagOption(key, name, value):
                box = self.portfolios[key]
                self.portfolios[key] = replace(box, tag_options=box.tag_options | {(name, value)})
            case s.RemoveTagOption(key, name, value):
                box = self.portfolios[key]
                self.portfolios[key] = replace(box, tag_options=box.tag_options - {(name, value)})
            case s.DeletePortfolio(key):
                box = self.portfolios.pop(key)
                assert (box.offers, box.principals, box.tag_options) == ({}, frozenset(), frozenset())
            case _:
                raise AssertionError(f"no write is called {type(write).__name__}")

    def _put(self, key: str, state: VersionState) -> None:
        held = self.products[key]
        self.products[key] = replace(held, versions={**held.versions, state.version: state})

    def _offer(self, key: str, offer: OfferState) -> None:
        box = self.portfolios[key]
        self.portfolios[key] = replace(box, offers={**box.offers, offer.product: offer})

    def _look(self) -> None:
        for box in self.portfolios.values():
            for name, offer in box.offers.items():
                if box.principals and offer.constraint(ConstraintType.LAUNCH) is None:
                    self.exposed += [(box.key, name) for each in self.products[name].versions.values() if each.active]


def words_of(write: s.CreateProduct | s.UpdateProduct) -> tuple[Any, ...]:
    """The words of a product, in the order of its state."""
    return write.title, write.owner, write.description, write.distributor, write.support
