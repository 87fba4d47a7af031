"""Under what a version may be launched while one catalog becomes another: its launch role and its narrowing, always.

What was on offer before may have, of each constraint, the old one or the new one. What comes has the new ones, from its
first moment on; where it is to have none, the old one may go after it has come. A version that goes is never without a
constraint that it had. In a portfolio that its product leaves, what was there has the old ones until then; what comes
is not there any more, unless the product joins another one at the same time. A product that joins or leaves a portfolio
while another one offers it may be there without its launch role, for Service Catalog gives no other way.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator.planning import CatalogState, ConstraintType, OfferState
from tests.fakes.service_catalog import FakeServiceCatalog, Terms

NONE = OfferState("")


def check_terms(service: FakeServiceCatalog, before: CatalogState, wanted: CatalogState) -> None:
    """At no call so far could anybody launch anything under other terms; what is to come is counted anew."""
    check_terms_of_any(service, [(before, wanted)])


def check_terms_of_any(service: FakeServiceCatalog, changes: Sequence[tuple[CatalogState, CatalogState]]) -> None:
    """The same, where several changes were made: what was launchable was right in one of them at least."""
    wrong = [
        terms
        for terms in sorted(service.terms, key=repr)
        if not any(_is_right(terms, before, wanted) for before, wanted in changes)
    ]
    assert wrong == []
    service.terms.clear()


def _is_right(terms: Terms, before: CatalogState, wanted: CatalogState) -> bool:
    portfolio, product, version, launch, rules = terms
    box, key = portfolio.removeprefix("c/"), product.removeprefix("c/")
    old, new = _offer(before, box, key), _offer(wanted, box, key)
    is_new = version not in (before.products[key].versions if key in before.products else ())
    if old is None and new is None:
        return False
    if launch is None and _passes(before, wanted, box, key):
        return True
    if new is None and is_new and not _joins(before, wanted, key):
        return False
    kinds = ((ConstraintType.LAUNCH, launch), (ConstraintType.TEMPLATE, rules))
    goes = key not in wanted.products or version not in wanted.products[key].versions
    return all(parameters in _allowed(kind, old, new, is_new=is_new, goes=goes) for kind, parameters in kinds)


def _allowed(
    kind: ConstraintType, old: OfferState | None, new: OfferState | None, *, is_new: bool, goes: bool
) -> set[str | None]:
    have, want = (_parameters(offer, kind) for offer in (old, new))
    if new is None or (goes and want is None):
        return {have}
    return {want} if old is None or (is_new and want is not None) else {have, want}


def _parameters(offer: OfferState | None, kind: ConstraintType) -> str | None:
    constraint = (offer or NONE).constraint(kind)
    return constraint.parameters if constraint is not None else None


def _offer(state: CatalogState, portfolio: str, product: str) -> OfferState | None:
    box = state.portfolios.get(portfolio)
    return box.offers.get(product) if box is not None else None


def _joins(before: CatalogState, wanted: CatalogState, product: str) -> bool:
    """Whether it joins any portfolio."""
    return any(_offer(wanted, key, product) and not _offer(before, key, product) for key in wanted.portfolios)


def _passes(before: CatalogState, wanted: CatalogState, portfolio: str, product: str) -> bool:
    """Whether it joins or leaves this portfolio while another one offers it."""
    here = {_offer(state, portfolio, product) is not None for state in (before, wanted)}
    others = {key for state in (before, wanted) for key, box in state.portfolios.items() if product in box.offers}
    return len(here) == 2 and bool(others - {portfolio})
