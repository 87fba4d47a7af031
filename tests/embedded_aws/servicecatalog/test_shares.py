from __future__ import annotations

from dataclasses import replace

import pytest

from embedded_aws.service import ServiceError
from tests.embedded_aws.servicecatalog.lab import SPOKE, Lab, admin, person

NODE = {"Type": "ORGANIZATIONAL_UNIT", "Value": "ou-ab12-12345678"}


def test_a_share_with_an_account_has_no_token_and_waits_to_be_accepted(lab: Lab) -> None:
    portfolio = lab.portfolio()
    assert lab.call("CreatePortfolioShare", PortfolioId=portfolio, AccountId=SPOKE) == {}
    (share,) = lab.call("DescribePortfolioShares", PortfolioId=portfolio, Type="ACCOUNT")["PortfolioShareDetails"]
    assert (share["PrincipalId"], share["Accepted"]) == (SPOKE, False)
    lab.call("AcceptPortfolioShare", by=admin(SPOKE), PortfolioId=portfolio)
    (share,) = lab.call("DescribePortfolioShares", PortfolioId=portfolio, Type="ACCOUNT")["PortfolioShareDetails"]
    assert share["Accepted"]
    (row,) = lab.call("ListAcceptedPortfolioShares", by=admin(SPOKE))["PortfolioDetails"]
    assert row["Id"] == portfolio
    assert lab.call("ListPortfolioAccess", PortfolioId=portfolio)["AccountIds"] == [SPOKE]


def test_a_receiver_launches_with_its_own_role_of_the_local_name(lab: Lab) -> None:
    portfolio, (product, version) = lab.portfolio(), lab.product()
    lab.associate(portfolio, product)
    lab.constrain(portfolio, product, "LAUNCH", '{"LocalRoleName": "ds-launch"}')
    lab.call("CreatePortfolioShare", PortfolioId=portfolio, AccountId=SPOKE)
    lab.call("AcceptPortfolioShare", by=admin(SPOKE), PortfolioId=portfolio)
    dana = person("dana", SPOKE)
    with pytest.raises(ServiceError, match="No launch paths"):
        lab.call("ListLaunchPaths", by=dana, ProductId=product)
    lab.call(
        "AssociatePrincipalWithPortfolio",
        by=admin(SPOKE),
        PortfolioId=portfolio,
        PrincipalARN="arn:aws:iam:::role/ds-*",
        PrincipalType="IAM_PATTERN",
    )
    made = lab.call(
        "ProvisionProduct",
        by=dana,
        ProductId=product,
        ProvisioningArtifactId=version,
        ProvisionedProductName="one",
        ProvisionToken="t",
    )
    assert made["RecordDetail"]["LaunchRoleArn"] == f"arn:aws:iam::{SPOKE}:role/ds-launch"


def test_shared_principals_let_in_whoever_matches_the_pattern(lab: Lab) -> None:
    portfolio, (product, _) = lab.portfolio(), lab.product()
    lab.associate(portfolio, product)
    lab.admit(portfolio)
    lab.call("CreatePortfolioShare", PortfolioId=portfolio, AccountId=SPOKE)
    lab.call("AcceptPortfolioShare", by=admin(SPOKE), PortfolioId=portfolio)
    dana = person("dana", SPOKE)
    with pytest.raises(ServiceError, match="No launch paths"):
        lab.call("ListLaunchPaths", by=dana, ProductId=product)
    lab.call("UpdatePortfolioShare", PortfolioId=portfolio, AccountId=SPOKE, SharePrincipals=True)
    assert lab.call("ListLaunchPaths", by=dana, ProductId=product)["LaunchPathSummaries"]


def test_a_share_that_ends_takes_the_portfolio_along(lab: Lab) -> None:
    portfolio = lab.portfolio()
    lab.call("CreatePortfolioShare", PortfolioId=portfolio, AccountId=SPOKE)
    lab.call("AcceptPortfolioShare", by=admin(SPOKE), PortfolioId=portfolio)
    with pytest.raises(ServiceError, match="shares"):
        lab.call("DeletePortfolio", Id=portfolio)
    lab.call("DeletePortfolioShare", PortfolioId=portfolio, AccountId=SPOKE)
    assert lab.call("ListAcceptedPortfolioShares", by=admin(SPOKE))["PortfolioDetails"] == []
    with pytest.raises(ServiceError, match="is not shared with account"):
        lab.call("AcceptPortfolioShare", by=admin(SPOKE), PortfolioId=portfolio)


def test_a_rejected_share_is_gone_for_the_receiver(lab: Lab) -> None:
    portfolio = lab.portfolio()
    lab.call("CreatePortfolioShare", PortfolioId=portfolio, AccountId=SPOKE)
    lab.call("AcceptPortfolioShare", by=admin(SPOKE), PortfolioId=portfolio)
    lab.call("RejectPortfolioShare", by=admin(SPOKE), PortfolioId=portfolio)
    assert lab.call("ListAcceptedPortfolioShares", by=admin(SPOKE))["PortfolioDetails"] == []


def test_the_organization_must_be_let_in_first(lab: Lab) -> None:
    portfolio = lab.portfolio()
    with pytest.raises(ServiceError) as refused:
        lab.call("CreatePortfolioShare", PortfolioId=portfolio, OrganizationNode=NODE)
    assert refused.value.code == "OperationNotSupportedException"
    lab.call("EnableAWSOrganizationsAccess")
    token = lab.call("CreatePortfolioShare", PortfolioId=portfolio, OrganizationNode=NODE)["PortfolioShareToken"]
    status = lab.call("DescribePortfolioShareStatus", PortfolioShareToken=token)
    assert (status["Status"], status["ShareDetails"]["ShareErrors"]) == ("COMPLETED", [])


def test_only_one_share_operation_runs_at_a_time(lab: Lab) -> None:
    lab.call("EnableAWSOrganizationsAccess")
    portfolio = lab.portfolio()
    lab.catalog.faults = replace(lab.catalog.faults, share_latency=3)
    token = lab.call("CreatePortfolioShare", PortfolioId=portfolio, OrganizationNode=NODE)["PortfolioShareToken"]
    with pytest.raises(ServiceError) as refused:
        lab.call("CreatePortfolioShare", PortfolioId=portfolio, AccountId=SPOKE)
    assert refused.value.code == "InvalidStateException"
    assert lab.call("DescribePortfolioShareStatus", PortfolioShareToken=token)["Status"] == "IN_PROGRESS"
    assert lab.call("DescribePortfolioShareStatus", PortfolioShareToken=token)["Status"] == "COMPLETED"
    lab.call("CreatePortfolioShare", PortfolioId=portfolio, AccountId=SPOKE)


def test_share_errors_are_told_by_the_status_only(lab: Lab) -> None:
    lab.call("EnableAWSOrganizationsAccess")
    portfolio = lab.portfolio()
    lab.catalog.faults = replace(lab.catalog.faults, share_errors=(SPOKE,))
    token = lab.call("CreatePortfolioShare", PortfolioId=portfolio, OrganizationNode=NODE)["PortfolioShareToken"]
    status = lab.call("DescribePortfolioShareStatus", PortfolioShareToken=token)
    assert status["Status"] == "COMPLETED_WITH_ERRORS"
    assert status["ShareDetails"]["ShareErrors"][0]["Accounts"] == [SPOKE]


@pytest.mark.parametrize(
    "target", [{}, {"AccountId": SPOKE, "OrganizationNode": NODE}, {"OrganizationNode": {"Type": "ACCOUNT"}}]
)
def test_a_share_has_exactly_one_receiver(lab: Lab, target: dict[str, object]) -> None:
    with pytest.raises(ServiceError) as refused:
        lab.call("CreatePortfolioShare", PortfolioId=lab.portfolio(), **target)
    assert refused.value.code == "InvalidParametersException"


def test_a_product_that_another_portfolio_borrowed_stays(lab: Lab) -> None:
    portfolio, (product, _) = lab.portfolio(), lab.product()
    lab.associate(portfolio, product)
    lab.call("CreatePortfolioShare", PortfolioId=portfolio, AccountId=SPOKE)
    lab.call("AcceptPortfolioShare", by=admin(SPOKE), PortfolioId=portfolio)
    made = lab.call("CreatePortfolio", by=admin(SPOKE), DisplayName="Ours", ProviderName="Us", IdempotencyToken="ours")
    ours = made["PortfolioDetail"]["Id"]
    borrowed = {"ProductId": product, "PortfolioId": ours}
    lab.call("AssociateProductWithPortfolio", by=admin(SPOKE), **borrowed, SourcePortfolioId=portfolio)
    principal = {"PrincipalARN": "arn:aws:iam:::role/ds-*", "PrincipalType": "IAM_PATTERN"}
    lab.call("AssociatePrincipalWithPortfolio", by=admin(SPOKE), PortfolioId=ours, **principal)
    paths = lab.call("ListLaunchPaths", by=person("dana", SPOKE), ProductId=product)["LaunchPathSummaries"]
    assert [path["Name"] for path in paths] == ["Ours"]
    lab.call("DisassociateProductFromPortfolio", PortfolioId=portfolio, ProductId=product)
    with pytest.raises(ServiceError, match="still associated with a portfolio"):
        lab.call("DeleteProduct", Id=product)
