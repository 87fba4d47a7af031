"""The types of Service Catalog: a portfolio with all that belongs to it, as an author's template has it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws import ACCOUNT, embedded
from embedded_aws.embedded import Embedded
from tests.embedded_aws.cloudformation.stacks import Stacks

ALLOWED = (
    "servicecatalog:*",
    "s3:GetObject",
    "cloudformation:*",
    "iam:GetRole",
    "iam:PassRole",
    "sns:*",
    "ssm:DescribeDocument",
)
"""What the registry's handlers ask for, and what the inner template makes."""
OTHER = "444455556666"
ARTIFACTS, VERSIONS = "ProvisioningArtifactIds", "ProvisioningArtifactParameters"
INNER = {
    "Parameters": {"Name": {"Type": "String"}},
    "Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": {"Ref": "Name"}}}},
    "Outputs": {"TopicArn": {"Value": {"Ref": "Topic"}}},
}
RULES = {"Short": {"Assertions": [{"Assert": {"Fn::Equals": [{"Ref": "Name"}, "short"]}}]}}


def trust(service: str) -> str:
    allowed = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": allowed})


def typed(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": f"AWS::ServiceCatalog::{kind}", "Properties": properties}


def linked(kind: str, **properties: Any) -> dict[str, Any]:
    link = {"PortfolioId": {"Ref": "Portfolio"}, "ProductId": {"Ref": "Product"}}
    return {**typed(kind, **link, **properties), "DependsOn": "Link"}


def version(name: str, url: str, **more: Any) -> dict[str, Any]:
    return {"Name": name, "Info": {"LoadTemplateFromURL": url}, **more}


@pytest.fixture(scope="module")
def aws() -> Iterator[Embedded]:
    with embedded(accounts=(ACCOUNT, OTHER)) as running:
        yield running


@pytest.fixture(scope="module")
def url(aws: Embedded) -> str:
    s3 = aws.client("s3")
    bucket = {"CreateBucketConfiguration": {"LocationConstraint": s3.meta.region_name}}
    s3.create_bucket(Bucket="templates-of-authors", **({} if s3.meta.region_name == "us-east-1" else bucket))
    s3.put_object(Bucket="templates-of-authors", Key="inner.json", Body=json.dumps(INNER).encode())
    return f"https://templates-of-authors.s3.{s3.meta.region_name}.amazonaws.com/inner.json"


@pytest.fixture(scope="module")
def role(aws: Embedded) -> str:
    iam = aws.client("iam")
    made = iam.create_role(RoleName="author", AssumeRolePolicyDocument=trust("cloudformation.amazonaws.com"))
    statement = {"Effect": "Allow", "Action": list(ALLOWED), "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": statement})
    iam.put_role_policy(RoleName="author", PolicyName="own", PolicyDocument=policy)
    iam.create_role(RoleName="launching", AssumeRolePolicyDocument=trust("servicecatalog.amazonaws.com"))
    iam.put_role_policy(RoleName="launching", PolicyName="own", PolicyDocument=policy)
    return str(made["Role"]["Arn"])


def resources(aws: Embedded, url: str) -> dict[str, Any]:
    account = aws.account
    return {
        "Topic": {"Type": "AWS::SNS::Topic"},
        "Portfolio": typed("Portfolio", DisplayName="Of authors", ProviderName="Team", Description="All"),
        "Product": typed(
            "CloudFormationProduct",
            Name="Topics",
            Owner="Team",
            ProvisioningArtifactParameters=[version("one", url), version("two", url, Description="second")],
        ),
        "Link": typed("PortfolioProductAssociation", PortfolioId={"Ref": "Portfolio"}, ProductId={"Ref": "Product"}),
        "Principal": typed(
            "PortfolioPrincipalAssociation",
            PortfolioId={"Ref": "Portfolio"},
            PrincipalARN=f"arn:aws:iam::{account}:role/author",
            PrincipalType="IAM",
        ),
        "Share": typed("PortfolioShare", PortfolioId={"Ref": "Portfolio"}, AccountId=OTHER),
        "Role": linked("LaunchRoleConstraint", LocalRoleName="launching"),
        "Rules": linked("LaunchTemplateConstraint", Rules=json.dumps(RULES)),
        "Told": linked("LaunchNotificationConstraint", NotificationArns=[{"Ref": "Topic"}]),
        "Tags": linked("ResourceUpdateConstraint", TagUpdateOnProvisionedProduct="ALLOWED"),
        "Option": typed("TagOption", Key="stage", Value="test", Active=False),
        "Options": typed("TagOptionAssociation", TagOptionId={"Ref": "Option"}, ResourceId={"Ref": "Portfolio"}),
        "Action": typed(
            "ServiceAction",
            Name="Restart",
            DefinitionType="SSM_AUTOMATION",
            Definition=[{"Key": "Name", "Value": "AWS-RestartEC2Instance"}, {"Key": "Version", "Value": "1"}],
        ),
        "Actions": typed(
            "ServiceActionAssociation",
            ProductId={"Ref": "Product"},
            ProvisioningArtifactId={"Fn::Select": [0, {"Fn::Split": [",", {"Fn::GetAtt": ["Product", ARTIFACTS]}]}]},
            ServiceActionId={"Ref": "Action"},
        ),
    }


@pytest.mark.slow
def test_an_authors_portfolio_is_made_changed_and_deleted(aws: Embedded, stacks: Stacks, url: str, role: str) -> None:
    catalog, made = aws.client("servicecatalog"), resources(aws, url)
    outputs = {
        "Ids": {"Value": {"Fn::GetAtt": ["Product", ARTIFACTS]}},
        "Names": {"Value": {"Fn::GetAtt": ["Product", "ProvisioningArtifactNames"]}},
        "Portfolio": {"Value": {"Fn::GetAtt": ["Portfolio", "PortfolioName"]}},
    }
    template = {"Resources": made, "Outputs": outputs}
    status = stacks.create("authors", json.dumps(template), RoleARN=role)
    assert status == "CREATE_COMPLETE", stacks.events("authors")
    portfolio, product = stacks.physical("authors", "Portfolio"), stacks.physical("authors", "Product")
    first = stacks.outputs("authors")
    assert (first["Names"], first["Portfolio"]) == ("one,two", "Of authors")
    kinds = {one["Type"] for one in catalog.list_constraints_for_portfolio(PortfolioId=portfolio)["ConstraintDetails"]}
    assert kinds == {"LAUNCH", "TEMPLATE", "NOTIFICATION", "RESOURCE_UPDATE"}
    option = catalog.describe_tag_option(Id=stacks.physical("authors", "Option"))["TagOptionDetail"]
    assert (option["Value"], option["Active"]) == ("test", False)
    assert catalog.list_portfolio_access(PortfolioId=portfolio)["AccountIds"] == [OTHER]
    # In place: texts, one version for another, the share's flag, an action; the kept version keeps its id.
    made["Portfolio"]["Properties"]["DisplayName"] = "Of all authors"
    made["Product"]["Properties"] |= {
        "Name": "Our topics",
        VERSIONS: [version("one", url, Description="first"), version("three", url)],
    }
    made["Share"]["Properties"]["ShareTagOptions"] = True
    made["Action"]["Properties"]["Description"] = "Again"
    made["Rules"]["Properties"]["Rules"] = json.dumps({"Long": RULES["Short"]})
    made["Option"]["Properties"]["Active"] = True
    status = stacks.update("authors", json.dumps(template), RoleARN=role)
    assert status == "UPDATE_COMPLETE", stacks.events("authors")
    second = stacks.outputs("authors")
    assert (second["Names"], second["Portfolio"]) == ("one,three", "Of all authors")
    assert second["Ids"].split(",")[0] == first["Ids"].split(",")[0]
    found = catalog.describe_product_as_admin(Id=product)
    assert found["ProductViewDetail"]["ProductViewSummary"]["Name"] == "Our topics"
    names = {one["Name"]: one.get("Description") for one in found["ProvisioningArtifactSummaries"]}
    assert names == {"one": "first", "three": None}
    # All versions anew, where the template says so; the association follows.
    made["Product"]["Properties"]["ReplaceProvisioningArtifacts"] = True
    status = stacks.update("authors", json.dumps(template), RoleARN=role)
    assert status == "UPDATE_COMPLETE", stacks.events("authors")
    assert not set(stacks.outputs("authors")["Ids"].split(",")) & set(second["Ids"].split(","))
    assert stacks.delete("authors") == "DELETE_COMPLETE", stacks.events("authors")
    with pytest.raises(ClientError, match="not found"):
        catalog.describe_portfolio(Id=portfolio)


@pytest.mark.slow
def test_a_portfolio_is_accepted_and_a_product_is_launched(aws: Embedded, stacks: Stacks, url: str, role: str) -> None:
    made = resources(aws, url)
    made = {name: made[name] for name in ("Portfolio", "Product", "Link", "Principal", "Share", "Role", "Rules")}
    made["Principal"]["Properties"]["PrincipalARN"] = aws.client("sts").get_caller_identity()["Arn"]
    assert stacks.create("offering", json.dumps({"Resources": made})) == "CREATE_COMPLETE", stacks.events("offering")
    others = Stacks(aws.client("cloudformation", keys=aws.keys("admin", OTHER)))
    accepted = typed("AcceptedPortfolioShare", PortfolioId=stacks.physical("offering", "Portfolio"))
    assert others.create("accepting", json.dumps({"Resources": {"Share": accepted}})) == "CREATE_COMPLETE"
    shares = aws.client("servicecatalog", keys=aws.keys("admin", OTHER)).list_accepted_portfolio_shares
    assert len(shares()["PortfolioDetails"]) == 1
    assert others.delete("accepting") == "DELETE_COMPLETE"
    assert shares()["PortfolioDetails"] == []
    launched = typed(
        "CloudFormationProvisionedProduct",
        ProductId=stacks.physical("offering", "Product"),
        ProvisioningArtifactName="one",
        ProvisioningParameters=[{"Key": "Name", "Value": "short"}],
    )
    outputs = {"Topic": {"Value": {"Fn::GetAtt": ["Launched", "Outputs.TopicArn"]}}}
    template = {"Resources": {"Launched": launched}, "Outputs": outputs}
    assert stacks.create("launching", json.dumps(template)) == "CREATE_COMPLETE", stacks.events("launching")
    assert stacks.outputs("launching")["Topic"].endswith(":short")
    launched["Properties"]["ProvisioningArtifactName"] = "two"
    assert stacks.update("launching", json.dumps(template)) == "UPDATE_COMPLETE", stacks.events("launching")
    launched["Properties"]["ProvisioningParameters"] = [{"Key": "Name", "Value": "a-long-one"}]
    assert stacks.update("launching", json.dumps(template)) == "UPDATE_ROLLBACK_COMPLETE", stacks.events("launching")
    assert "Record" in stacks.reason("launching", "Launched", "UPDATE_FAILED")
    launched["Properties"]["ProvisioningPreferences"] = {"StackSetAccounts": [OTHER]}
    with pytest.raises(ClientError, match="Property ProvisioningPreferences of"):
        stacks.update("launching", json.dumps(template))
    assert stacks.delete("launching") == "DELETE_COMPLETE"
    assert stacks.delete("offering") == "DELETE_COMPLETE", stacks.events("offering")


def test_a_constraint_of_a_product_that_is_elsewhere_is_refused(aws: Embedded, stacks: Stacks) -> None:
    wrong = typed("LaunchRoleConstraint", PortfolioId="port-none", ProductId="prod-none", LocalRoleName="nobody")
    assert stacks.create("wrong", json.dumps({"Resources": {"Role": wrong}})) == "ROLLBACK_COMPLETE"
    assert "nobody" in stacks.reason("wrong", "Role", "CREATE_FAILED")
