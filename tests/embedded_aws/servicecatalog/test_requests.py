"""What holds for every request: its shape, its pages, its token."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from embedded_aws.service import ServiceError
from embedded_aws.servicecatalog.operations import OPERATIONS
from embedded_aws.servicecatalog.validation import check_request
from tests.embedded_aws.servicecatalog.checked_catalog import CheckedCatalog
from tests.embedded_aws.servicecatalog.conformity import model
from tests.waiting import PATIENCE


@pytest.mark.parametrize(
    ("operation", "params", "message"),
    [
        ("CreatePortfolio", {}, "3 validation errors detected"),
        ("CreatePortfolio", {"DisplayName": ""}, "Value '' at 'displayName' failed .* greater than or equal to 1"),
        ("CreatePortfolio", {"DisplayName": "x" * 101}, "at 'displayName' .* less than or equal to 100"),
        ("DescribePortfolio", {"Id": "port 1"}, "at 'id' .* regular expression pattern"),
        ("DescribePortfolio", {}, "1 validation error detected: Value null at 'id' .* must not be null"),
        ("ListPortfolios", {"PageSize": 101}, "at 'pageSize' .* less than or equal to 100"),
        ("SearchProductsAsAdmin", {"PageSize": 21}, "at 'pageSize' .* less than or equal to 20"),
        ("SearchProductsAsAdmin", {"Filters": {"Colour": ["red"]}}, "enum value set"),
        ("AssociatePrincipalWithPortfolio", {"PrincipalType": "GROUP"}, "enum value set: \\[IAM, IAM_PATTERN\\]"),
        ("UpdatePortfolio", {"AddTags": [{"Key": "a"}]}, "at 'addTags.1.member.value' .* must not be null"),
        ("ProvisionProduct", {"ProvisionedProductName": "-one"}, "at 'provisionedProductName'"),
        ("CreatePortfolio", {"IdempotencyToken": "no spaces"}, "at 'idempotencyToken'"),
        ("CreatePortfolioShare", {"AccountId": "12"}, "at 'accountId'"),
    ],
)
def test_a_malformed_request_is_refused_in_the_words_of_aws(
    catalog: CheckedCatalog, operation: str, params: dict[str, Any], message: str
) -> None:
    with pytest.raises(ServiceError, match=message) as refused:
        catalog.call(operation, **params)
    assert refused.value.code == "ValidationException"


@pytest.mark.parametrize("operation", sorted(OPERATIONS))
def test_every_operation_misses_each_of_its_required_members(operation: str) -> None:
    shape = model().operation_model(operation).input_shape
    if not shape.required_members:
        check_request(operation, {})
        return
    with pytest.raises(ServiceError) as refused:
        check_request(operation, {})
    assert refused.value.message.count("must not be null") == len(shape.required_members)


def test_tags_in_other_alphabets_are_well_formed(catalog: CheckedCatalog) -> None:
    assert catalog.portfolio(Tags=[{"Key": "équipe", "Value": "données été/2026"}])


def test_pages_hold_every_row_once(catalog: CheckedCatalog) -> None:
    made = [catalog.product(f"product-{number}")[0] for number in range(45)]
    found, sizes, token = [], [], {}
    while True:
        answer = catalog.call("SearchProductsAsAdmin", **token)
        found += [row["ProductViewSummary"]["ProductId"] for row in answer["ProductViewDetails"]]
        sizes.append(len(answer["ProductViewDetails"]))
        if "NextPageToken" not in answer:
            break
        token = {"PageToken": answer["NextPageToken"]}
    assert found == made
    assert sizes == [20, 20, 5]


def test_a_page_may_be_smaller(catalog: CheckedCatalog) -> None:
    for _ in range(3):
        catalog.portfolio()
    answer = catalog.call("ListPortfolios", PageSize=2)
    assert len(answer["PortfolioDetails"]) == 2
    assert "NextPageToken" not in catalog.call("ListPortfolios", PageSize=2, PageToken=answer["NextPageToken"])


@pytest.mark.parametrize("token", ["nonsense", "MTIz", "é"])
def test_an_invented_page_token_is_refused(catalog: CheckedCatalog, token: str) -> None:
    with pytest.raises(ServiceError, match="Invalid page token"):
        catalog.call("ListPortfolios", PageToken=token)


def test_a_page_token_belongs_to_its_request(catalog: CheckedCatalog) -> None:
    portfolios = [catalog.portfolio() for _ in range(2)]
    for number in range(3):
        catalog.admit(portfolios[0], f"arn:aws:iam:::role/ds-{number}")
    token = catalog.call("ListPrincipalsForPortfolio", PortfolioId=portfolios[0], PageSize=1)["NextPageToken"]
    with pytest.raises(ServiceError, match="Invalid page token"):
        catalog.call("ListPrincipalsForPortfolio", PortfolioId=portfolios[1], PageToken=token)


def test_a_token_that_was_used_gives_the_same_answer(catalog: CheckedCatalog) -> None:
    first = catalog.portfolio(IdempotencyToken="same")
    assert catalog.portfolio(IdempotencyToken="same") == first
    assert len(catalog.call("ListPortfolios")["PortfolioDetails"]) == 1


def test_a_token_cannot_be_used_for_something_else(catalog: CheckedCatalog) -> None:
    catalog.portfolio("One", IdempotencyToken="same")
    with pytest.raises(ServiceError, match="already used with different parameters") as refused:
        catalog.portfolio("Two", IdempotencyToken="same")
    assert refused.value.code == "InvalidParametersException"


def test_a_refused_request_does_not_use_its_token_up(catalog: CheckedCatalog) -> None:
    given = {"IdempotencyToken": "same", "ProvisioningArtifactParameters": catalog.body("1", "later.yaml")}
    with pytest.raises(ServiceError, match="Invalid templateBody"):
        catalog.product(**given)
    catalog.put("later.yaml", "Resources: {Topic: {Type: 'AWS::SNS::Topic'}}")
    assert catalog.product(**given)


def test_two_requests_in_flight_with_one_token_make_one_product(catalog: CheckedCatalog) -> None:
    entered, go_on, made = threading.Event(), threading.Event(), []

    def reading() -> None:
        entered.set()
        go_on.wait(PATIENCE)

    catalog.gateway.reading = reading
    threads = [threading.Thread(target=lambda: made.append(catalog.product(IdempotencyToken="same"))) for _ in "ab"]
    threads[0].start()
    assert entered.wait(PATIENCE)
    threads[1].start()
    go_on.set()
    for thread in threads:
        thread.join(PATIENCE)
    assert made[0] == made[1]
    assert len(catalog.call("SearchProductsAsAdmin")["ProductViewDetails"]) == 1


def test_a_launch_token_launches_once(catalog: CheckedCatalog) -> None:
    _, product, version = catalog.offer()
    first = catalog.launch(product, version, ProvisionToken="same")
    assert catalog.launch(product, version, ProvisionToken="same")["RecordId"] == first["RecordId"]
