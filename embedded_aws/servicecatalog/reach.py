"""Which portfolios of other accounts reach an account: those that it accepted, and those of its organization.

A share with a node of the organization needs no acceptance, and follows the accounts that join and leave the node
(Service Catalog Administrator Guide, "Sharing a Portfolio"). Without trusted access it stays as it was
("DisableAWSOrganizationsAccess" in the API reference).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from embedded_aws.organization import Organization
from embedded_aws.servicecatalog.request_context import RequestContext
from embedded_aws.servicecatalog.state import Catalog, CatalogStore, Share
from embedded_aws.services.organizations.trust import SERVICE_CATALOG


def imported(context: RequestContext) -> dict[str, Catalog]:
    """The portfolios of other accounts from which this account may launch, with the catalogs that own them."""
    return {
        share.portfolio: owner
        for owner in context.store.others(context.catalog)
        for share in shares_here(context, owner)
        if share.kind != "ACCOUNT" or context.catalog.accepted.get(share.portfolio) == owner.account
    }


def shares_here(context: RequestContext, owner: Catalog, portfolio: str | None = None) -> list[Share]:
    """The shares of another account's portfolio, or of all, that reach this account, accepted or not."""
    found = [share for share in owner.shares.values() if portfolio in (None, share.portfolio)]
    return [share for share in found if _reaches(share, owner.account, context.call.account, context.organization)]


def shares_options(context: RequestContext, owner: Catalog, portfolio: str) -> bool:
    """Whether the tag options of another account's portfolio, and of its products, are shared with this account."""
    return any(share.tag_options for share in shares_here(context, owner, portfolio))


def _reaches(share: Share, owner: str, account: str, organization: Organization | None) -> bool:
    if share.kind == "ACCOUNT":
        return share.target == account
    if share.frozen is not None:
        return account in share.frozen
    return organization is not None and account in accounts_of(share, owner, organization)


def accounts_of(share: Share, owner: str, organization: Organization) -> tuple[str, ...]:
    """The accounts that lie in the node of a share at present; never its owner, nor those at which it failed."""
    if owner not in organization.members:
        return ()
    inside = (
        tuple({share.target} & {*organization.members})
        if share.kind == "ORGANIZATION_MEMBER_ACCOUNT"
        else organization.accounts_in(share.target)
    )
    return tuple(account for account in inside if account != owner and account not in share.missed)


def is_access_enabled(store: CatalogStore, organization: Organization | None) -> bool:
    """Whether the organization's management account has let Service Catalog in."""
    if organization is None or not organization.trusts(SERVICE_CATALOG):
        return False
    catalogs = store.catalogs.values()
    return any(each.organizations_access for each in catalogs if each.account == organization.management)


def follow(catalogs: Iterable[Catalog], organization: Organization) -> None:
    """Freeze shares where trusted access has ended, and end those of accounts that administer no longer.

    Source: "CreatePortfolioShare" and "DeletePortfolioShare" in the API reference, on deregistered administrators.
    """
    for catalog in catalogs:
        if catalog.account not in organization.members:
            continue
        administers = organization.is_administrator(catalog.account, SERVICE_CATALOG)
        for key, share in list(catalog.shares.items()):
            if share.kind == "ACCOUNT":
                continue
            if not administers:
                del catalog.shares[key]
            elif organization.trusts(SERVICE_CATALOG):
                catalog.shares[key] = replace(share, frozen=None)
            elif share.frozen is None:
                catalog.shares[key] = replace(share, frozen=accounts_of(share, catalog.account, organization))
