from __future__ import annotations

import pytest

from embedded_aws.service import ServiceError
from tests.embedded_aws.servicecatalog.checked_catalog import CheckedCatalog, admin, person
from tests.embedded_aws.servicecatalog.fake_gateway import ACCOUNT

ROLE = f"arn:aws:iam::{ACCOUNT}:role/ds-churn-dev-data-scientist"


@pytest.mark.parametrize(
    ("kind", "arn"),
    [
        ("IAM", ROLE),
        ("IAM", person("dana").arn),
        ("IAM_PATTERN", "arn:aws:iam:::role/ds-*"),
        ("IAM_PATTERN", "arn:aws:iam:::role/ds-churn-de?-data-scientist"),
        ("IAM_PATTERN", "arn:aws:iam:::role/ds-churn-dev-data-scientist?"),
    ],
)
def test_a_role_session_is_let_in_by(catalog: CheckedCatalog, kind: str, arn: str) -> None:
    portfolio, (product, _) = catalog.portfolio(), catalog.product()
    catalog.associate(portfolio, product)
    catalog.admit(portfolio, arn, kind)
    assert catalog.call("ListLaunchPaths", by=person("dana"), ProductId=product)["LaunchPathSummaries"]


@pytest.mark.parametrize(
    ("kind", "arn"),
    [
        ("IAM", f"arn:aws:iam::{ACCOUNT}:role/ds-churn-dev"),
        ("IAM", person("eli").arn),
        ("IAM", f"arn:aws:iam::{ACCOUNT}:user/dana"),
        ("IAM_PATTERN", "arn:aws:iam:::role/DS-*"),
        ("IAM_PATTERN", "arn:aws:iam:::role/ds-[a-z]*"),
        ("IAM_PATTERN", "arn:aws:iam:::user/*"),
    ],
)
def test_a_role_session_is_not_let_in_by(catalog: CheckedCatalog, kind: str, arn: str) -> None:
    portfolio, (product, _) = catalog.portfolio(), catalog.product()
    catalog.associate(portfolio, product)
    catalog.admit(portfolio, arn, kind)
    with pytest.raises(ServiceError, match="No launch paths found for resource"):
        catalog.call("ListLaunchPaths", by=person("dana"), ProductId=product)


def test_an_administrator_launches_nothing_without_being_a_principal(catalog: CheckedCatalog) -> None:
    _, product, version = catalog.offer()
    with pytest.raises(ServiceError, match=f"No launch paths found for resource: {product}"):
        catalog.launch(product, version, by=admin())


@pytest.mark.parametrize(
    ("kind", "arn"),
    [
        ("IAM", "arn:aws:iam:::role/ds-*"),
        ("IAM", f"arn:aws:iam::{ACCOUNT}:role/ds-*"),
        ("IAM", "dana"),
        ("IAM_PATTERN", ROLE),
        ("IAM_PATTERN", "arn:aws:iam:::*/ds-a"),
    ],
)
def test_a_malformed_principal_is_refused(catalog: CheckedCatalog, kind: str, arn: str) -> None:
    portfolio = catalog.portfolio()
    with pytest.raises(ServiceError, match="Invalid principal ARN"):
        catalog.admit(portfolio, arn, kind)


def test_associating_twice_changes_nothing(catalog: CheckedCatalog) -> None:
    portfolio = catalog.portfolio()
    catalog.admit(portfolio)
    catalog.admit(portfolio)
    assert catalog.call("ListPrincipalsForPortfolio", PortfolioId=portfolio)["Principals"] == [
        {"PrincipalARN": "arn:aws:iam:::role/ds-*", "PrincipalType": "IAM_PATTERN"}
    ]


def test_disassociating_needs_the_type_of_the_association(catalog: CheckedCatalog) -> None:
    portfolio = catalog.portfolio()
    catalog.admit(portfolio)
    which = {"PortfolioId": portfolio, "PrincipalARN": "arn:aws:iam:::role/ds-*"}
    with pytest.raises(ServiceError, match="of type IAM is not associated"):
        catalog.call("DisassociatePrincipalFromPortfolio", **which)
    catalog.call("DisassociatePrincipalFromPortfolio", **which, PrincipalType="IAM_PATTERN")
    assert catalog.call("ListPrincipalsForPortfolio", PortfolioId=portfolio)["Principals"] == []


def test_a_group_is_refused_rather_than_ignored(catalog: CheckedCatalog) -> None:
    with pytest.raises(ServiceError, match="does not offer groups"):
        catalog.admit(catalog.portfolio(), f"arn:aws:iam::{ACCOUNT}:group/scientists", "IAM")
