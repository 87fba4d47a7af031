"""Shares of portfolios: read type by type, made and withdrawn one after the other.

Service Catalog carries out one operation on shares an account at a time and refuses others meanwhile
(InvalidStateException). A share with an organization, or a unit of one, is under way until DescribePortfolioShareStatus
says that it is done, and which accounts did not get it. What is there already is left as it is by
CreatePortfolioShare, without an error (its documentation), so what was made is looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from generator.aws.catalog.writes import Writes, gone_is_done
from generator.aws.errors import code_of, refusals
from generator.aws.pages import read_pages
from generator.aws.session import Connection
from generator.aws.waiting import poll, retry
from generator.diagnostics import AwsRefused
from generator.model.share import ACCOUNT, MEMBER, SHARE_TYPES, Share, saying
from generator.planning import Observed, PortfolioState
from generator.planning.catalog import portfolio_address

if TYPE_CHECKING:
    from mypy_boto3_servicecatalog import ServiceCatalogClient

_BUSY = ("InvalidStateException",)
_BUSY_SECONDS = 600.0
_WORKING = ("NOT_STARTED", "IN_PROGRESS")


def read_shares(
    client: ServiceCatalogClient, pool: Executor, observed: Observed, chosen: Collection[str]
) -> Mapping[str, PortfolioState]:
    """The observed portfolios, with the shares of those that are chosen."""
    keys = [key for key in observed.state.portfolios if key in chosen]
    asked = [(key, kind) for key in keys for kind in SHARE_TYPES]
    rows = pool.map(lambda each: list_shares(client, observed.ids[portfolio_address(each[0])], each[1]), asked)
    found: dict[str, set[Share]] = {key: set() for key in keys}
    for (key, _), shares in zip(asked, rows, strict=True):
        found[key] |= set(shares)
    return {
        key: replace(portfolio, shares=frozenset(found[key])) if key in found else portfolio
        for key, portfolio in observed.state.portfolios.items()
    }


def mark_unfinished(
    portfolios: Mapping[str, PortfolioState], unfinished: Mapping[tuple[str, str, str], str]
) -> Mapping[str, PortfolioState]:
    """Shares that a run began and did not see end are not `whole`: with an account one is done at once."""
    return {
        key: replace(
            portfolio,
            shares=frozenset(
                replace(each, whole=False, missed=unfinished[key, *each.with_whom])
                if each.type != ACCOUNT and (key, *each.with_whom) in unfinished
                else each
                for each in portfolio.shares
            ),
        )
        for key, portfolio in portfolios.items()
    }


def list_shares(client: ServiceCatalogClient, portfolio: str, kind: str) -> list[Share]:
    """The shares of a portfolio of one type."""
    given: dict[str, Any] = {"PortfolioId": portfolio, "Type": kind}
    rows = read_pages(client.describe_portfolio_shares, "PortfolioShareDetails", **given)
    return [
        Share(
            kind,
            row["PrincipalId"],
            bool(row.get("SharePrincipals")),
            bool(row.get("ShareTagOptions")),
            accepted=bool(row.get("Accepted", True)),
        )
        for row in rows
    ]


@refusals("servicecatalog")
def read_organization_access(connection: Connection) -> str | None:
    """`ENABLED`, `UNDER_CHANGE` or `DISABLED`; None where this account may not share with an organization.

    GetAWSOrganizationsAccessStatus "can only be called by the management account in the organization or by a delegated
    admin" (its documentation), as shares with an organization can only be made by these.
    """
    client: ServiceCatalogClient = connection.client("servicecatalog")
    try:
        return client.get_aws_organizations_access_status().get("AccessStatus", "DISABLED")
    except ClientError as error:
        if code_of(error) not in ("OperationNotSupportedException", "ResourceNotFoundException"):
            raise
        return None


class ShareWrites(Writes):
    """Shares of portfolios."""

    @refusals("servicecatalog")
    def put_share(self, portfolio: str, share: Share, *, create: bool) -> None:
        """Share a portfolio, or change what is shared; waits until the receivers have it.

        What is there and did not reach every account is changed to what it is: CreatePortfolioShare would leave it.
        """
        if create:
            self._run(self._client.create_portfolio_share, portfolio, share, _flags(share))
        there = self._find(portfolio, share)
        if there is not None and (there != share or not create):
            self._run(self._client.update_portfolio_share, portfolio, share, _flags(share))

    @refusals("servicecatalog")
    def end_share(self, portfolio: str, share: Share) -> None:
        """Withdraw a share; waits until the receivers do not have it any more."""
        gone_is_done(lambda: self._run(self._client.delete_portfolio_share, portfolio, share, {}))

    def _find(self, portfolio: str, share: Share) -> Share | None:
        shares = list_shares(self._client, portfolio, share.type)
        return next((each for each in shares if each.with_whom == share.with_whom), None)

    def _run(self, call: Any, portfolio: str, share: Share, flags: Mapping[str, bool]) -> None:
        """One operation, once no other is under way, to its end; raises AwsRefused with the accounts that failed."""
        answer = retry(partial(call, PortfolioId=portfolio, **_receiver(share), **flags), _BUSY, seconds=_BUSY_SECONDS)
        token = answer.get("PortfolioShareToken")
        if token is None or share.type == ACCOUNT:
            # With an account it is done; its status can be asked for by an organization's administrator only.
            return
        status = poll(lambda: self._status(token), _BUSY_SECONDS)
        where = "servicecatalog:DescribePortfolioShareStatus"
        if status is None:
            raise AwsRefused(where, f"{saying(share)} is still under way", try_this="wait, and go on")
        if status["Status"] != "COMPLETED":
            raise AwsRefused(where, f"{saying(share)}: {_errors(status)}", code=status["Status"])

    def _status(self, token: str) -> Any:
        status: Any = self._client.describe_portfolio_share_status(PortfolioShareToken=token)
        return None if status["Status"] in _WORKING else status


def _flags(share: Share) -> dict[str, bool]:
    """What is shared besides; for an account, principals cannot be (CreatePortfolioShare, "SharePrincipals")."""
    flags = {"ShareTagOptions": share.tag_options}
    return flags if share.type == ACCOUNT else {**flags, "SharePrincipals": share.principals}


def _receiver(share: Share) -> dict[str, Any]:
    if share.type == ACCOUNT:
        return {"AccountId": share.receiver}
    return {"OrganizationNode": {"Type": "ACCOUNT" if share.type == MEMBER else share.type, "Value": share.receiver}}


def _errors(status: Mapping[str, Any]) -> str:
    """Which accounts failed, and why."""
    rows = status.get("ShareDetails", {}).get("ShareErrors", [])
    said = [f"{', '.join(row.get('Accounts', []))}: {row.get('Message', row.get('Error', ''))}" for row in rows]
    return "; ".join(said) or str(status["Status"])
