"""Who may launch from a portfolio: IAM principals and patterns, and whether a caller is one of them."""

from __future__ import annotations

import re
from functools import cache

from embedded_aws.service import Caller
from embedded_aws.servicecatalog.errors import (
    PATTERNS_PER_PORTFOLIO,
    PRINCIPALS_PER_PORTFOLIO,
    check_quota,
    invalid,
    not_offered,
)
from embedded_aws.servicecatalog.lookup import reach_portfolio, remove_link
from embedded_aws.servicecatalog.pages import paged
from embedded_aws.servicecatalog.request_context import Answer, Params, RequestContext
from embedded_aws.servicecatalog.state import Principal

_IAM = re.compile(r"arn:[a-z0-9-]+:(iam::\d{12}:(root|(user|group|role)/[^*?]+)|sts::\d{12}:assumed-role/[^*?]+)")
_PATTERN = re.compile(r"arn:[a-z0-9-]+:iam:::(user|group|role)/.+")


def associate_principal(context: RequestContext, params: Params) -> Answer:
    """AssociatePrincipalWithPortfolio: doing it twice changes nothing."""
    reach_portfolio(context, params["PortfolioId"])
    principal = Principal(params["PortfolioId"], params["PrincipalARN"], params["PrincipalType"])
    _check_arn(principal)
    if principal not in context.catalog.principals:
        there = [each for each in context.catalog.principals if each.portfolio == principal.portfolio]
        check_quota(len(there), PRINCIPALS_PER_PORTFOLIO, "principals per portfolio")
        if principal.kind == "IAM_PATTERN":
            patterns = sum(each.kind == "IAM_PATTERN" for each in there)
            check_quota(patterns, PATTERNS_PER_PORTFOLIO, "principals of type IAM_PATTERN per portfolio")
        context.catalog.principals[principal] = context.store.calls
    return {}


def _check_arn(principal: Principal) -> None:
    form = _PATTERN if principal.kind == "IAM_PATTERN" else _IAM
    if not form.fullmatch(principal.arn):
        raise invalid(f"Invalid principal ARN for type {principal.kind}: {principal.arn}")
    if ":group/" in principal.arn:
        raise not_offered("groups as principals of a portfolio")


def disassociate_principal(context: RequestContext, params: Params) -> Answer:
    """DisassociatePrincipalFromPortfolio. AWS quirk: the type must be the one of the association, and it is IAM
    where none is given (terraform-provider-aws issue 32229).
    """
    reach_portfolio(context, params["PortfolioId"])
    kind = params.get("PrincipalType") or "IAM"
    principal = Principal(params["PortfolioId"], params["PrincipalARN"], kind)
    missing = f"Principal {principal.arn} of type {kind} is not associated with {principal.portfolio}."
    remove_link(context.catalog.principals, principal, missing)
    return {}


def list_principals(context: RequestContext, params: Params) -> Answer:
    """ListPrincipalsForPortfolio."""
    reach_portfolio(context, params["PortfolioId"])
    rows = [
        {"PrincipalARN": each.arn, "PrincipalType": each.kind}
        for each, created_call in context.catalog.principals.items()
        if each.portfolio == params["PortfolioId"] and context.is_listed(created_call)
    ]
    return paged(params, rows, 20, "Principals")


def is_caller(principal: Principal, caller: Caller) -> bool:
    """Whether the caller is this principal; a session is its role."""
    arns = {caller.arn, caller.role_arn or caller.arn}
    if principal.kind == "IAM":
        return principal.arn in arns
    without_account = {re.sub(r":iam::\d{12}:", ":iam:::", arn) for arn in arns}
    return any(_wildcards(principal.arn).fullmatch(arn) for arn in without_account)


@cache
def _wildcards(pattern: str) -> re.Pattern[str]:
    """A pattern; here `?` stands for none or one character ("AssociatePrincipalWithPortfolio", PrincipalARN)."""
    return re.compile("".join({"*": ".*", "?": ".?"}.get(letter, re.escape(letter)) for letter in pattern), re.S)


OPERATIONS = {
    "AssociatePrincipalWithPortfolio": associate_principal,
    "DisassociatePrincipalFromPortfolio": disassociate_principal,
    "ListPrincipalsForPortfolio": list_principals,
}
