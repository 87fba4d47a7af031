"""Portfolio shares with accounts and with nodes of an organization, and what the receiving account does with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from embedded_aws.organization import Organization
from embedded_aws.servicecatalog.errors import invalid, invalid_state, not_found, not_offered, not_supported
from embedded_aws.servicecatalog.lookup import find_portfolio, find_row
from embedded_aws.servicecatalog.organization_access import check_administrator
from embedded_aws.servicecatalog.pages import paged
from embedded_aws.servicecatalog.portfolios import portfolio_detail
from embedded_aws.servicecatalog.reach import accounts_of, imported, is_access_enabled, shares_here
from embedded_aws.servicecatalog.request_context import Answer, Params, RequestContext, new_id, present
from embedded_aws.servicecatalog.state import Catalog, Portfolio, Share, ShareOperation

_NODES = ("ORGANIZATION", "ORGANIZATIONAL_UNIT")
"""The types of receivers with which principals can be shared."""
_IDS = {"ORGANIZATION": "o-", "ORGANIZATIONAL_UNIT": "ou-"}


def _target(params: Params) -> tuple[str, str]:
    """Type and name of the receiver: exactly one of AccountId and OrganizationNode; of an ARN its last part."""
    node, account = params.get("OrganizationNode"), params.get("AccountId")
    match account, node:
        case str(), None:
            return "ACCOUNT", account
        case None, {"Type": str() as kind, "Value": str() as value}:
            name = value.rpartition("/")[2]
            if not (name.startswith(_IDS[kind]) if kind in _IDS else name.isdigit()):
                raise invalid(f"{value} is no {kind}.")
            return {"ACCOUNT": "ORGANIZATION_MEMBER_ACCOUNT"}.get(kind, kind), name
        case None, dict():
            raise invalid("OrganizationNode takes a Type and a Value.")
    raise invalid("Exactly one of AccountId and OrganizationNode is required.")


def _check_no_operation(context: RequestContext) -> None:
    """AWS quirk: one share operation at a time in an account ("InvalidStateException" in the API reference)."""
    if any(context.store.calls < operation.done for operation in context.catalog.share_operations.values()):
        raise invalid_state("Another portfolio share operation is in progress. Try again when it has completed.")


def _check_node(context: RequestContext, kind: str, target: str) -> Organization | None:
    """The organization for a share with one of its nodes; None for a share with an account."""
    if kind == "ACCOUNT":
        return None
    organization = check_administrator(context)
    if not is_access_enabled(context.store, organization):
        raise not_supported("AWS Organizations access is not enabled for this account.")
    if not (target in organization.members if target.isdigit() else organization.has(target)):
        raise not_found(f"Organization node {target} not found.")
    return organization


def _check_flags(params: Params, kind: str) -> None:
    if params.get("SharePrincipals") and kind not in _NODES:
        raise invalid("SharePrincipals is only supported for shares with an organization or an organizational unit.")


def _check_own(context: RequestContext, portfolio: Portfolio) -> None:
    """A shared resource cannot be shared again ("CreatePortfolioShare" in the API reference)."""
    for holder, product in context.catalog.associations:
        if holder == portfolio.id and product not in context.catalog.products:
            raise invalid(f"Portfolio {portfolio.id} contains a shared product and cannot be shared: {product}.")


def _start_operation(context: RequestContext, share: Share, organization: Organization | None) -> Answer:
    """The token of an operation on an organization's node; a share with an account needs none."""
    if organization is None:
        return {}
    done = context.store.calls + context.fault_injection.share_latency
    reached = accounts_of(share, context.call.account, organization)
    operation = ShareOperation(new_id("share"), share.portfolio, share.target, done, share.missed, reached)
    context.catalog.share_operations[operation.token] = operation
    return {"PortfolioShareToken": operation.token}


def create_share(context: RequestContext, params: Params) -> Answer:
    """CreatePortfolioShare: an existing share stays as it is."""
    portfolio, (kind, target) = find_portfolio(context, params["PortfolioId"]), _target(params)
    _check_no_operation(context)
    if target == context.call.account:
        raise invalid("A portfolio cannot be shared with its own account.")
    _check_flags(params, kind)
    _check_own(context, portfolio)
    organization = _check_node(context, kind, target)
    share = Share(
        portfolio.id,
        kind,
        target,
        bool(params.get("ShareTagOptions")),
        bool(params.get("SharePrincipals")),
        _missed(context, target, organization),
    )
    kept = context.catalog.shares.setdefault((portfolio.id, kind, target), share)
    return _start_operation(context, kept, organization)


def _missed(context: RequestContext, target: str, organization: Organization | None) -> tuple[str, ...]:
    """The accounts that a share does not reach, as fault injection has it."""
    if organization is None:
        return ()
    inside = {target} if target.isdigit() else {*organization.accounts_in(target)}
    return tuple(account for account in context.fault_injection.share_errors if account in inside)


def _find(context: RequestContext, params: Params) -> Share:
    portfolio, (kind, target) = find_portfolio(context, params["PortfolioId"]), _target(params)
    if (portfolio.id, kind, target) not in context.catalog.shares:
        raise not_found(f"Portfolio {portfolio.id} is not shared with {target}.")
    return context.catalog.shares[portfolio.id, kind, target]


def update_share(context: RequestContext, params: Params) -> Answer:
    """UpdatePortfolioShare: whether tag options and principals are shared too."""
    share = _find(context, params)
    _check_no_operation(context)
    _check_flags(params, share.kind)
    organization = _check_node(context, share.kind, share.target)
    changed = replace(
        share,
        tag_options=bool(params.get("ShareTagOptions", share.tag_options)),
        principals=bool(params.get("SharePrincipals", share.principals)),
    )
    context.catalog.shares[share.portfolio, share.kind, share.target] = changed
    answer = _start_operation(context, changed, organization)
    running = answer and context.fault_injection.share_latency
    return {**answer, "Status": "IN_PROGRESS" if running else "COMPLETED"}


def delete_share(context: RequestContext, params: Params) -> Answer:
    """DeletePortfolioShare: the receivers lose the portfolio at once."""
    share = _find(context, params)
    _check_no_operation(context)
    # A share with a node that is gone can be deleted still.
    organization = None if share.kind == "ACCOUNT" else check_administrator(context)
    answer = _start_operation(context, share, organization)
    del context.catalog.shares[share.portfolio, share.kind, share.target]
    for other in context.store.others(context.catalog):
        if share.kind == "ACCOUNT" and other.account == share.target:
            other.accepted.pop(share.portfolio, None)
    return answer


def describe_share_status(context: RequestContext, params: Params) -> Answer:
    """DescribePortfolioShareStatus."""
    check_administrator(context)
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


def _details(operation: ShareOperation) -> Answer:
    error = {
        "Accounts": list(operation.failed),
        "Error": "ShareFailed",
        "Message": "The portfolio could not be shared.",
    }
    return {"SuccessfulShares": list(operation.reached), "ShareErrors": [error] if operation.failed else []}


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
    """Whether it was imported; a share with the organization always is ("PortfolioShareDetail", Accepted)."""
    if share.kind != "ACCOUNT":
        return True
    others = context.store.others(context.catalog)
    return any(other.account == share.target and share.portfolio in other.accepted for other in others)


def list_access(context: RequestContext, params: Params) -> Answer:
    """ListPortfolioAccess: the accounts with which a portfolio is shared, or those below a node that have it."""
    portfolio = find_portfolio(context, params["PortfolioId"])
    found = [share for share in context.catalog.shares.values() if share.portfolio == portfolio.id]
    node, organization = params.get("OrganizationParentId"), context.organization
    if node is None:
        return paged(params, [share.target for share in found if share.kind == "ACCOUNT"], 100, "AccountIds")
    shares = [share for share in found if share.kind != "ACCOUNT" and organization is not None]
    return paged(params, [*_below(context, node, shares)], 100, "AccountIds")


def _below(context: RequestContext, node: str, shares: Iterable[Share]) -> dict[str, None]:
    organization = context.organization
    if organization is None:
        return {}
    reached = {one for share in shares for one in accounts_of(share, context.call.account, organization)}
    return {account: None for account in organization.accounts_in(node) if account in reached}


def list_organization_access(context: RequestContext, params: Params) -> Answer:
    """ListOrganizationPortfolioAccess: the nodes of one type."""
    portfolio, wanted = find_portfolio(context, params["PortfolioId"]), params["OrganizationNodeType"]
    check_administrator(context)
    kind = {"ACCOUNT": "ORGANIZATION_MEMBER_ACCOUNT"}.get(wanted, wanted)
    found = [
        share for share in context.catalog.shares.values() if (share.portfolio, share.kind) == (portfolio.id, kind)
    ]
    rows = [{"Type": wanted, "Value": share.target} for share in found]
    return paged(params, rows, 20, "OrganizationNodes")


def accept_share(context: RequestContext, params: Params) -> Answer:
    """AcceptPortfolioShare: the portfolio becomes one that this account can launch from.

    One of the organization's is imported already, and asks for its own type (aws-service-catalog-puppet issue 346).
    """
    owner = _offered(context, params)
    if not _is_of_organization(params):
        context.catalog.accepted[params["PortfolioId"]] = owner.account
    return {}


def reject_share(context: RequestContext, params: Params) -> Answer:
    """RejectPortfolioShare: the account loses the portfolio, and may accept it again."""
    _offered(context, params)
    if _is_of_organization(params):
        raise not_offered("rejecting a share of the organization")
    context.catalog.accepted.pop(params["PortfolioId"], None)
    for principal in [each for each in context.catalog.principals if each.portfolio == params["PortfolioId"]]:
        del context.catalog.principals[principal]
    return {}


def _is_of_organization(params: Params) -> bool:
    return params.get("PortfolioShareType") == "AWS_ORGANIZATIONS"


def _offered(context: RequestContext, params: Params) -> Catalog:
    """The owner of a portfolio that reaches this account by a share of the type that the request means."""
    portfolio_id, wanted = params["PortfolioId"], _is_of_organization(params)
    if params.get("PortfolioShareType") != "AWS_SERVICECATALOG":
        for other in context.store.others(context.catalog):
            if any((share.kind != "ACCOUNT") == wanted for share in shares_here(context, other, portfolio_id)):
                return other
    raise not_found(f"Portfolio {portfolio_id} is not shared with account {context.call.account}.")


def list_accepted(context: RequestContext, params: Params) -> Answer:
    """ListAcceptedPortfolioShares: those that were accepted, or those of the organization."""
    wanted = _is_of_organization(params)
    rows = [
        portfolio_detail(owner.portfolios[portfolio_id])
        for portfolio_id, owner in imported(context).items()
        if any((share.kind != "ACCOUNT") == wanted for share in shares_here(context, owner, portfolio_id))
    ]
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
