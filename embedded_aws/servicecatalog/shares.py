"""Portfolio shares with accounts and with nodes of an organization, and what the receiving account does with them."""

from __future__ import annotations

from dataclasses import replace

from embedded_aws.servicecatalog.errors import invalid, invalid_state, not_found, not_supported
from embedded_aws.servicecatalog.lookup import find_portfolio, find_row, shares_with
from embedded_aws.servicecatalog.pages import paged
from embedded_aws.servicecatalog.portfolios import portfolio_detail
from embedded_aws.servicecatalog.request_context import Answer, Params, RequestContext, new_id, present
from embedded_aws.servicecatalog.state import Catalog, Share, ShareOperation


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


def _check_no_operation(context: RequestContext) -> None:
    """AWS quirk: one share operation at a time in an account ("InvalidStateException" in the API reference)."""
    if any(context.store.calls < operation.done for operation in context.catalog.share_operations.values()):
        raise invalid_state("Another portfolio share operation is in progress. Try again when it has completed.")


def _start_operation(context: RequestContext, portfolio: str, kind: str, target: str) -> Answer:
    """The token of an operation on an organization's node; a share with an account needs none."""
    if kind == "ACCOUNT":
        return {}
    if not context.catalog.organizations_access:
        raise not_supported("AWS Organizations access is not enabled for this account.")
    done = context.store.calls + context.fault_injection.share_latency
    missed = context.fault_injection.share_errors
    failed = tuple(missed) if _is_node(target) else tuple({target} & {*missed})
    operation = ShareOperation(new_id("share"), portfolio, target, done, failed)
    context.catalog.share_operations[operation.token] = operation
    return {"PortfolioShareToken": operation.token}


def create_share(context: RequestContext, params: Params) -> Answer:
    """CreatePortfolioShare: an existing share stays as it is."""
    portfolio, (kind, target) = find_portfolio(context, params["PortfolioId"]), _target(params)
    _check_no_operation(context)
    if target == context.call.account:
        raise invalid("A portfolio cannot be shared with its own account.")
    answer = _start_operation(context, portfolio.id, kind, target)
    share = Share(portfolio.id, kind, target, bool(params.get("ShareTagOptions")), bool(params.get("SharePrincipals")))
    if kind == "ACCOUNT" or target not in context.fault_injection.share_errors:
        context.catalog.shares.setdefault((portfolio.id, kind, target), share)
    return answer


def _find(context: RequestContext, params: Params) -> Share:
    portfolio, (kind, target) = find_portfolio(context, params["PortfolioId"]), _target(params)
    if (portfolio.id, kind, target) not in context.catalog.shares:
        raise not_found(f"Portfolio {portfolio.id} is not shared with {target}.")
    return context.catalog.shares[portfolio.id, kind, target]


def update_share(context: RequestContext, params: Params) -> Answer:
    """UpdatePortfolioShare: whether tag options and principals are shared too."""
    share = _find(context, params)
    _check_no_operation(context)
    answer = _start_operation(context, share.portfolio, share.kind, share.target)
    context.catalog.shares[share.portfolio, share.kind, share.target] = replace(
        share,
        tag_options=bool(params.get("ShareTagOptions", share.tag_options)),
        principals=bool(params.get("SharePrincipals", share.principals)),
    )
    running = answer and context.fault_injection.share_latency
    return {**answer, "Status": "IN_PROGRESS" if running else "COMPLETED"}


def delete_share(context: RequestContext, params: Params) -> Answer:
    """DeletePortfolioShare: the receiver loses the portfolio at once."""
    share = _find(context, params)
    _check_no_operation(context)
    answer = _start_operation(context, share.portfolio, share.kind, share.target)
    del context.catalog.shares[share.portfolio, share.kind, share.target]
    for other in context.store.others(context.catalog):
        if other.account == share.target:
            other.accepted.pop(share.portfolio, None)
    return answer


def describe_share_status(context: RequestContext, params: Params) -> Answer:
    """DescribePortfolioShareStatus."""
    operation = find_row(context.catalog.share_operations, params["PortfolioShareToken"], "Portfolio share token")
    status = "COMPLETED_WITH_ERRORS" if operation.failed else "COMPLETED"
    running = context.store.calls < operation.done
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


def describe_shares(context: RequestContext, params: Params) -> Answer:
    """DescribePortfolioShares: of one type."""
    portfolio = find_portfolio(context, params["PortfolioId"])
    rows = [
        present(
            PrincipalId=share.target,
            Type=share.kind,
            Accepted=_accepted(context, share),
            ShareTagOptions=share.tag_options,
            SharePrincipals=share.principals,
        )
        for share in context.catalog.shares.values()
        if (share.portfolio, share.kind) == (portfolio.id, params["Type"])
    ]
    return paged(params, rows, 100, "PortfolioShareDetails")


def _accepted(context: RequestContext, share: Share) -> bool:
    others = context.store.others(context.catalog)
    return any(other.account == share.target and share.portfolio in other.accepted for other in others)


def list_access(context: RequestContext, params: Params) -> Answer:
    """ListPortfolioAccess: the accounts with which a portfolio is shared."""
    portfolio = find_portfolio(context, params["PortfolioId"])
    kinds = ("ORGANIZATION_MEMBER_ACCOUNT",) if params.get("OrganizationParentId") else ("ACCOUNT",)
    found = [share for share in context.catalog.shares.values() if share.portfolio == portfolio.id]
    return paged(params, [share.target for share in found if share.kind in kinds], 100, "AccountIds")


def list_organization_access(context: RequestContext, params: Params) -> Answer:
    """ListOrganizationPortfolioAccess: the nodes of one type."""
    portfolio, wanted = find_portfolio(context, params["PortfolioId"]), params["OrganizationNodeType"]
    kind = {"ACCOUNT": "ORGANIZATION_MEMBER_ACCOUNT"}.get(wanted, wanted)
    found = [
        share for share in context.catalog.shares.values() if (share.portfolio, share.kind) == (portfolio.id, kind)
    ]
    rows = [{"Type": wanted, "Value": share.target} for share in found]
    return paged(params, rows, 20, "OrganizationNodes")


def accept_share(context: RequestContext, params: Params) -> Answer:
    """AcceptPortfolioShare: the portfolio becomes one that this account can launch from."""
    context.catalog.accepted[params["PortfolioId"]] = _offered(context, params["PortfolioId"]).account
    return {}


def reject_share(context: RequestContext, params: Params) -> Answer:
    """RejectPortfolioShare: the account loses the portfolio, and may accept it again."""
    _offered(context, params["PortfolioId"])
    context.catalog.accepted.pop(params["PortfolioId"], None)
    for principal in [each for each in context.catalog.principals if each.portfolio == params["PortfolioId"]]:
        del context.catalog.principals[principal]
    return {}


def _offered(context: RequestContext, portfolio_id: str) -> Catalog:
    for other in context.store.others(context.catalog):
        if shares_with(other, portfolio_id, context.call.account):
            return other
    raise not_found(f"Portfolio {portfolio_id} is not shared with account {context.call.account}.")


def list_accepted(context: RequestContext, params: Params) -> Answer:
    """ListAcceptedPortfolioShares."""
    rows = []
    for portfolio_id, owner in context.catalog.accepted.items():
        catalog = context.store.of(owner, context.catalog.region)
        direct = (portfolio_id, "ACCOUNT", context.call.account) in catalog.shares
        if (params.get("PortfolioShareType") == "AWS_ORGANIZATIONS") != direct:
            rows.append(portfolio_detail(catalog.portfolios[portfolio_id]))
    return paged(params, rows, 100, "PortfolioDetails")


def enable_access(context: RequestContext, _params: Params) -> Answer:
    """EnableAWSOrganizationsAccess."""
    context.catalog.organizations_access = True
    return {}


def disable_access(context: RequestContext, _params: Params) -> Answer:
    """DisableAWSOrganizationsAccess."""
    context.catalog.organizations_access = False
    return {}


def read_access(context: RequestContext, _params: Params) -> Answer:
    """GetAWSOrganizationsAccessStatus."""
    return {"AccessStatus": "ENABLED" if context.catalog.organizations_access else "DISABLED"}


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
    "EnableAWSOrganizationsAccess": enable_access,
    "DisableAWSOrganizationsAccess": disable_access,
    "GetAWSOrganizationsAccessStatus": read_access,
}
