"""What a portfolio that is shared must not say: what holds in one account only, and what lets anybody in."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Finding, Severity
from generator.manifest.building import build_given_role
from generator.manifest.draft import Draft
from generator.manifest.forms import OfferForm, PortfolioForm
from generator.model.share import ACCOUNT

RESERVED = "role/aws-reserved/"
"""A path at which only AWS makes roles (IAM User Guide, "IAM identifiers": nobody else creates one there)."""
MOST_TAGS = 17
"""Of a shared portfolio: AWS takes 20, and three are the catalog's own."""


def check_shares(draft: Draft) -> Iterator[Finding]:
    """Each portfolio with a share."""
    for key, portfolio in draft.portfolios.items():
        if portfolio.share:
            yield from _check_receivers(draft, key, portfolio)
            yield from _check_place(draft, key, portfolio)
            yield from _check_access(draft, key, portfolio)
            for index, offer in enumerate(portfolio.products):
                yield from _check_launch_role(draft, key, index, offer)


def _check_receivers(draft: Draft, key: str, portfolio: PortfolioForm) -> Iterator[Finding]:
    target = draft.targets.get(draft.target_of(portfolio) or "")
    seen: set[tuple[str, str]] = set()
    for index, share in enumerate(portfolio.share):
        at = draft.spans.at("portfolios", key, "share", index)
        if share.receiver in seen:
            message = f"`{key}` is shared with {share.receiver[1]} twice"
            yield Finding("PF252", message, at, "remove one of the two", "again")
        seen.add(share.receiver)
        if target is not None and share.receiver == (ACCOUNT, target.account):
            message = f"`{key}` is published in account {target.account}, and cannot be shared with it"
            yield Finding("PF251", message, at, "remove this share", "its own account")
    if len(portfolio.tags) > MOST_TAGS:
        message = f"{len(portfolio.tags)} tags are given; AWS takes 20, and three of a shared portfolio are ours"
        yield Finding("PF158", message, draft.spans.key("portfolios", key, "tags"), f"{MOST_TAGS} at most")


def _check_place(draft: Draft, key: str, portfolio: PortfolioForm) -> Iterator[Finding]:
    if portfolio.environment is not None:
        message = (
            f"`{key}` offers what runs in environment `{portfolio.environment}`, and no account that it is shared with "
            "has that: its network, roles and keys are of one account"
        )
        at = draft.spans.at("portfolios", key, "environment")
        yield Finding("PF255", message, at, "share a portfolio with a `target`, or remove `share`", "of one account")


def _check_access(draft: Draft, key: str, portfolio: PortfolioForm) -> Iterator[Finding]:
    """Whoever can create a matching role in a receiving account lets himself in (CreatePortfolioShare, note)."""
    if not any(share.principals for share in portfolio.share):
        return
    patterns = [(index, it.pattern) for index, it in enumerate(portfolio.access) if it.pattern is not None]
    for index, pattern in patterns:
        if not _is_reserved(pattern):
            message = (
                f"`{pattern[:120]}` is shared with `{key}`: whoever can create a role of such a name in a receiving "
                "account lets himself in"
            )
            fix = f"{RESERVED}sso.amazonaws.com/*AWSReservedSSO_NAME_*, which only AWS makes; or principals: false"
            yield Finding("PF253", message, draft.spans.at("portfolios", key, "access", index), fix, "opens a spoke")
    if not patterns:
        message = f"`{key}` shares its principals and has no `pattern` in `access`: only patterns are shared"
        at = draft.spans.at("portfolios", key, "share")
        fix = f"- pattern: {RESERVED}sso.amazonaws.com/*AWSReservedSSO_NAME_*"
        yield Finding("PF256", message, at, fix, severity=Severity.WARNING)


def _is_reserved(pattern: str) -> bool:
    return pattern.rpartition(":")[2].startswith(RESERVED)


def _check_launch_role(draft: Draft, key: str, index: int, offer: OfferForm) -> Iterator[Finding]:
    """A launch role by ARN is one account's; by its name it is taken from the account that launches."""
    product = draft.folders.products.get(offer.use)
    given = build_given_role(offer.launch_role) or (product.launch_role if product is not None else None)
    at = draft.spans.at("portfolios", key, "products", index)
    if given is not None and given.arn is not None:
        message = f"the role that launches `{offer.use}` is named by its ARN, and so is of one account only"
        fix = f"launch-role: {{ name: {given.arn.rpartition('/')[2]} }}   # of that name in every account"
        yield Finding("PF254", message, at, fix, "of one account")
