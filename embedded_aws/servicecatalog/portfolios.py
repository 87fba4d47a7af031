"""Portfolios, and the products that are associated with them."""

from __future__ import annotations

from dataclasses import replace

from embedded_aws.servicecatalog.constraints import constraints_on
from embedded_aws.servicecatalog.errors import PORTFOLIOS, PRODUCTS_PER_PORTFOLIO, check_quota, in_use, not_found
from embedded_aws.servicecatalog.lookup import find_portfolio, find_product, reach_portfolio, reach_product, remove_link
from embedded_aws.servicecatalog.pages import paged
from embedded_aws.servicecatalog.reach import shares_options
from embedded_aws.servicecatalog.request_context import Answer, Params, RequestContext, new_id, now, present
from embedded_aws.servicecatalog.state import Portfolio
from embedded_aws.servicecatalog.tags import change_tags, describe_tags, forget_budgets, read_tags, tag_list


def portfolio_detail(portfolio: Portfolio) -> Answer:
    """A PortfolioDetail."""
    return present(
        Id=portfolio.id,
        ARN=portfolio.arn,
        DisplayName=portfolio.name,
        Description=portfolio.description,
        CreatedTime=portfolio.created,
        ProviderName=portfolio.provider,
    )


def create_portfolio(context: RequestContext, params: Params) -> Answer:
    """CreatePortfolio: names need not be unique."""
    check_quota(len(context.catalog.portfolios), PORTFOLIOS, "portfolios")
    portfolio_id = new_id("port")
    portfolio = Portfolio(
        id=portfolio_id,
        arn=context.arn("catalog", f"portfolio/{portfolio_id}"),
        account=context.call.account,
        name=params["DisplayName"],
        provider=params["ProviderName"],
        description=params.get("Description"),
        tags=read_tags(params.get("Tags")),
        created=now(),
        created_call=context.store.calls,
    )
    context.catalog.portfolios[portfolio_id] = portfolio
    return {"PortfolioDetail": portfolio_detail(portfolio), "Tags": tag_list(portfolio.tags)}


def update_portfolio(context: RequestContext, params: Params) -> Answer:
    """UpdatePortfolio: only what is given changes."""
    portfolio = find_portfolio(context, params["Id"])
    changed = replace(
        portfolio,
        name=params.get("DisplayName", portfolio.name),
        provider=params.get("ProviderName", portfolio.provider),
        description=params.get("Description", portfolio.description),
        tags=change_tags(portfolio.tags, params.get("AddTags"), params.get("RemoveTags")),
    )
    context.catalog.portfolios[portfolio.id] = changed
    return {"PortfolioDetail": portfolio_detail(changed), "Tags": tag_list(changed.tags)}


def delete_portfolio(context: RequestContext, params: Params) -> Answer:
    """DeletePortfolio: refused while anything is associated with it."""
    portfolio = find_portfolio(context, params["Id"])
    catalog = context.catalog
    dependents = {
        "products": any(holder == portfolio.id for holder, _ in catalog.associations),
        "principals": any(principal.portfolio == portfolio.id for principal in catalog.principals),
        "constraints": any(constraint.portfolio == portfolio.id for constraint in catalog.constraints.values()),
        "shares": any(shared == portfolio.id for shared, _, _ in catalog.shares),
        "tag options": any(resource == portfolio.id for resource, _ in catalog.tag_links),
    }
    if remaining := [what for what, exists in dependents.items() if exists]:
        raise in_use(f"Portfolio {portfolio.id} is in use: it still has {', '.join(remaining)}.")
    forget_budgets(catalog, portfolio.id)
    del catalog.portfolios[portfolio.id]
    return {}


def describe_portfolio(context: RequestContext, params: Params) -> Answer:
    """DescribePortfolio: with tags and tag options, which ListPortfolios leaves out."""
    catalog, portfolio = reach_portfolio(context, params["Id"])
    answer = {"PortfolioDetail": portfolio_detail(portfolio), **describe_tags(catalog, portfolio)}
    if catalog is not context.catalog and not shares_options(context, catalog, portfolio.id):
        answer["TagOptions"] = []
    return answer


def list_portfolios(context: RequestContext, params: Params) -> Answer:
    """ListPortfolios: pages of 100, without tags."""
    seen = [each for each in context.catalog.portfolios.values() if context.is_listed(each.created_call)]
    return paged(params, [portfolio_detail(each) for each in seen], 100, "PortfolioDetails")


def list_portfolios_for_product(context: RequestContext, params: Params) -> Answer:
    """ListPortfoliosForProduct."""
    product_id = params["ProductId"]
    owner, _ = reach_product(context, product_id)
    if owner is not context.catalog:
        raise not_found(f"Product {product_id} not found.")
    found = [
        context.catalog.portfolios[portfolio]
        for (portfolio, product), created_call in context.catalog.associations.items()
        if product == product_id and context.is_listed(created_call)
    ]
    return paged(params, [portfolio_detail(each) for each in found], 100, "PortfolioDetails")


def associate_product(context: RequestContext, params: Params) -> Answer:
    """AssociateProductWithPortfolio: doing it twice changes nothing."""
    portfolio = find_portfolio(context, params["PortfolioId"])
    product_id = params["ProductId"]
    if source := params.get("SourcePortfolioId"):
        catalog, _ = reach_portfolio(context, source)
        if (source, product_id) not in catalog.associations:
            raise not_found(f"Product {product_id} is not associated with portfolio {source}.")
    else:
        find_product(context, product_id)
    if (portfolio.id, product_id) not in context.catalog.associations:
        used = sum(holder == portfolio.id for holder, _ in context.catalog.associations)
        check_quota(used, PRODUCTS_PER_PORTFOLIO, "products per portfolio")
        context.catalog.associations[portfolio.id, product_id] = context.store.calls
    return {}


def disassociate_product(context: RequestContext, params: Params) -> Answer:
    """DisassociateProductFromPortfolio: refused while the product has constraints in the portfolio."""
    portfolio = find_portfolio(context, params["PortfolioId"])
    link = (portfolio.id, params["ProductId"])
    if constraints_on(context.catalog, *link):
        raise in_use(f"Product {link[1]} still has constraints in portfolio {link[0]}.")
    missing = f"Product {link[1]} is not associated with portfolio {link[0]}."
    remove_link(context.catalog.associations, link, missing)
    return {}


OPERATIONS = {
    "CreatePortfolio": create_portfolio,
    "UpdatePortfolio": update_portfolio,
    "DeletePortfolio": delete_portfolio,
    "DescribePortfolio": describe_portfolio,
    "ListPortfolios": list_portfolios,
    "ListPortfoliosForProduct": list_portfolios_for_product,
    "AssociateProductWithPortfolio": associate_product,
    "DisassociateProductFromPortfolio": disassociate_product,
}
