"""Shares of a portfolio: wanted × there → steps.

Service Catalog has no list of a portfolio's shares of all types: DescribePortfolioShares takes one type a call, and
ListPortfolioAccess names neither organizational units nor what is shared besides. So a portfolio that is shared from
here has a tag that says so, which the one read of its tags shows, and its shares are read type by type only then.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.model.share import Share
from generator.planning.catalog import CatalogState, Observed, PortfolioState, portfolio_address
from generator.planning.risk import Risk
from generator.planning.steps import EndShare, PutShare, Step


def compare_shares(wanted: PortfolioState, there: PortfolioState) -> Iterator[Step]:
    """What makes the shares of a portfolio as they are wanted; whatever else it is shared with is withdrawn."""
    have = {share.with_whom: share for share in there.shares}
    wish = {share.with_whom: share for share in wanted.shares}
    for key, share in sorted(wish.items()):
        old = have.get(key)
        if old is None:
            yield Step(PutShare(wanted.key, share), Risk.BROADENS)
        elif old != share or not old.whole:
            yield Step(PutShare(wanted.key, share, _changed(old, share), create=False), _risk(old, share))
    for key, share in sorted(have.items()):
        if key not in wish:
            yield Step(EndShare(wanted.key, share), Risk.BREAKS_USERS)


def name_waiting(desired: CatalogState, observed: Observed) -> Iterator[str]:
    """Accounts in which nobody sees a portfolio yet."""
    for portfolio, share in find_waiting(desired, observed):
        yield f"portfolio {portfolio} waits in {share.words}: nobody there sees it. {accepting(portfolio, observed)}"


def find_waiting(desired: CatalogState, observed: Observed) -> Iterator[tuple[str, Share]]:
    """Wanted shares that their receiver has not accepted, each with its portfolio's key."""
    for key, portfolio in observed.state.portfolios.items():
        wish = {share.with_whom for share in desired.portfolios[key].shares} if key in desired.portfolios else set()
        yield from ((key, each) for each in sorted(portfolio.shares) if each.with_whom in wish and not each.accepted)


def accepting(portfolio: str, observed: Observed) -> str:
    """What an administrator of the receiving account runs (AcceptPortfolioShare: IMPORTED is an account's share)."""
    identity = observed.ids[portfolio_address(portfolio)]
    return f"Its administrator: aws servicecatalog accept-portfolio-share --portfolio-id {identity}"


def _changed(old: Share, new: Share) -> tuple[str, ...]:
    named = tuple(name for name in ("principals", "tag_options") if getattr(old, name) != getattr(new, name))
    return named or (f"again, for {say_missed(old)}",)


def find_missed(desired: CatalogState, observed: Observed) -> Iterator[tuple[str, Share]]:
    """Wanted shares that the newest run did not see every account get, each with its portfolio's key."""
    for key, portfolio in observed.state.portfolios.items():
        wish = {share.with_whom for share in desired.portfolios[key].shares} if key in desired.portfolios else set()
        yield from ((key, each) for each in sorted(portfolio.shares) if each.with_whom in wish and not each.whole)


def say_missed(share: Share) -> str:
    """`it missed 444455556666: the account is closed`, or that the newest run did not see its end."""
    return f"it missed {share.missed}" if share.missed else "the last run did not see every account get it"


def _risk(old: Share, new: Share) -> Risk:
    """Whoever matches a shared pattern gets in; a tag option that is shared asks, and lets nobody do more."""
    if old.principals == new.principals:
        return Risk.ROUTINE
    return Risk.BROADENS if new.principals else Risk.BREAKS_USERS
