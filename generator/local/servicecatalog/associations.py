"""Which product is in which portfolio."""

from __future__ import annotations

from generator.local.servicecatalog.constraints import constraints_on
from generator.local.servicecatalog.desk import Answer, Desk, Params
from generator.local.servicecatalog.lookup import find_portfolio, find_product, reach_portfolio
from generator.local.servicecatalog.quotas import PRODUCTS_PER_PORTFOLIO, check_room
from generator.local.servicecatalog.refusals import in_use, not_found


def associate_product(desk: Desk, params: Params) -> Answer:
    """AssociateProductWithPortfolio: doing it twice changes nothing."""
    portfolio = find_portfolio(desk, params["PortfolioId"])
    product_id = params["ProductId"]
    if source := params.get("SourcePortfolioId"):
        home, _ = reach_portfolio(desk, source)
        if (source, product_id) not in home.associations:
            raise not_found(f"Product {product_id} is not associated with portfolio {source}.")
    else:
        find_product(desk, product_id)
    if (portfolio.id, product_id) not in desk.catalog.associations:
        used = sum(holder == portfolio.id for holder, _ in desk.catalog.associations)
        check_room(used, PRODUCTS_PER_PORTFOLIO, "products per portfolio")
        desk.catalog.associations[portfolio.id, product_id] = desk.store.calls
    return {}


def disassociate_product(desk: Desk, params: Params) -> Answer:
    """DisassociateProductFromPortfolio: refused while a constraint hangs on the association."""
    portfolio = find_portfolio(desk, params["PortfolioId"])
    link = (portfolio.id, params["ProductId"])
    if link not in desk.catalog.associations:
        raise not_found(f"Product {link[1]} is not associated with portfolio {link[0]}.")
    if constraints_on(desk.catalog, *link):
        raise in_use(f"Product {link[1]} still has constraints in portfolio {link[0]}.")
    del desk.catalog.associations[link]
    return {}


OPERATIONS = {
    "AssociateProductWithPortfolio": associate_product,
    "DisassociateProductFromPortfolio": disassociate_product,
}
