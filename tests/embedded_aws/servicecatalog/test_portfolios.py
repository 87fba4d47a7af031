from __future__ import annotations

import pytest

from embedded_aws.service import ServiceError
from tests.embedded_aws.servicecatalog.checked_catalog import SPOKE, CheckedCatalog, admin


def test_a_portfolio_is_described_with_the_tags_that_the_list_leaves_out(catalog: CheckedCatalog) -> None:
    portfolio = catalog.portfolio(Tags=[{"Key": "team", "Value": "platform"}])
    assert catalog.call("DescribePortfolio", Id=portfolio)["Tags"] == [{"Key": "team", "Value": "platform"}]
    (listed,) = catalog.call("ListPortfolios")["PortfolioDetails"]
    assert listed["Id"] == portfolio
    assert "Tags" not in listed


def test_two_portfolios_may_have_one_name(catalog: CheckedCatalog) -> None:
    assert catalog.portfolio("Same") != catalog.portfolio("Same")


def test_an_update_changes_only_what_it_names(catalog: CheckedCatalog) -> None:
    portfolio = catalog.portfolio(
        "Old", Description="kept", Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]
    )
    answer = catalog.call(
        "UpdatePortfolio", Id=portfolio, DisplayName="New", AddTags=[{"Key": "c", "Value": "3"}], RemoveTags=["a"]
    )
    assert answer["PortfolioDetail"]["DisplayName"] == "New"
    assert answer["PortfolioDetail"]["Description"] == "kept"
    assert answer["Tags"] == [{"Key": "b", "Value": "2"}, {"Key": "c", "Value": "3"}]


def test_each_account_and_region_has_its_own_portfolios(catalog: CheckedCatalog) -> None:
    portfolio = catalog.portfolio()
    assert catalog.call("ListPortfolios", by=admin(SPOKE))["PortfolioDetails"] == []
    assert catalog.call("ListPortfolios", region="eu-central-1")["PortfolioDetails"] == []
    with pytest.raises(ServiceError, match=f"Portfolio {portfolio} not found"):
        catalog.call("DescribePortfolio", by=admin(SPOKE), Id=portfolio)


def test_a_portfolio_in_use_names_what_is_associated_with_it(catalog: CheckedCatalog) -> None:
    portfolio, _, _ = catalog.offer()
    with pytest.raises(ServiceError, match="products, principals, constraints") as refused:
        catalog.call("DeletePortfolio", Id=portfolio)
    assert refused.value.code == "ResourceInUseException"


def test_everything_can_be_deleted_in_the_right_order(catalog: CheckedCatalog) -> None:
    portfolio, product, _ = catalog.offer()
    (constraint,) = catalog.call("ListConstraintsForPortfolio", PortfolioId=portfolio)["ConstraintDetails"]
    link = {"PortfolioId": portfolio, "ProductId": product}
    with pytest.raises(ServiceError, match="still has constraints"):
        catalog.call("DisassociateProductFromPortfolio", **link)
    catalog.call("DeleteConstraint", Id=constraint["ConstraintId"])
    with pytest.raises(ServiceError, match="still associated with a portfolio"):
        catalog.call("DeleteProduct", Id=product)
    catalog.call("DisassociateProductFromPortfolio", **link)
    catalog.call("DeleteProduct", Id=product)
    principal = {"PrincipalARN": "arn:aws:iam:::role/ds-*", "PrincipalType": "IAM_PATTERN"}
    catalog.call("DisassociatePrincipalFromPortfolio", PortfolioId=portfolio, **principal)
    catalog.call("DeletePortfolio", Id=portfolio)
    assert catalog.call("ListPortfolios")["PortfolioDetails"] == []


@pytest.mark.parametrize(
    ("tags", "message"),
    [
        ([{"Key": "aws:mine", "Value": "x"}], "reserved"),
        ([{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}], "Duplicate tag key"),
    ],
)
def test_tags_that_make_no_sense_are_refused(catalog: CheckedCatalog, tags: list[dict[str, str]], message: str) -> None:
    with pytest.raises(ServiceError, match=message):
        catalog.portfolio(Tags=tags)


def test_the_gateway_gets_the_tags_of_portfolios_and_products(catalog: CheckedCatalog) -> None:
    portfolio = catalog.portfolio(Tags=[{"Key": "team", "Value": "platform"}])
    arn = catalog.call("DescribePortfolio", Id=portfolio)["PortfolioDetail"]["ARN"]
    assert catalog.service.tags_of(arn) == {"team": "platform"}
    assert catalog.service.tags_of("arn:aws:catalog:eu-west-1:111122223333:portfolio/port-none") == {}
