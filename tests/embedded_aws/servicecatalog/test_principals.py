from __future__ import annotations

import pytest

from embedded_aws.service import ServiceError
from tests.embedded_aws.servicecatalog.lab import Lab, admin, person
from tests.embedded_aws.servicecatalog.tiny import ACCOUNT

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
def test_a_role_session_is_let_in_by(lab: Lab, kind: str, arn: str) -> None:
    portfolio, (product, _) = lab.portfolio(), lab.product()
    lab.associate(portfolio, product)
    lab.admit(portfolio, arn, kind)
    assert lab.call("ListLaunchPaths", by=person("dana"), ProductId=product)["LaunchPathSummaries"]


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
def test_a_role_session_is_not_let_in_by(lab: Lab, kind: str, arn: str) -> None:
    portfolio, (product, _) = lab.portfolio(), lab.product()
    lab.associate(portfolio, product)
    lab.admit(portfolio, arn, kind)
    with pytest.raises(ServiceError, match="No launch paths found for resource"):
        lab.call("ListLaunchPaths", by=person("dana"), ProductId=product)


def test_an_administrator_launches_nothing_without_being_a_principal(lab: Lab) -> None:
    _, product, version = lab.offer()
    with pytest.raises(ServiceError, match=f"No launch paths found for resource: {product}"):
        lab.launch(product, version, by=admin())


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
def test_a_malformed_principal_is_refused(lab: Lab, kind: str, arn: str) -> None:
    portfolio = lab.portfolio()
    with pytest.raises(ServiceError, match="Invalid principal ARN"):
        lab.admit(portfolio, arn, kind)


def test_associating_twice_changes_nothing(lab: Lab) -> None:
    portfolio = lab.portfolio()
    lab.admit(portfolio)
    lab.admit(portfolio)
    assert lab.call("ListPrincipalsForPortfolio", PortfolioId=portfolio)["Principals"] == [
        {"PrincipalARN": "arn:aws:iam:::role/ds-*", "PrincipalType": "IAM_PATTERN"}
    ]


def test_disassociating_needs_the_type_of_the_association(lab: Lab) -> None:
    portfolio = lab.portfolio()
    lab.admit(portfolio)
    which = {"PortfolioId": portfolio, "PrincipalARN": "arn:aws:iam:::role/ds-*"}
    with pytest.raises(ServiceError, match="of type IAM is not associated"):
        lab.call("DisassociatePrincipalFromPortfolio", **which)
    lab.call("DisassociatePrincipalFromPortfolio", **which, PrincipalType="IAM_PATTERN")
    assert lab.call("ListPrincipalsForPortfolio", PortfolioId=portfolio)["Principals"] == []


def test_a_group_is_refused_rather_than_ignored(lab: Lab) -> None:
    with pytest.raises(ServiceError, match="does not offer groups"):
        lab.admit(lab.portfolio(), f"arn:aws:iam::{ACCOUNT}:group/scientists", "IAM")
