"""Which product is in which portfolio."""

from __future__ import annotations

from embedded_aws.servicecatalog.constraints import constraints_on
from embedded_aws.servicecatalog.lookup import find_portfolio, find_product, reach_portfolio
from embedded_aws.servicecatalog.quotas import PRODUCTS_PER_PORTFOLIO, check_room
from embedded_aws.servicecatalog.refusals import in_use, not_found
from embedded_aws.servicecatalog.request_context import Answer, Params, RequestContext


def associate_product(context: RequestContext, params: Params) -> Answer:
    """AssociateProductWithPortfolio: doing it twice changes nothing."""
    portfolio = find_portfolio(context, params["PortfolioId"])
    product_id = params["ProductId"]
    if source := params.get("SourcePortfolioId"):
        home, _ = reach_portfolio(context, source)
        if (source, product_id) not in home.associations:
            raise not_found(f"Product {product_id} is not associated with portfolio {source}.")
    else:
        find_product(context, product_id)
    if (portfolio.id, product_id) not in context.catalog.associations:
        used = sum(holder == portfolio.id for holder, _ in context.catalog.associations)
        check_room(used, PRODUCTS_PER_PORTFOLIO, "products per portfolio")
        context.catalog.associations[portfolio.id, product_id] = context.store.calls
    return {}


def disassociate_product(context: RequestContext, params: Params) -> Answer:
    """DisassociateProductFromPortfolio: refused while a constraint hangs on the association."""
    portfolio = find_portfolio(context, params["PortfolioId"])
    link = (portfolio.id, params["ProductId"])
    if link not in context.catalog.associations:
        raise not_found(f"Product {link[1]} is not associated with portfolio {link[0]}.")
    if constraints_on(context.catalog, *link):
        raise in_use(f"Product {link[1]} still has constraints in portfolio {link[0]}.")
    del context.catalog.associations[link]
    return {}


OPERATIONS = {
    "AssociateProductWithPortfolio": associate_product,
    "DisassociateProductFromPortfolio": disassociate_product,
}
