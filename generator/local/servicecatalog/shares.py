"""Sharing portfolios with accounts and with nodes of an organization, and what the receiver does with them."""

from __future__ import annotations

from dataclasses import replace

from generator.local.servicecatalog.desk import Answer, Desk, Params, new_id, present
from generator.local.servicecatalog.lookup import find_portfolio
from generator.local.servicecatalog.pages import paged
from generator.local.servicecatalog.portfolios import portfolio_detail
from generator.local.servicecatalog.refusals import invalid, not_found, unsupported, wrong_state
from generator.local.servicecatalog.state import Catalog, Share, ShareOperation


def _target(params: Params) -> tuple[str, str]:
    """Type and name of the receiver: exactly one of AccountId and OrganizationNode."""
    node, account = params.get("OrganizationNode"), params.get("AccountId")
    match account, node:
        case str(), None:
            return "ACCOUNT", account
        case None, {"Type": str() as kind, "Value": str() as value}:
            return {"ACCOUNT": "ORGANIZATION_MEMBER_ACCOUNT"}.get(kind, kind), value
        case None, dict():
            raise invalid("OrganizationNode takes a Type and a Value.")
    raise invalid("Exactly one of AccountId and OrganizationNode is required.")


def _check_free(desk: Desk) -> None:
    """AWS quirk: one share operation at a time in an account ("InvalidStateException" in the API reference)."""
    if any(desk.store.calls < operation.done for operation in desk.catalog.share_operations.values()):
        raise wrong_state("Another portfolio share operation is in progress. Try again when it has completed.")


def _begin(desk: Desk, portfolio: str, kind: str, target: str) -> Answer:
    """The token of an operation on an organization's node; a share with an account needs none."""
    if kind == "ACCOUNT":
        return {}
    if not desk.catalog.organizations:
        raise unsupported("AWS Organizations access is not enabled for this account.")
    done = desk.store.calls + desk.faults.share_latency
    missed = desk.faults.share_errors
    failed = tuple(missed) if _is_node(target) else tuple({target} & {*missed})
    operation = ShareOperation(new_id("share"), portfolio, target, done, failed)
    desk.catalog.share_operations[operation.token] = operation
    return {"PortfolioShareToken": operation.token}


def create_share(desk: Desk, params: Params) -> Answer:
    """CreatePortfolioShare: an existing share stays as it is."""
    portfolio, (kind, target) = find_portfolio(desk, params["PortfolioId"]), _target(params)
    _check_free(desk)
    if target == desk.call.account:
        raise invalid("A portfolio cannot be shared with its own account.")
    answer = _begin(desk, portfolio.id, kind, target)
    share = Share(portfolio.id, kind, target, bool(params.get("ShareTagOptions")), bool(params.get("SharePrincipals")))
    if kind == "ACCOUNT" or target not in desk.faults.share_errors:
        desk.catalog.shares.setdefault((portfolio.id, kind, target), share)
    return answer


def _find(desk: Desk, params: Params) -> Share:
    portfolio, (kind, target) = find_portfolio(desk, params["PortfolioId"]), _target(params)
    if (portfolio.id, kind, target) not in desk.catalog.shares:
        raise not_found(f"Portfolio {portfolio.id} is not shared with {target}.")
    return desk.catalog.shares[portfolio.id, kind, target]


def update_share(desk: Desk, params: Params) -> Answer:
    """UpdatePortfolioShare: whether tag options and principals go along."""
    share = _find(desk, params)
    _check_free(desk)
    answer = _begin(desk, share.portfolio, share.kind, share.target)
    desk.catalog.shares[share.portfolio, share.kind, share.target] = replace(
        share,
        tag_options=bool(params.get("ShareTagOptions", share.tag_options)),
        principals=bool(params.get("SharePrincipals", share.principals)),
    )
    running = answer and desk.faults.share_latency
    return {**answer, "Status": "IN_PROGRESS" if running else "COMPLETED"}


def delete_share(desk: Desk, params: Params) -> Answer:
    """DeletePortfolioShare: the receiver loses the portfolio at once."""
    share = _find(desk, params)
    _check_free(desk)
    answer = _begin(desk, share.portfolio, share.kind, share.target)
    del desk.catalog.shares[share.portfolio, share.kind, share.target]
    for other in desk.store.others(desk.catalog):
        if other.account == share.target:
            other.accepted.pop(share.portfolio, None)
    return answer


def describe_share_status(desk: Desk, params: Params) -> Answer:
    """DescribePortfolioShareStatus."""
    operation = desk.catalog.share_operations.get(params["PortfolioShareToken"])
    if operation is None:
        raise not_found(f"Portfolio share token {params['PortfolioShareToken']} not found.")
    status = "COMPLETED_WITH_ERRORS" if operation.failed else "COMPLETED"
    running = desk.store.calls < operation.done
    answer = {
        "PortfolioShareToken": operation.token,
        "PortfolioId": operation.portfolio,
        "OrganizationNodeValue": operation.target,
        "Status": "IN_PROGRESS" if running else status,
    }
    return answer if running else {**answer, "ShareDetails": _details(operation)}


def _is_node(target: str) -> bool:
    """Whether a target stands for many accounts, of which the embedded AWS knows none."""
    return not target.isdigit()


def _details(operation: ShareOperation) -> Answer:
    reached = [] if _is_node(operation.target) or operation.failed else [operation.target]
    error = {
        "Accounts": list(operation.failed),
        "Error": "ShareFailed",
        "Message": "The portfolio could not be shared.",
    }
    return {"SuccessfulShares": reached, "ShareErrors": [error] if operation.failed else []}


def describe_shares(desk: Desk, params: Params) -> Answer:
    """DescribePortfolioShares: of one type."""
    portfolio = find_portfolio(desk, params["PortfolioId"])
    rows = [
        present(
            PrincipalId=share.target,
            Type=share.kind,
            Accepted=_accepted(desk, share),
            ShareTagOptions=share.tag_options,
            SharePrincipals=share.principals,
        )
        for share in desk.catalog.shares.values()
        if (share.portfolio, share.kind) == (portfolio.id, params["Type"])
    ]
    return paged(params, rows, 100, "PortfolioShareDetails")


def _accepted(desk: Desk, share: Share) -> bool:
    others = desk.store.others(desk.catalog)
    return any(other.account == share.target and share.portfolio in other.accepted for other in others)


def list_access(desk: Desk, params: Params) -> Answer:
    """ListPortfolioAccess: the accounts with which a portfolio is shared."""
    portfolio = find_portfolio(desk, params["PortfolioId"])
    kinds = ("ORGANIZATION_MEMBER_ACCOUNT",) if params.get("OrganizationParentId") else ("ACCOUNT",)
    found = [share for share in desk.catalog.shares.values() if share.portfolio == portfolio.id]
    return paged(params, [share.target for share in found if share.kind in kinds], 100, "AccountIds")


def list_organization_access(desk: Desk, params: Params) -> Answer:
    """ListOrganizationPortfolioAccess: the nodes of one type."""
    portfolio, wanted = find_portfolio(desk, params["PortfolioId"]), params["OrganizationNodeType"]
    kind = {"ACCOUNT": "ORGANIZATION_MEMBER_ACCOUNT"}.get(wanted, wanted)
    found = [share for share in desk.catalog.shares.values() if (share.portfolio, share.kind) == (portfolio.id, kind)]
    rows = [{"Type": wanted, "Value": share.target} for share in found]
    return paged(params, rows, 20, "OrganizationNodes")


def accept_share(desk: Desk, params: Params) -> Answer:
    """AcceptPortfolioShare: the portfolio becomes one that this account can launch from."""
    desk.catalog.accepted[params["PortfolioId"]] = _offered(desk, params["PortfolioId"]).account
    return {}


def reject_share(desk: Desk, params: Params) -> Answer:
    """RejectPortfolioShare: the offer stands, the portfolio goes."""
    _offered(desk, params["PortfolioId"])
    desk.catalog.accepted.pop(params["PortfolioId"], None)
    for principal in [each for each in desk.catalog.principals if each.portfolio == params["PortfolioId"]]:
        del desk.catalog.principals[principal]
    return {}


def _offered(desk: Desk, portfolio_id: str) -> Catalog:
    for other in desk.store.others(desk.catalog):
        for kind in ("ACCOUNT", "ORGANIZATION_MEMBER_ACCOUNT"):
            if (portfolio_id, kind, desk.call.account) in other.shares:
                return other
    raise not_found(f"Portfolio {portfolio_id} is not shared with account {desk.call.account}.")


def list_accepted(desk: Desk, params: Params) -> Answer:
    """ListAcceptedPortfolioShares."""
    rows = []
    for portfolio_id, owner in desk.catalog.accepted.items():
        home = desk.store.of(owner, desk.catalog.region)
        direct = (portfolio_id, "ACCOUNT", desk.call.account) in home.shares
        if (params.get("PortfolioShareType") == "AWS_ORGANIZATIONS") != direct:
            rows.append(portfolio_detail(home.portfolios[portfolio_id]))
    return paged(params, rows, 100, "PortfolioDetails")


OPERATIONS = {
    "CreatePortfolioShare": create_share,
    "UpdatePortfolioShare": update_share,
    "DeletePortfolioShare": delete_share,
    "DescribePortfolioShareStatus": describe_share_status,
    "DescribePortfolioShares": describe_shares,
    "ListPortfolioAccess": list_access,
    "ListOrganizationPortfolioAccess": list_organization_access,
    "AcceptPortfolioShare": accept_share,
    "RejectPortfolioShare": reject_share,
    "ListAcceptedPortfolioShares": list_accepted,
}
