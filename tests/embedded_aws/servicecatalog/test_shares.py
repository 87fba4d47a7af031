from __future__ import annotations

from dataclasses import replace

import pytest

from embedded_aws.service import ServiceError
from tests.embedded_aws.servicecatalog.checked_catalog import SPOKE, CheckedCatalog, admin, person
from tests.embedded_aws.servicecatalog.fake_gateway import INNER, OUTER, ROOT, unite

NODE = {"Type": "ORGANIZATIONAL_UNIT", "Value": OUTER}


def test_a_share_with_an_account_has_no_token_and_waits_to_be_accepted(catalog: CheckedCatalog) -> None:
    portfolio = catalog.portfolio()
    assert catalog.call("CreatePortfolioShare", PortfolioId=portfolio, AccountId=SPOKE) == {}
    (share,) = catalog.call("DescribePortfolioShares", PortfolioId=portfolio, Type="ACCOUNT")["PortfolioShareDetails"]
    assert (share["PrincipalId"], share["Accepted"]) == (SPOKE, False)
    catalog.call("AcceptPortfolioShare", by=admin(SPOKE), PortfolioId=portfolio)
    (share,) = catalog.call("DescribePortfolioShares", PortfolioId=portfolio, Type="ACCOUNT")["PortfolioShareDetails"]
    assert share["Accepted"]
    (row,) = catalog.call("ListAcceptedPortfolioShares", by=admin(SPOKE))["PortfolioDetails"]
    assert row["Id"] == portfolio
    assert catalog.call("ListPortfolioAccess", PortfolioId=portfolio)["AccountIds"] == [SPOKE]


def test_a_receiver_launches_with_its_own_role_of_the_local_name(catalog: CheckedCatalog) -> None:
    portfolio, (product, version) = catalog.portfolio(), catalog.product()
    catalog.associate(portfolio, product)
    catalog.constrain(portfolio, product, "LAUNCH", '{"LocalRoleName": "ds-launch"}')
    catalog.call("CreatePortfolioShare", PortfolioId=portfolio, AccountId=SPOKE)
    catalog.call("AcceptPortfolioShare", by=admin(SPOKE), PortfolioId=portfolio)
    dana = person("dana", SPOKE)
    with pytest.raises(ServiceError, match="No launch paths"):
        catalog.call("ListLaunchPaths", by=dana, ProductId=product)
    catalog.call(
        "AssociatePrincipalWithPortfolio",
        by=admin(SPOKE),
        PortfolioId=portfolio,
        PrincipalARN="arn:aws:iam:::role/ds-*",
        PrincipalType="IAM_PATTERN",
    )
    made = catalog.call(
        "ProvisionProduct",
        by=dana,
        ProductId=product,
        ProvisioningArtifactId=version,
        ProvisionedProductName="one",
        ProvisionToken="t",
    )
    assert made["RecordDetail"]["LaunchRoleArn"] == f"arn:aws:iam::{SPOKE}:role/ds-launch"


def test_principals_are_shared_by_name_and_only_with_nodes(catalog: CheckedCatalog) -> None:
    unite(catalog.gateway, SPOKE)
    catalog.call("EnableAWSOrganizationsAccess")
    portfolio, (product, _) = catalog.portfolio(), catalog.product()
    catalog.associate(portfolio, product)
    catalog.admit(portfolio)
    catalog.call("CreatePortfolioShare", PortfolioId=portfolio, OrganizationNode=NODE)
    dana = person("dana", SPOKE)
    with pytest.raises(ServiceError, match="No launch paths"):
        catalog.call("ListLaunchPaths", by=dana, ProductId=product)
    catalog.call("UpdatePortfolioShare", PortfolioId=portfolio, OrganizationNode=NODE, SharePrincipals=True)
    assert catalog.call("ListLaunchPaths", by=dana, ProductId=product)["LaunchPathSummaries"]
    with pytest.raises(ServiceError, match="SharePrincipals is only supported"):
        catalog.call("CreatePortfolioShare", PortfolioId=portfolio, AccountId=SPOKE, SharePrincipals=True)


def test_tag_options_count_where_they_are_shared(catalog: CheckedCatalog) -> None:
    unite(catalog.gateway, SPOKE)
    catalog.call("EnableAWSOrganizationsAccess")
    portfolio, (product, version) = catalog.portfolio(), catalog.product()
    catalog.associate(portfolio, product)
    catalog.admit(portfolio)
    option = catalog.call("CreateTagOption", Key="cost", Value="1")["TagOptionDetail"]["Id"]
    catalog.call("AssociateTagOptionWithResource", ResourceId=portfolio, TagOptionId=option)
    share = {"PortfolioId": portfolio, "OrganizationNode": NODE}
    catalog.call("CreatePortfolioShare", **share, SharePrincipals=True)
    asked = {"by": person("dana", SPOKE), "ProductId": product, "ProvisioningArtifactId": version}
    assert catalog.call("DescribeProvisioningParameters", **asked)["TagOptions"] == []
    assert catalog.call("DescribePortfolio", by=admin(SPOKE), Id=portfolio)["TagOptions"] == []
    catalog.call("UpdatePortfolioShare", **share, ShareTagOptions=True)
    assert catalog.call("DescribeProvisioningParameters", **asked)["TagOptions"] == [{"Key": "cost", "Values": ["1"]}]


def test_a_share_with_a_unit_follows_its_accounts(catalog: CheckedCatalog) -> None:
    organization = unite(catalog.gateway, SPOKE)
    catalog.call("EnableAWSOrganizationsAccess")
    portfolio = catalog.portfolio()
    token = catalog.call("CreatePortfolioShare", PortfolioId=portfolio, OrganizationNode=NODE)["PortfolioShareToken"]
    status = catalog.call("DescribePortfolioShareStatus", PortfolioShareToken=token)
    assert status["ShareDetails"]["SuccessfulShares"] == [SPOKE]
    (share,) = catalog.call("DescribePortfolioShares", PortfolioId=portfolio, Type=NODE["Type"])[
        "PortfolioShareDetails"
    ]
    assert share["Accepted"]

    def seen() -> list[str]:
        rows = catalog.call("ListAcceptedPortfolioShares", by=admin(SPOKE), PortfolioShareType="AWS_ORGANIZATIONS")
        return [row["Id"] for row in rows["PortfolioDetails"]]

    assert seen() == [portfolio]
    assert catalog.call("ListAcceptedPortfolioShares", by=admin(SPOKE))["PortfolioDetails"] == []
    below = catalog.call("ListPortfolioAccess", PortfolioId=portfolio, OrganizationParentId=INNER)
    assert below["AccountIds"] == [SPOKE]
    catalog.call("AcceptPortfolioShare", by=admin(SPOKE), PortfolioId=portfolio, PortfolioShareType="AWS_ORGANIZATIONS")
    with pytest.raises(ServiceError, match="is not shared with account"):
        catalog.call("AcceptPortfolioShare", by=admin(SPOKE), PortfolioId=portfolio)
    organization.members[SPOKE].parent = ROOT
    assert seen() == []
    organization.members[SPOKE].parent = INNER
    assert seen() == [portfolio]
    catalog.call("DeletePortfolioShare", PortfolioId=portfolio, OrganizationNode=NODE)
    assert seen() == []


def test_without_trusted_access_shares_stay_as_they_were(catalog: CheckedCatalog) -> None:
    organization = unite(catalog.gateway, SPOKE)
    catalog.call("EnableAWSOrganizationsAccess")
    portfolio = catalog.portfolio()
    catalog.call("CreatePortfolioShare", PortfolioId=portfolio, OrganizationNode=NODE)
    catalog.call("DisableAWSOrganizationsAccess")
    catalog.service.follow(organization)
    del organization.members[SPOKE]
    assert catalog.call("DescribePortfolio", by=admin(SPOKE), Id=portfolio)
    with pytest.raises(ServiceError, match="access is not enabled"):
        catalog.call("CreatePortfolioShare", PortfolioId=portfolio, OrganizationNode=NODE)
    catalog.call("EnableAWSOrganizationsAccess")
    catalog.service.follow(organization)
    with pytest.raises(ServiceError, match="not found"):
        catalog.call("DescribePortfolio", by=admin(SPOKE), Id=portfolio)


def test_a_delegated_administrator_shares_until_it_is_deregistered(catalog: CheckedCatalog) -> None:
    other = "666677778888"
    organization = unite(catalog.gateway, SPOKE, other)
    catalog.call("EnableAWSOrganizationsAccess")
    given = {"DisplayName": "Theirs", "ProviderName": "Them", "IdempotencyToken": "theirs"}
    portfolio = catalog.call("CreatePortfolio", by=admin(SPOKE), **given)["PortfolioDetail"]["Id"]
    share = {"by": admin(SPOKE), "PortfolioId": portfolio, "OrganizationNode": NODE}
    with pytest.raises(ServiceError) as refused:
        catalog.call("CreatePortfolioShare", **share)
    assert refused.value.code == "OperationNotSupportedException"
    organization.delegated[SPOKE] = {"servicecatalog.amazonaws.com": organization.members[SPOKE].joined}
    catalog.call("CreatePortfolioShare", **share)
    assert catalog.call("DescribePortfolio", by=admin(other), Id=portfolio)
    with pytest.raises(ServiceError, match="Only the management account"):
        catalog.call("EnableAWSOrganizationsAccess", by=admin(SPOKE))
    with pytest.raises(ServiceError) as refused:
        catalog.call("DisableAWSOrganizationsAccess")
    assert refused.value.code == "InvalidStateException"
    organization.delegated.clear()
    catalog.service.follow(organization)
    with pytest.raises(ServiceError, match="not found"):
        catalog.call("DescribePortfolio", by=admin(other), Id=portfolio)


def test_a_node_of_no_organization_of_ours_is_not_found(catalog: CheckedCatalog) -> None:
    unite(catalog.gateway, SPOKE)
    catalog.call("EnableAWSOrganizationsAccess")
    node = {"Type": "ORGANIZATIONAL_UNIT", "Value": "ou-zz99-none1234"}
    with pytest.raises(ServiceError) as refused:
        catalog.call("CreatePortfolioShare", PortfolioId=catalog.portfolio(), OrganizationNode=node)
    assert refused.value.code == "ResourceNotFoundException"


def test_a_share_that_ends_takes_the_portfolio_away(catalog: CheckedCatalog) -> None:
    portfolio = catalog.portfolio()
    catalog.call("CreatePortfolioShare", PortfolioId=portfolio, AccountId=SPOKE)
    catalog.call("AcceptPortfolioShare", by=admin(SPOKE), PortfolioId=portfolio)
    with pytest.raises(ServiceError, match="shares"):
        catalog.call("DeletePortfolio", Id=portfolio)
    catalog.call("DeletePortfolioShare", PortfolioId=portfolio, AccountId=SPOKE)
    assert catalog.call("ListAcceptedPortfolioShares", by=admin(SPOKE))["PortfolioDetails"] == []
    with pytest.raises(ServiceError, match="is not shared with account"):
        catalog.call("AcceptPortfolioShare", by=admin(SPOKE), PortfolioId=portfolio)


def test_a_rejected_share_is_gone_for_the_receiver(catalog: CheckedCatalog) -> None:
    portfolio = catalog.portfolio()
    catalog.call("CreatePortfolioShare", PortfolioId=portfolio, AccountId=SPOKE)
    catalog.call("AcceptPortfolioShare", by=admin(SPOKE), PortfolioId=portfolio)
    catalog.call("RejectPortfolioShare", by=admin(SPOKE), PortfolioId=portfolio)
    assert catalog.call("ListAcceptedPortfolioShares", by=admin(SPOKE))["PortfolioDetails"] == []


def test_the_organization_must_be_let_in_first(catalog: CheckedCatalog) -> None:
    portfolio = catalog.portfolio()
    for united in (False, True):
        if united:
            unite(catalog.gateway, SPOKE)
        with pytest.raises(ServiceError) as refused:
            catalog.call("CreatePortfolioShare", PortfolioId=portfolio, OrganizationNode=NODE)
        assert refused.value.code == "OperationNotSupportedException"
    catalog.call("EnableAWSOrganizationsAccess")
    token = catalog.call("CreatePortfolioShare", PortfolioId=portfolio, OrganizationNode=NODE)["PortfolioShareToken"]
    status = catalog.call("DescribePortfolioShareStatus", PortfolioShareToken=token)
    assert (status["Status"], status["ShareDetails"]["ShareErrors"]) == ("COMPLETED", [])


def test_only_one_share_operation_runs_at_a_time(catalog: CheckedCatalog) -> None:
    unite(catalog.gateway, SPOKE)
    catalog.call("EnableAWSOrganizationsAccess")
    portfolio = catalog.portfolio()
    catalog.service.fault_injection = replace(catalog.service.fault_injection, share_latency=3)
    token = catalog.call("CreatePortfolioShare", PortfolioId=portfolio, OrganizationNode=NODE)["PortfolioShareToken"]
    with pytest.raises(ServiceError) as refused:
        catalog.call("CreatePortfolioShare", PortfolioId=portfolio, AccountId=SPOKE)
    assert refused.value.code == "InvalidStateException"
    assert catalog.call("DescribePortfolioShareStatus", PortfolioShareToken=token)["Status"] == "IN_PROGRESS"
    assert catalog.call("DescribePortfolioShareStatus", PortfolioShareToken=token)["Status"] == "COMPLETED"
    catalog.call("CreatePortfolioShare", PortfolioId=portfolio, AccountId=SPOKE)


def test_share_errors_are_in_the_status_only(catalog: CheckedCatalog) -> None:
    unite(catalog.gateway, SPOKE)
    catalog.call("EnableAWSOrganizationsAccess")
    portfolio = catalog.portfolio()
    catalog.service.fault_injection = replace(catalog.service.fault_injection, share_errors=(SPOKE,))
    token = catalog.call("CreatePortfolioShare", PortfolioId=portfolio, OrganizationNode=NODE)["PortfolioShareToken"]
    status = catalog.call("DescribePortfolioShareStatus", PortfolioShareToken=token)
    assert status["Status"] == "COMPLETED_WITH_ERRORS"
    assert status["ShareDetails"]["ShareErrors"][0]["Accounts"] == [SPOKE]


@pytest.mark.parametrize(
    "target", [{}, {"AccountId": SPOKE, "OrganizationNode": NODE}, {"OrganizationNode": {"Type": "ACCOUNT"}}]
)
def test_a_share_has_exactly_one_receiver(catalog: CheckedCatalog, target: dict[str, object]) -> None:
    with pytest.raises(ServiceError) as refused:
        catalog.call("CreatePortfolioShare", PortfolioId=catalog.portfolio(), **target)
    assert refused.value.code == "InvalidParametersException"


def test_a_product_that_another_portfolio_borrowed_stays(catalog: CheckedCatalog) -> None:
    portfolio, (product, _) = catalog.portfolio(), catalog.product()
    catalog.associate(portfolio, product)
    catalog.call("CreatePortfolioShare", PortfolioId=portfolio, AccountId=SPOKE)
    catalog.call("AcceptPortfolioShare", by=admin(SPOKE), PortfolioId=portfolio)
    made = catalog.call(
        "CreatePortfolio", by=admin(SPOKE), DisplayName="Ours", ProviderName="Us", IdempotencyToken="ours"
    )
    ours = made["PortfolioDetail"]["Id"]
    borrowed = {"ProductId": product, "PortfolioId": ours}
    catalog.call("AssociateProductWithPortfolio", by=admin(SPOKE), **borrowed, SourcePortfolioId=portfolio)
    principal = {"PrincipalARN": "arn:aws:iam:::role/ds-*", "PrincipalType": "IAM_PATTERN"}
    catalog.call("AssociatePrincipalWithPortfolio", by=admin(SPOKE), PortfolioId=ours, **principal)
    paths = catalog.call("ListLaunchPaths", by=person("dana", SPOKE), ProductId=product)["LaunchPathSummaries"]
    assert [path["Name"] for path in paths] == ["Ours"]
    catalog.call("DisassociateProductFromPortfolio", PortfolioId=portfolio, ProductId=product)
    with pytest.raises(ServiceError, match="still associated with a portfolio"):
        catalog.call("DeleteProduct", Id=product)
    share = {"by": admin(SPOKE), "PortfolioId": ours, "AccountId": "666677778888"}
    with pytest.raises(ServiceError, match="contains a shared product and cannot be shared"):
        catalog.call("CreatePortfolioShare", **share)
