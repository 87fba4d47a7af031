"""Desired × observed → steps. What differs is updated in place; what is published never changes its content."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from generator.diagnostics import Problems
from generator.planning.actions import compare_actions
from generator.planning.catalog import (
    CatalogState,
    ConstraintState,
    ConstraintType,
    Observed,
    OfferState,
    PortfolioState,
    held_to,
)
from generator.planning.compare_products import compare_products, find_pruned
from generator.planning.documents import compare_documents
from generator.planning.exposure import EMPTY, name_passing
from generator.planning.fields import PORTFOLIO_FIELDS, compare_fields
from generator.planning.foreign import name_foreign
from generator.planning.narrowing import AnyChange, compare_rules
from generator.planning.order import in_order
from generator.planning.plan import Plan
from generator.planning.risk import Risk
from generator.planning.safety import check_plan, name_lost
from generator.planning.shares import compare_shares, name_waiting
from generator.planning.spokes import compare_spoke_roles, name_missing
from generator.planning.steps import (
    AddTagOption,
    Associate,
    DeleteConstraint,
    DeleteLaunchRole,
    DeletePortfolio,
    Disassociate,
    Grant,
    PutConstraint,
    PutLaunchRole,
    PutPortfolio,
    RemoveTagOption,
    Revoke,
    Step,
    Upload,
)


def plan_changes(desired: CatalogState, observed: Observed) -> Plan:
    """The plan that leads from what is there to what is wanted; raises Problems where no plan can."""
    findings = check_plan(desired, observed)
    if findings:
        raise Problems(findings)
    have = observed.state
    steps = [
        *_bodies(desired, have),
        *_roles(desired, have),
        *compare_spoke_roles(desired, have),
        *compare_products(desired, observed),
        *_portfolios(desired, have),
        *compare_actions(desired, observed, find_pruned(desired, observed)),
        *map(Step, compare_documents(desired.documents, observed.state.documents)),
    ]
    return Plan(
        desired.catalog,
        desired.account,
        desired.region,
        in_order(steps),
        observed.fingerprint,
        (
            *(f"{name} has a wanted name, is not ours, and is left alone" for name in observed.foreign),
            *name_lost(desired, observed),
            *_kept(desired, have),
            *name_missing(have),
            *name_passing(desired, observed),
            *name_foreign(desired, observed),
            *name_waiting(desired, observed),
            *desired.notes,
        ),
        observed.calls,
        desired,
    )


def _roles(desired: CatalogState, have: CatalogState) -> Iterator[Step]:
    """Launch roles; the boundary stays, for a role of another region may need it."""
    for role in desired.roles.values():
        there = have.roles.get(role.name)
        assert role.text is not None, "a wanted role has a template"
        if there is None:
            yield Step(PutLaunchRole(role.name, role.product, role.digest, role.text))
        elif there.digest != role.digest:
            gained, lost = len(role.statements - there.statements), len(there.statements - role.statements)
            # A boundary that changes lets every role do more, or less; which of the two, a person must say.
            risk = Risk.BROADENS if gained or not role.product else Risk.ROUTINE
            put = PutLaunchRole(role.name, role.product, role.digest, role.text, create=False, gained=gained, lost=lost)
            yield Step(put, risk)
    for role in have.roles.values():
        if role.product and role.name not in desired.roles and not role.in_use:
            yield Step(DeleteLaunchRole(role.name, role.product))


def _kept(desired: CatalogState, have: CatalogState) -> Iterator[str]:
    for role in have.roles.values():
        if role.name not in desired.roles and role.in_use:
            number = f"{role.in_use} provisioned product{'s' * (role.in_use != 1)}"
            yield f"launch role {role.name} is kept: {number} of `{role.product}` could not be ended without it"


def _bodies(desired: CatalogState, have: CatalogState) -> Iterator[Step]:
    wanted = {
        version.digest
        for product in desired.products.values()
        for version in product.versions.values()
        if version.digest is not None and version.version not in _published(have, product.key)
    }
    assets = {digest: path for each in wanted for path, digest in desired.assets.get(each, ())}
    for digest, path in [*sorted(assets.items()), *((each, desired.bodies[each]) for each in sorted(wanted))]:
        yield Step(Upload(digest, path))


def _portfolios(desired: CatalogState, have: CatalogState) -> Iterator[Step]:
    for portfolio in desired.portfolios.values():
        current = have.portfolios.get(portfolio.key)
        yield from _portfolio_fields(portfolio, current)
        launchable = _launchable(have) if current is not None and current.reach else frozenset[str]()
        yield from _offers(portfolio, current or EMPTY, launchable)
        yield from _access(portfolio, current or EMPTY)
    for portfolio in have.portfolios.values():
        if portfolio.key not in desired.portfolios:
            yield from _remove(portfolio)


def _portfolio_fields(portfolio: PortfolioState, current: PortfolioState | None) -> Iterator[Step]:
    words = (portfolio.key, portfolio.name, portfolio.provider, portfolio.description, portfolio.tags)
    if current is None:
        yield Step(PutPortfolio(*words))
        return
    if changed := tuple(each.words for each in compare_fields(current, portfolio, PORTFOLIO_FIELDS)):
        removed = frozenset(key for key, _ in current.tags) - frozenset(key for key, _ in portfolio.tags)
        yield Step(PutPortfolio(*words, removed, create=False, changed=changed))


def _launchable(have: CatalogState) -> frozenset[str]:
    """The products of which some version is active: only those can have been launched."""
    return frozenset(key for key, one in have.products.items() if any(each.active for each in one.versions.values()))


def _offers(portfolio: PortfolioState, current: PortfolioState, launchable: frozenset[str]) -> Iterator[Step]:
    exposed = Risk.BROADENS if current.reach else Risk.ROUTINE
    for offer in portfolio.offers.values():
        there = current.offers.get(offer.product)
        if there is None:
            yield Step(Associate(portfolio.key, offer.product), exposed)
        yield from _constraints(portfolio.key, offer, there or OfferState(offer.product), offer.product in launchable)
    for offer in current.offers.values():
        if offer.product not in portfolio.offers:
            yield from _withdraw(portfolio.key, offer)


def _constraints(portfolio: str, offer: OfferState, there: OfferState, launchable: bool) -> Iterator[Step]:
    for constraint in offer.constraints:
        current = there.constraint(constraint.type)
        if current is None:
            yield Step(PutConstraint(portfolio, offer.product, constraint), _tightened(constraint, there, launchable))
        elif current.fingerprint != constraint.fingerprint:
            changes = _changes(current, constraint)
            words = tuple(change.words for change in changes or ()) or _old_and_new(current, constraint)
            put = PutConstraint(portfolio, offer.product, constraint, create=False, changes=words)
            told = constraint.type is ConstraintType.NOTIFICATION
            yield Step(put) if told else Step(put, *_risks(changes))
    for constraint in there.constraints:
        if offer.constraint(constraint.type) is None:
            words = tuple(change.words for change in _changes(constraint, None) or ())
            yield Step(DeleteConstraint(portfolio, offer.product, constraint.type, words), _LOST[constraint.type])


_LOST: Mapping[ConstraintType, Risk] = MappingProxyType(
    {
        ConstraintType.LAUNCH: Risk.BROADENS,
        ConstraintType.TEMPLATE: Risk.BROADENS,
        ConstraintType.RESOURCE_UPDATE: Risk.BREAKS_USERS,
        ConstraintType.NOTIFICATION: Risk.ROUTINE,
    }
)
"""What its removal may do to people, where the product stays."""


def _old_and_new(old: ConstraintState, new: ConstraintState) -> tuple[str, ...]:
    """What only these two hold to, before and after; of a launch role and of rules others tell."""
    if new.type in (ConstraintType.LAUNCH, ConstraintType.TEMPLATE) or old.parameters is None:
        return ()
    before, after = (held_to(each.parameters) for each in (old, new))
    return (f"{before} → {after}",) if before != after else ()


def _tightened(constraint: ConstraintState, there: OfferState, launchable: bool) -> Risk:
    """What was launched freely so far, with its launch role, is narrowed from now on; or its tags can be changed.

    A publish that was killed before anybody could launch has a launch role and no narrowing, too: that is routine.
    """
    if constraint.type is ConstraintType.RESOURCE_UPDATE:
        return Risk.BROADENS if launchable else Risk.ROUTINE
    free = (
        launchable
        and constraint.type is ConstraintType.TEMPLATE
        and there.constraint(ConstraintType.LAUNCH) is not None
    )
    return Risk.BREAKS_USERS if free else Risk.ROUTINE


def _changes(old: ConstraintState, new: ConstraintState | None) -> Sequence[AnyChange] | None:
    """What a template constraint changes of what people may answer; None where the old one was not read."""
    if old.type is not ConstraintType.TEMPLATE or old.parameters is None:
        return None
    return compare_rules(old.parameters, new.parameters if new is not None else None)


def _risks(changes: Sequence[AnyChange] | None) -> tuple[Risk, tuple[Risk, ...]]:
    """The gravest, and the others; what is not known may broaden."""
    if changes is None:
        return Risk.BROADENS, ()
    widens, tightens = any(change.widens for change in changes), any(change.tightens for change in changes)
    if tightens:
        return Risk.BREAKS_USERS, (Risk.BROADENS,) if widens else ()
    return Risk.BROADENS if widens else Risk.ROUTINE, ()


def _withdraw(portfolio: str, offer: OfferState) -> Iterator[Step]:
    for constraint in offer.constraints:
        yield Step(DeleteConstraint(portfolio, offer.product, constraint.type), Risk.BREAKS_USERS)
    yield Step(Disassociate(portfolio, offer.product), Risk.BREAKS_USERS)


def _access(portfolio: PortfolioState, current: PortfolioState) -> Iterator[Step]:
    yield from compare_shares(portfolio, current)
    for principal in sorted(portfolio.principals - current.principals):
        yield Step(Grant(portfolio.key, principal), Risk.BROADENS)
    for principal in sorted(current.principals - portfolio.principals):
        yield Step(Revoke(portfolio.key, principal), Risk.BREAKS_USERS)
    for key, value in sorted(portfolio.tag_options - current.tag_options):
        yield Step(AddTagOption(portfolio.key, key, value))
    for key, value in sorted(current.tag_options - portfolio.tag_options):
        yield Step(RemoveTagOption(portfolio.key, key, value))


def _remove(portfolio: PortfolioState) -> Iterator[Step]:
    yield from _access(PortfolioState(portfolio.key, portfolio.name, portfolio.provider), portfolio)
    for offer in portfolio.offers.values():
        yield from _withdraw(portfolio.key, offer)
    yield Step(DeletePortfolio(portfolio.key), Risk.DESTROYS)


def _published(have: CatalogState, product: str) -> frozenset[str]:
    current = have.products.get(product)
    return frozenset(current.versions) if current is not None else frozenset()
