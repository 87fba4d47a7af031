from __future__ import annotations

import pytest

from embedded_aws.service import ServiceError
from tests.embedded_aws.servicecatalog.lab import SPOKE, Lab, admin


def test_a_portfolio_is_described_with_the_tags_that_the_list_leaves_out(lab: Lab) -> None:
    portfolio = lab.portfolio(Tags=[{"Key": "team", "Value": "platform"}])
    assert lab.call("DescribePortfolio", Id=portfolio)["Tags"] == [{"Key": "team", "Value": "platform"}]
    (listed,) = lab.call("ListPortfolios")["PortfolioDetails"]
    assert listed["Id"] == portfolio
    assert "Tags" not in listed


def test_two_portfolios_may_have_one_name(lab: Lab) -> None:
    assert lab.portfolio("Same") != lab.portfolio("Same")


def test_an_update_changes_only_what_it_names(lab: Lab) -> None:
    portfolio = lab.portfolio("Old", Description="kept", Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
    answer = lab.call(
        "UpdatePortfolio", Id=portfolio, DisplayName="New", AddTags=[{"Key": "c", "Value": "3"}], RemoveTags=["a"]
    )
    assert answer["PortfolioDetail"]["DisplayName"] == "New"
    assert answer["PortfolioDetail"]["Description"] == "kept"
    assert answer["Tags"] == [{"Key": "b", "Value": "2"}, {"Key": "c", "Value": "3"}]


def test_each_account_and_region_has_its_own_portfolios(lab: Lab) -> None:
    portfolio = lab.portfolio()
    assert lab.call("ListPortfolios", by=admin(SPOKE))["PortfolioDetails"] == []
    assert lab.call("ListPortfolios", region="eu-central-1")["PortfolioDetails"] == []
    with pytest.raises(ServiceError, match=f"Portfolio {portfolio} not found"):
        lab.call("DescribePortfolio", by=admin(SPOKE), Id=portfolio)


def test_a_portfolio_in_use_says_what_still_hangs_on_it(lab: Lab) -> None:
    portfolio, _, _ = lab.offer()
    with pytest.raises(ServiceError, match="products, principals, constraints") as refused:
        lab.call("DeletePortfolio", Id=portfolio)
    assert refused.value.code == "ResourceInUseException"


def test_everything_can_be_deleted_in_the_right_order(lab: Lab) -> None:
    portfolio, product, _ = lab.offer()
    (constraint,) = lab.call("ListConstraintsForPortfolio", PortfolioId=portfolio)["ConstraintDetails"]
    link = {"PortfolioId": portfolio, "ProductId": product}
    with pytest.raises(ServiceError, match="still has constraints"):
        lab.call("DisassociateProductFromPortfolio", **link)
    lab.call("DeleteConstraint", Id=constraint["ConstraintId"])
    with pytest.raises(ServiceError, match="still associated with a portfolio"):
        lab.call("DeleteProduct", Id=product)
    lab.call("DisassociateProductFromPortfolio", **link)
    lab.call("DeleteProduct", Id=product)
    principal = {"PrincipalARN": "arn:aws:iam:::role/ds-*", "PrincipalType": "IAM_PATTERN"}
    lab.call("DisassociatePrincipalFromPortfolio", PortfolioId=portfolio, **principal)
    lab.call("DeletePortfolio", Id=portfolio)
    assert lab.call("ListPortfolios")["PortfolioDetails"] == []


@pytest.mark.parametrize(
    ("tags", "said"),
    [
        ([{"Key": "aws:mine", "Value": "x"}], "reserved"),
        ([{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}], "Duplicate tag key"),
    ],
)
def test_tags_that_make_no_sense_are_refused(lab: Lab, tags: list[dict[str, str]], said: str) -> None:
    with pytest.raises(ServiceError, match=said):
        lab.portfolio(Tags=tags)


def test_the_service_tells_the_front_the_tags_of_its_resources(lab: Lab) -> None:
    portfolio = lab.portfolio(Tags=[{"Key": "team", "Value": "platform"}])
    arn = lab.call("DescribePortfolio", Id=portfolio)["PortfolioDetail"]["ARN"]
    assert lab.catalog.tags_of(arn) == {"team": "platform"}
    assert lab.catalog.tags_of("arn:aws:catalog:eu-west-1:111122223333:portfolio/port-none") == {}
