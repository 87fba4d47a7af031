"""Deprecating, retiring, rolling back and promoting a version: what portfolio.yaml is to say then.

Pure: a catalog → the offers as they are to be, or a reason why not. A version is one object in an account and region,
so what is done to it is done in every portfolio of that target that offers it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.diagnostics import Finding, Refused
from generator.model import Catalog, Offer, Portfolio, Target, Version


@dataclass(frozen=True)
class Change:
    """What one offer is to be."""

    portfolio: str
    offer: Offer
    current: tuple[Version, ...]
    deprecated: tuple[Version, ...]


def offers_of(catalog: Catalog, target: Target, product: str) -> list[tuple[Portfolio, Offer]]:
    """Each portfolio of a target that offers the product; raises Refused (PLN636) where none does."""
    found = [
        (portfolio, offer)
        for portfolio in catalog.portfolios.values()
        if catalog.target_of(portfolio) == target
        for offer in portfolio.offers
        if offer.product == product
    ]
    if not found:
        known = sorted({offer.product for portfolio in catalog.portfolios.values() for offer in portfolio.offers})
        what = f"no portfolio of the target `{target.name}` offers `{product}`"
        raise Refused(Finding("PLN636", what, fix=f"name one of {', '.join(known) or 'none'}, or another --target"))
    return found


def deprecate(catalog: Catalog, target: Target, product: str, version: Version) -> list[Change]:
    """Nobody launches it any more; what runs on it runs on, and can be updated."""
    offers = offers_of(catalog, target, product)
    changes = [
        Change(
            portfolio.key,
            offer,
            tuple(each for each in offer.current if each != version),
            (*offer.deprecated, version),
        )
        for portfolio, offer in offers
        if version in offer.current
    ]
    if not changes:
        raise _not_on_offer(offers, product, version, "current")
    for change in changes:
        if not change.current:
            what = f"`{change.portfolio}` would have no version of `{product}` left to launch"
            fix = f'offer: {{ current: "NEWER", deprecated: ["{version}"] }}'
            if any(each < version for each in change.deprecated):
                fix += f", or ./build.py rollback {product}"
            raise Refused(Finding("PLN637", what, fix=fix))
    return changes


def retire(catalog: Catalog, target: Target, product: str, version: Version) -> list[Change]:
    """It is offered no more; only what was deprecated before can go."""
    offers = offers_of(catalog, target, product)
    if any(version in offer.current for _, offer in offers):
        what = f"`{product}` {version} can still be launched: somebody may do so until it is deprecated"
        fix = f"./build.py deprecate {product} {version} && ./build.py apply --allow breaks-users"
        raise Refused(Finding("PLN639", what, fix=fix))
    changes = [
        Change(portfolio.key, offer, offer.current, tuple(each for each in offer.deprecated if each != version))
        for portfolio, offer in offers
        if version in offer.deprecated
    ]
    if not changes:
        raise _not_on_offer(offers, product, version, "deprecated")
    return changes


def roll_back(
    catalog: Catalog, target: Target, product: str, published: Sequence[Version]
) -> tuple[Version, Version, list[Change]]:
    """The newest current version goes, and the one before takes its place: (bad, good, changes)."""
    offers = offers_of(catalog, target, product)
    bad = max(version for _, offer in offers for version in offer.current)
    before = [version for version in published if version < bad]
    if not before:
        what = f"nothing was published of `{product}` before {bad}"
        raise Refused(Finding("PLN640", what, fix=f"./build.py release {product} --patch, and offer that instead"))
    good = max(before)
    changes = [
        Change(
            portfolio.key,
            offer,
            tuple(sorted({*(each for each in offer.current if each != bad), good}))
            if bad in offer.current
            else offer.current,
            tuple(each for each in offer.deprecated if each not in (bad, good)),
        )
        for portfolio, offer in offers
        if bad in offer.versions or good in offer.deprecated
    ]
    return bad, good, [each for each in changes if _differs(each)]


def promote(catalog: Catalog, portfolio: Portfolio, product: str, version: Version) -> Change:
    """It becomes current in a portfolio; what was current is deprecated, unless a neighbor still launches it."""
    target = catalog.target_of(portfolio)
    offer = next((each for each in portfolio.offers if each.product == product), None)
    if offer is None:
        what = f"`{portfolio.key}` does not offer `{product}`, so nothing says under which role it is launched there"
        fix = f'- use: {product}\n      offer: {{ current: "{version}" }}'
        raise Refused(Finding("PLN636", what, fix=fix))
    if version in offer.current:
        what = f"`{product}` {version} is current in `{portfolio.key}` already"
        raise Refused(Finding("PLN636", what, fix="./build.py plan"))
    neighbors = [each for other, each in offers_of(catalog, target, product) if other.key != portfolio.key]
    if any(version in each.deprecated for each in neighbors):
        what = f"`{product}` {version} is deprecated in another portfolio of `{target.name}`"
        raise Refused(Finding("PLN636", what, fix="make it current there first: a version has one state for all"))
    kept = [each for each in offer.current if any(each in other.current for other in neighbors)]
    gone = [each for each in offer.current if each not in kept]
    deprecated = (*(each for each in offer.deprecated if each != version), *gone)
    return Change(portfolio.key, offer, tuple(sorted({*kept, version})), deprecated)


def ring_before(catalog: Catalog, portfolio: Portfolio, product: str) -> list[Target]:
    """The targets of the ring before a portfolio's own that offer the product; raises Refused (PLN641)."""
    ring = catalog.target_of(portfolio).ring
    offering = [
        catalog.target_of(each)
        for each in catalog.portfolios.values()
        if any(offer.product == product for offer in each.offers)
    ]
    before = max((target.ring for target in offering if target.ring < ring), default=None)
    if before is None:
        what = f"no ring before that of `{portfolio.key}` ({ring}) offers `{product}`, so nothing is proven there"
        fix = "give the targets a `ring`, 0 for the first; there a version is offered by editing portfolio.yaml"
        raise Refused(Finding("PLN641", what, fix=fix))
    return list(dict.fromkeys(target for target in offering if target.ring == before))


def _differs(change: Change) -> bool:
    return (change.current, change.deprecated) != (change.offer.current, change.offer.deprecated)


def _not_on_offer(offers: Sequence[tuple[Portfolio, Offer]], product: str, version: Version, state: str) -> Refused:
    there = sorted(set(_in_state(offers, state)))
    what = f"no portfolio has `{product}` {version} as {state}"
    return Refused(Finding("PLN636", what, fix=f"{state} there: {', '.join(map(str, there)) or 'none'}"))


def _in_state(offers: Sequence[tuple[Portfolio, Offer]], state: str) -> Iterator[Version]:
    for _, offer in offers:
        yield from offer.current if state == "current" else offer.deprecated
