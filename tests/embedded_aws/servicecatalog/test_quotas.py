from __future__ import annotations

from collections.abc import Callable

import pytest

from embedded_aws.service import ServiceError
from tests.embedded_aws.servicecatalog.checked_catalog import CheckedCatalog


def fill(times: int, one: Callable[[int], object]) -> None:
    """Do something as often as the quota allows, and once more."""
    for number in range(times):
        one(number)
    with pytest.raises(ServiceError, match=f"quota of {times} ") as refused:
        one(times)
    assert refused.value.code == "LimitExceededException"


def test_there_are_100_portfolios(catalog: CheckedCatalog) -> None:
    fill(100, lambda _: catalog.portfolio())


def test_there_are_350_products(catalog: CheckedCatalog) -> None:
    fill(350, lambda _: catalog.product())


def test_there_are_150_products_in_a_portfolio(catalog: CheckedCatalog) -> None:
    portfolio, products = catalog.portfolio(), [catalog.product()[0] for _ in range(151)]
    fill(150, lambda number: catalog.associate(portfolio, products[number]))


def test_there_are_100_versions_of_a_product(catalog: CheckedCatalog) -> None:
    product, _ = catalog.product()
    for number in range(99):
        catalog.version(product, str(number))
    with pytest.raises(ServiceError, match="quota of 100 versions"):
        catalog.version(product, "100")


def test_there_are_100_principals_and_10_of_them_patterns(catalog: CheckedCatalog) -> None:
    portfolio = catalog.portfolio()
    fill(10, lambda number: catalog.admit(portfolio, f"arn:aws:iam:::role/ds-{number}-*"))
    for number in range(90):
        catalog.admit(portfolio, f"arn:aws:iam::111122223333:role/ds-{number}", "IAM")
    with pytest.raises(ServiceError, match="quota of 100 principals"):
        catalog.admit(portfolio, "arn:aws:iam::111122223333:role/ds-90", "IAM")


def test_there_are_100_constraints_on_a_product(catalog: CheckedCatalog) -> None:
    portfolio, (product, _) = catalog.portfolio(), catalog.product()
    catalog.associate(portfolio, product)
    topic = '{"NotificationArns": ["arn:aws:sns:eu-west-1:111122223333:a"]}'
    fill(100, lambda _: catalog.constrain(portfolio, product, "NOTIFICATION", topic))


def test_there_are_25_tag_options_on_a_resource(catalog: CheckedCatalog) -> None:
    portfolio = catalog.portfolio()

    def associate(number: int) -> None:
        option = catalog.call("CreateTagOption", Key="key", Value=str(number))["TagOptionDetail"]["Id"]
        catalog.call("AssociateTagOptionWithResource", ResourceId=portfolio, TagOptionId=option)

    fill(25, associate)


def test_there_are_20_tags_on_a_portfolio(catalog: CheckedCatalog) -> None:
    tags = [{"Key": f"key-{number}", "Value": "x"} for number in range(20)]
    portfolio = catalog.portfolio(Tags=tags)
    with pytest.raises(ServiceError, match="at most 20 tags"):
        catalog.call("UpdatePortfolio", Id=portfolio, AddTags=[{"Key": "one-more", "Value": "x"}])
