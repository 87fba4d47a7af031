"""Links with budgets: seen where a resource is described, and gone with it."""

from __future__ import annotations

import pytest

from embedded_aws.service import ServiceError
from tests.embedded_aws.servicecatalog.checked_catalog import CheckedCatalog


def link(catalog: CheckedCatalog, name: str, resource: str) -> None:
    catalog.call("AssociateBudgetWithResource", BudgetName=name, ResourceId=resource)


def names(catalog: CheckedCatalog, resource: str) -> list[str]:
    listed = catalog.call("ListBudgetsForResource", ResourceId=resource)["Budgets"]
    return [each["BudgetName"] for each in listed]


def test_budgets_are_listed_and_described_until_their_links_end(catalog: CheckedCatalog) -> None:
    portfolio = catalog.portfolio()
    link(catalog, "churn", portfolio)
    link(catalog, "all", portfolio)
    assert names(catalog, portfolio) == ["churn", "all"]
    assert catalog.call("DescribePortfolio", Id=portfolio)["Budgets"] == [
        {"BudgetName": "churn"},
        {"BudgetName": "all"},
    ]
    catalog.call("DisassociateBudgetFromResource", BudgetName="churn", ResourceId=portfolio)
    assert names(catalog, portfolio) == ["all"]


def test_a_link_is_there_once_and_ends_once(catalog: CheckedCatalog) -> None:
    portfolio = catalog.portfolio()
    link(catalog, "churn", portfolio)
    with pytest.raises(ServiceError, match="already associated") as refused:
        link(catalog, "churn", portfolio)
    assert refused.value.code == "DuplicateResourceException"
    with pytest.raises(ServiceError, match="not associated") as refused:
        catalog.call("DisassociateBudgetFromResource", BudgetName="other", ResourceId=portfolio)
    assert refused.value.code == "ResourceNotFoundException"
    with pytest.raises(ServiceError, match="not found"):
        link(catalog, "churn", "port-none")


def test_a_budget_stands_in_the_way_of_no_deletion(catalog: CheckedCatalog) -> None:
    portfolio = catalog.portfolio()
    link(catalog, "churn", portfolio)
    catalog.call("DeletePortfolio", Id=portfolio)
    with pytest.raises(ServiceError, match="not found"):
        names(catalog, portfolio)
