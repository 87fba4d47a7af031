"""A spoke's data scientist launches what the hub shares with an organizational unit, under the spoke's own role."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws import ACCOUNT, embedded
from tests.embedded_aws.servicecatalog.spokes import ACCOUNTS, FAR, LAUNCH_ROLE, NEAR, OUTSIDE, Spokes

pytestmark = pytest.mark.slow

LOCAL = {"LocalRoleName": LAUNCH_ROLE}


@pytest.fixture
def spokes() -> Iterator[Spokes]:
    with embedded(accounts=ACCOUNTS, organization=True) as aws:
        made = Spokes(aws)
        made.launch_role(ACCOUNT)
        yield made


def code_of(call: Callable[..., Any], **params: Any) -> str:
    with pytest.raises(ClientError) as caught:
        call(**params)
    return str(caught.value.response["Error"]["Code"])


def seen(scientist: Any) -> list[str]:
    return [row["Name"] for row in scientist.search_products()["ProductViewSummaries"]]


def test_a_product_is_launched_updated_and_ended_in_the_spoke(spokes: Spokes) -> None:
    spokes.publish(LOCAL)
    spokes.launch_role(FAR)
    dana = spokes.scientist(FAR)
    assert seen(dana) == []
    assert spokes.share(SharePrincipals=True) == "COMPLETED"
    assert seen(dana) == ["Logbook"]
    assert seen(spokes.scientist(OUTSIDE)) == []
    elsewhere = spokes.aws.client("servicecatalog", region="eu-central-1", keys=spokes.aws.keys("admin", FAR))
    organizational = {"PortfolioShareType": "AWS_ORGANIZATIONS"}
    assert elsewhere.list_accepted_portfolio_shares(**organizational)["PortfolioDetails"] == []
    assert code_of(dana.describe_product_as_admin, Id=spokes.product) == "AccessDeniedException"
    assert len(dana.list_launch_paths(ProductId=spokes.product)["LaunchPathSummaries"]) == 1
    record = spokes.launch(dana)
    assert record["Status"] == "SUCCEEDED", record["RecordErrors"]
    assert record["LaunchRoleArn"] == f"arn:aws:iam::{FAR}:role/{LAUNCH_ROLE}"
    stacks = spokes.admin(FAR, "cloudformation").describe_stacks()["Stacks"]
    assert [stack["StackName"].startswith(f"SC-{FAR}-pp-") for stack in stacks] == [True]
    assert spokes.admin(ACCOUNT, "cloudformation").describe_stacks()["Stacks"] == []
    assert (spokes.setting(FAR), spokes.setting(ACCOUNT)) == ("small", "")
    newer = spokes.publish_newer()
    versions = dana.describe_product(Id=spokes.product)["ProvisioningArtifacts"]
    assert [version["Name"] for version in versions] == ["1.0.0", "1.1.0"]
    made = dana.update_provisioned_product(ProvisionedProductName="one", ProvisioningArtifactId=newer)
    assert spokes.ended(dana, made)["Status"] == "SUCCEEDED"
    assert spokes.setting(FAR) == "large"
    made = dana.terminate_provisioned_product(ProvisionedProductName="one")
    assert spokes.ended(dana, made)["Status"] == "SUCCEEDED"
    assert spokes.setting(FAR) == ""


def test_what_was_launched_can_be_ended_after_the_share_is_withdrawn(spokes: Spokes) -> None:
    spokes.publish(LOCAL)
    spokes.launch_role(NEAR)
    spokes.share(SharePrincipals=True)
    dana = spokes.scientist(NEAR)
    assert spokes.launch(dana)["Status"] == "SUCCEEDED"
    spokes.withdraw()
    launch = {"ProductId": spokes.product, "ProvisioningArtifactId": spokes.version}
    assert code_of(dana.provision_product, **launch, ProvisionedProductName="two") == "ResourceNotFoundException"
    assert code_of(dana.update_provisioned_product, ProvisionedProductName="one") == "ResourceNotFoundException"
    made = dana.terminate_provisioned_product(ProvisionedProductName="one")
    assert spokes.ended(dana, made)["Status"] == "SUCCEEDED"


def test_an_account_that_leaves_the_unit_loses_the_product_and_one_that_joins_gets_it(spokes: Spokes) -> None:
    spokes.publish(LOCAL)
    spokes.share(SharePrincipals=True)
    far, outside = spokes.scientist(FAR), spokes.scientist(OUTSIDE)
    spokes.move(FAR, spokes.root)
    spokes.move(OUTSIDE, spokes.inner)
    assert (seen(far), seen(outside)) == ([], ["Logbook"])


def test_without_shared_principals_the_spokes_administrator_lets_people_in(spokes: Spokes) -> None:
    spokes.publish(LOCAL)
    spokes.launch_role(NEAR)
    spokes.share()
    dana, admin = spokes.scientist(NEAR), spokes.admin(NEAR, "servicecatalog")
    assert seen(dana) == []
    found = admin.list_accepted_portfolio_shares(PortfolioShareType="AWS_ORGANIZATIONS")["PortfolioDetails"]
    assert [row["Id"] for row in found] == [spokes.portfolio]
    admin.associate_principal_with_portfolio(
        PortfolioId=spokes.portfolio,
        PrincipalARN=f"arn:aws:iam::{NEAR}:role/ds-churn-dev-data-scientist",
        PrincipalType="IAM",
    )
    assert seen(dana) == ["Logbook"]
    assert spokes.launch(dana)["Status"] == "SUCCEEDED"


def test_a_spoke_without_the_launch_role_makes_nothing(spokes: Spokes) -> None:
    spokes.publish(LOCAL)
    spokes.share(SharePrincipals=True)
    record = spokes.launch(spokes.scientist(NEAR))
    assert record["Status"] == "FAILED"
    assert f"arn:aws:iam::{NEAR}:role/{LAUNCH_ROLE}" in record["RecordErrors"][0]["Description"]
    assert spokes.admin(NEAR, "cloudformation").describe_stacks()["Stacks"] == []


def test_a_launch_role_of_the_hub_launches_nothing_in_a_spoke(spokes: Spokes) -> None:
    spokes.publish({"RoleArn": f"arn:aws:iam::{ACCOUNT}:role/{LAUNCH_ROLE}"})
    spokes.share(SharePrincipals=True)
    launch = {"ProductId": spokes.product, "ProvisioningArtifactId": spokes.version, "ProvisionedProductName": "one"}
    assert code_of(spokes.scientist(NEAR).provision_product, **launch) == "NotImplemented"


def test_a_local_role_must_be_there_in_the_hub_too(spokes: Spokes) -> None:
    with pytest.raises(ClientError, match="role profile does not exist"):
        spokes.publish({"LocalRoleName": "ds-none"})


def test_a_member_shares_with_no_unit_and_nobody_does_without_trusted_access(spokes: Spokes) -> None:
    spokes.publish(LOCAL)
    share = {"PortfolioId": spokes.portfolio, "OrganizationNode": spokes.node}
    assert code_of(spokes.hub.create_portfolio_share, **share) == "OperationNotSupportedException"
    spokes.share()
    theirs = spokes.admin(NEAR, "servicecatalog")
    made = theirs.create_portfolio(DisplayName="Ours", ProviderName="Us")["PortfolioDetail"]["Id"]
    wanted = {"PortfolioId": made, "OrganizationNode": spokes.node}
    assert code_of(theirs.create_portfolio_share, **wanted) == "OperationNotSupportedException"
    assert code_of(theirs.enable_aws_organizations_access) == "OperationNotSupportedException"
