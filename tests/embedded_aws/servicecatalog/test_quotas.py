from __future__ import annotations

from collections.abc import Callable

import pytest

from embedded_aws.service import ServiceError
from tests.embedded_aws.servicecatalog.lab import Lab


def fill(times: int, one: Callable[[int], object]) -> None:
    """Do something as often as the quota allows, and once more."""
    for number in range(times):
        one(number)
    with pytest.raises(ServiceError, match=f"quota of {times} ") as refused:
        one(times)
    assert refused.value.code == "LimitExceededException"


def test_there_are_100_portfolios(lab: Lab) -> None:
    fill(100, lambda _: lab.portfolio())


def test_there_are_350_products(lab: Lab) -> None:
    fill(350, lambda _: lab.product())


def test_there_are_150_products_in_a_portfolio(lab: Lab) -> None:
    portfolio, products = lab.portfolio(), [lab.product()[0] for _ in range(151)]
    fill(150, lambda number: lab.associate(portfolio, products[number]))


def test_there_are_100_versions_of_a_product(lab: Lab) -> None:
    product, _ = lab.product()
    for number in range(99):
        lab.version(product, str(number))
    with pytest.raises(ServiceError, match="quota of 100 versions"):
        lab.version(product, "100")


def test_there_are_100_principals_and_10_of_them_patterns(lab: Lab) -> None:
    portfolio = lab.portfolio()
    fill(10, lambda number: lab.admit(portfolio, f"arn:aws:iam:::role/ds-{number}-*"))
    for number in range(90):
        lab.admit(portfolio, f"arn:aws:iam::111122223333:role/ds-{number}", "IAM")
    with pytest.raises(ServiceError, match="quota of 100 principals"):
        lab.admit(portfolio, "arn:aws:iam::111122223333:role/ds-90", "IAM")


def test_there_are_100_constraints_on_a_product(lab: Lab) -> None:
    portfolio, (product, _) = lab.portfolio(), lab.product()
    lab.associate(portfolio, product)
    topic = '{"NotificationArns": ["arn:aws:sns:eu-west-1:111122223333:a"]}'
    fill(100, lambda _: lab.constrain(portfolio, product, "NOTIFICATION", topic))


def test_there_are_25_tag_options_on_a_resource(lab: Lab) -> None:
    portfolio = lab.portfolio()

    def hang(number: int) -> None:
        option = lab.call("CreateTagOption", Key="key", Value=str(number))["TagOptionDetail"]["Id"]
        lab.call("AssociateTagOptionWithResource", ResourceId=portfolio, TagOptionId=option)

    fill(25, hang)


def test_there_are_20_tags_on_a_portfolio(lab: Lab) -> None:
    tags = [{"Key": f"key-{number}", "Value": "x"} for number in range(20)]
    portfolio = lab.portfolio(Tags=tags)
    with pytest.raises(ServiceError, match="at most 20 tags"):
        lab.call("UpdatePortfolio", Id=portfolio, AddTags=[{"Key": "one-more", "Value": "x"}])
