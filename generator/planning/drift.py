"""What was changed by hand: what was applied × what is there → object by object, old → new."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from generator.model import Address
from generator.planning.action_states import ActionState, action_address
from generator.planning.catalog import (
    CatalogState,
    ConstraintState,
    ConstraintType,
    Observed,
    OfferState,
    PortfolioState,
    ProductState,
    VersionState,
    constraint_address,
    held_to,
    portfolio_address,
    product_address,
    role_address,
    version_address,
)
from generator.planning.documents import named_by
from generator.planning.fields import PORTFOLIO_FIELDS, PRODUCT_FIELDS, compare_entries, compare_fields
from generator.planning.narrowing import compare_rules


class Part(Enum):
    """What of an object differs: which calls of AWS do that depends on it."""

    OBJECT = "object"
    """It has gone, or was made."""
    FIELD = "field"
    ACCESS = "access"
    OFFER = "offer"
    TAG_OPTION = "tag option"
    SHARE = "share"
    ROLE = "role"
    """What IAM holds of a launch role or its boundary."""
    FOREIGN = "foreign"
    """Something that is not ours was put beside or inside it."""


@dataclass(frozen=True)
class Drift:
    """One difference; None on one side where there is nothing."""

    address: Address
    part: Part
    what: str
    """`title`, `access`, `launch constraint`, …"""
    was: str | None
    now: str | None


@dataclass(frozen=True)
class Culprit:
    """Who made a change, when, by which call; from CloudTrail."""

    arn: str
    at: str
    event: str


def find_drift(applied: CatalogState, observed: Observed, tags: Mapping[str, str | None]) -> list[Drift]:
    """Everything of the applied catalog that is not as it was applied, and what others put into its portfolios.

    `observed` has every constraint's parameters, `tags` each product's key in its ownership tag.
    """
    there, found = observed.state, list[Drift]()
    unmarked = {lost.address for lost in observed.unmarked}
    for portfolio in applied.portfolios.values():
        if portfolio_address(portfolio.key) in unmarked:
            found.append(Drift(portfolio_address(portfolio.key), Part.FIELD, "ownership tag", portfolio.key, None))
        else:
            found += _portfolio(portfolio, there.portfolios.get(portfolio.key))
    for product in applied.products.values():
        tagged = tags.get(product.key, product.key)
        if tagged != product.key:
            found.append(Drift(product_address(product.key), Part.FIELD, "ownership tag", product.key, tagged))
        found += _product(product, there.products.get(product.key))
    for action in applied.actions.values():
        found += _action(action, there.actions.get(action.key))
        for name in named_by([action]) - there.documents.keys():
            found.append(Drift(action_address(action.product, action.name), Part.OBJECT, "document", name, None))
    for address, words in observed.obstacles.items():
        found += [Drift(address, Part.FOREIGN, "of others", None, each) for each in words]
    for role in applied.roles.values():
        now = there.roles.get(role.name)
        if now is None:
            found.append(Drift(role_address(role.name), Part.OBJECT, "launch role's stack", role.name, None))
        elif now.by_hand:
            found += [Drift(role_address(role.name), Part.ROLE, each.what, each.was, each.now) for each in now.by_hand]
        elif now.digest != role.digest:
            was, digest = role.digest[:12], now.digest[:12] or "unfinished"
            found.append(Drift(role_address(role.name), Part.FIELD, "launch role's stack", was, digest))
    return [*found, *_spokes(applied, there)]


def _spokes(applied: CatalogState, there: CatalogState) -> Iterator[Drift]:
    was, now, what = applied.spokes, there.spokes, "launch roles where it is shared"
    if was is not None and now is None:
        yield Drift(role_address(was.name), Part.OBJECT, what, was.name, None)
    elif was is not None and now is not None:
        sides = tuple(", ".join((each.digest[:12] or "unfinished", *sorted(each.units))) for each in (was, now))
        if sides[0] != sides[1]:
            yield Drift(role_address(was.name), Part.FIELD, what, *sides)
        yield from (Drift(role_address(was.name), Part.FIELD, what, "in every account", each) for each in now.missing)


def _portfolio(was: PortfolioState, now: PortfolioState | None) -> Iterator[Drift]:
    address = portfolio_address(was.key)
    if now is None:
        yield Drift(address, Part.OBJECT, "portfolio", f"“{was.name}”", None)
        return
    yield from _fields(address, was, now, PORTFOLIO_FIELDS)
    for part, what, before, after in (
        (Part.ACCESS, "access", _arns(was), _arns(now)),
        (Part.TAG_OPTION, "tag option", _options(was), _options(now)),
        (Part.OFFER, "offer", set(was.offers), set(now.offers)),
    ):
        yield from _joined(address, part, what, before, after)
    yield from _shares(was, now)
    for product in was.offers.keys() & now.offers.keys():
        yield from _offer(was.key, was.offers[product], now.offers[product])


def _joined(address: Address, part: Part, what: str, was: set[str], now: set[str]) -> Iterator[Drift]:
    """What came to an object and what went from it."""
    yield from (Drift(address, part, what, None, each) for each in sorted(now - was))
    yield from (Drift(address, part, what, each, None) for each in sorted(was - now))


def _shares(was: PortfolioState, now: PortfolioState) -> Iterator[Drift]:
    before, after = ({each.with_whom: each for each in state.shares} for state in (was, now))
    for key in sorted({*before, *after}):
        sides = tuple(each.words if each is not None else None for each in (before.get(key), after.get(key)))
        if sides[0] != sides[1]:
            yield Drift(portfolio_address(was.key), Part.SHARE, "share", *sides)


def _arns(portfolio: PortfolioState) -> set[str]:
    return {principal.arn for principal in portfolio.principals}


def _options(holder: PortfolioState | ProductState) -> set[str]:
    return {f"{key}={value}" for key, value in holder.tag_options}


def _offer(portfolio: str, was: OfferState, now: OfferState) -> Iterator[Drift]:
    for kind in ConstraintType:
        before, after = was.constraint(kind), now.constraint(kind)
        if _identity(before) != _identity(after):
            yield from _constraint(constraint_address(portfolio, was.product, kind), kind, before, after)


def _identity(constraint: ConstraintState | None) -> object:
    """What two constraints are compared by: AWS gives parameters back in any order of their keys."""
    return (constraint.fingerprint, _plain(constraint)) if constraint is not None else None


def _constraint(
    address: Address, kind: ConstraintType, was: ConstraintState | None, now: ConstraintState | None
) -> Iterator[Drift]:
    what = f"{kind.words} constraint"
    if was is None or now is None:
        yield Drift(address, Part.OBJECT, what, _held(was), _held(now))
        return
    changes = compare_rules(was.parameters, now.parameters) if kind is ConstraintType.TEMPLATE else None
    if changes:
        yield from (Drift(address, Part.FIELD, f"{what}, {each.about}", *each.sides) for each in changes)
    elif _plain(was) != _plain(now):
        yield Drift(address, Part.FIELD, what, _held(was), _held(now))
    else:
        yield Drift(address, Part.FIELD, f"{what}'s description or status", "as applied", "another")


def _plain(constraint: ConstraintState) -> object:
    return json.loads(constraint.parameters or "{}")


def _held(constraint: ConstraintState | None) -> str | None:
    """What a constraint holds to, or the text of its rules."""
    if constraint is None:
        return None
    return held_to(constraint.parameters) or constraint.parameters or "{}"


def _product(was: ProductState, now: ProductState | None) -> Iterator[Drift]:
    address = product_address(was.key)
    if now is None:
        yield Drift(address, Part.OBJECT, "product", f"“{was.title}”", None)
        return
    yield from _fields(address, was, now, PRODUCT_FIELDS)
    if was.tag_options:
        yield from _joined(address, Part.TAG_OPTION, "tag option", _options(was), _options(now))
    for version in now.versions.values():
        if version.version not in was.versions and version.active:
            where = version_address(was.key, version.version)
            yield Drift(where, Part.OBJECT, "version", None, version.words)
    for version in was.versions.values():
        yield from _version(was.key, version, now.versions.get(version.version))


def _version(product: str, was: VersionState, now: VersionState | None) -> Iterator[Drift]:
    address = version_address(product, was.version)
    if now is None:
        yield Drift(address, Part.OBJECT, "version", was.words, None)
        return
    if now.digest != was.digest:
        digests = (str(each.digest)[:12] if each.digest is not None else "unknown" for each in (was, now))
        yield Drift(address, Part.FIELD, "content, sha256", *digests)
    elif not now.described:
        yield Drift(address, Part.FIELD, "description", "whose it is and what it holds", "edited")
    if was.words != now.words:
        yield Drift(address, Part.FIELD, "state", was.words, now.words)


def _fields(address: Address, was: object, now: object, names: tuple[str, ...]) -> Iterator[Drift]:
    yield from (Drift(address, Part.FIELD, *each) for each in compare_fields(was, now, names))


def _action(was: ActionState, now: ActionState | None) -> Iterator[Drift]:
    address = action_address(was.product, was.name)
    if now is None:
        yield Drift(address, Part.OBJECT, "service action", was.title, None)
        return
    before, after = ({} if each.definition is None else json.loads(each.definition) for each in (was, now))
    yield from (Drift(address, Part.FIELD, *each) for each in compare_entries("definition", before, after))
    if before == after and was.fingerprint != now.fingerprint:
        yield Drift(address, Part.FIELD, "name or description", "as applied", "another")
    yield from (Drift(address, Part.FIELD, "version", each, None) for each in sorted(was.versions - now.versions))
