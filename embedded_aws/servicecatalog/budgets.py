"""Links of portfolios and products with budgets of AWS Budgets, by name; the budgets themselves are not here."""

from __future__ import annotations

from embedded_aws.servicecatalog.errors import duplicate
from embedded_aws.servicecatalog.lookup import remove_link
from embedded_aws.servicecatalog.pages import paged
from embedded_aws.servicecatalog.request_context import Answer, Params, RequestContext
from embedded_aws.servicecatalog.tags import budgets_of, check_resource


def associate_budget(context: RequestContext, params: Params) -> Answer:
    """AssociateBudgetWithResource: any name is believed, since no budgets are kept here."""
    resource, name = params["ResourceId"], params["BudgetName"]
    check_resource(context, resource)
    if (resource, name) in context.catalog.budget_links:
        raise duplicate(f"Budget {name} is already associated with {resource}.")
    context.catalog.budget_links[resource, name] = None
    return {}


def disassociate_budget(context: RequestContext, params: Params) -> Answer:
    """DisassociateBudgetFromResource."""
    link = (params["ResourceId"], params["BudgetName"])
    remove_link(context.catalog.budget_links, link, f"Budget {link[1]} is not associated with {link[0]}.")
    return {}


def list_budgets(context: RequestContext, params: Params) -> Answer:
    """ListBudgetsForResource."""
    check_resource(context, params["ResourceId"])
    rows = budgets_of(context.catalog, params["ResourceId"])
    return paged(params, rows, 20, "Budgets")


OPERATIONS = {
    "AssociateBudgetWithResource": associate_budget,
    "DisassociateBudgetFromResource": disassociate_budget,
    "ListBudgetsForResource": list_budgets,
}
