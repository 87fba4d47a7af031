"""An embedded AWS with one product that the data scientist role may launch."""

from __future__ import annotations

import json
from typing import Any

from embedded_aws import ACCOUNT, REGION, Embedded
from embedded_aws.service import Keys
from tests.permissions import permit
from tests.waiting import wait_until

SCIENTIST = f"arn:aws:iam::{ACCOUNT}:role/ds-churn-dev-data-scientist"
LAUNCH_ROLE = f"arn:aws:iam::{ACCOUNT}:role/ds-churn-dev-notebook-creation"
TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Name: {Type: String, Default: one, AllowedPattern: "[a-z]+"}
  Size: {Type: String, Default: small}
Resources:
  Group: {Type: "AWS::Logs::LogGroup", Properties: {LogGroupName: !Sub "/ds/${Name}"}}
  Setting: {Type: "AWS::SSM::Parameter", Properties: {Name: !Sub "/ds/${Name}", Type: String, Value: !Ref Size}}
Outputs:
  GroupName: {Value: !Ref Group}
"""
STACKS = [
    "cloudformation:CreateStack",
    "cloudformation:UpdateStack",
    "cloudformation:DeleteStack",
    "cloudformation:DescribeStacks",
    "cloudformation:DescribeStackEvents",
    "cloudformation:CreateChangeSet",
    "cloudformation:DescribeChangeSet",
    "cloudformation:ExecuteChangeSet",
    "cloudformation:DeleteChangeSet",
    "cloudformation:TagResource",
]
READS = ["cloudformation:GetTemplateSummary", "cloudformation:ValidateTemplate"]
LOGS = ["logs:CreateLogGroup", "logs:DeleteLogGroup", "logs:DescribeLogGroups", "logs:TagResource", "logs:*"]
SETTINGS = ["ssm:PutParameter", "ssm:DeleteParameter", "ssm:GetParameters", "ssm:AddTagsToResource", "ssm:*"]


def allow(actions: list[str], resource: str = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": actions, "Resource": resource, **more}


BODIES = allow(
    ["s3:GetObject"], Condition={"StringEquals": {"s3:ExistingObjectTag/servicecatalog:provisioning": "true"}}
)
ENOUGH = [
    allow(STACKS, f"arn:aws:cloudformation:*:{ACCOUNT}:stack/SC-*"),
    allow(READS),
    BODIES,
    allow(LOGS),
    allow(SETTINGS),
]


class PublishedCatalog:
    """An embedded AWS with one product that the data scientist role may launch."""

    def __init__(self, aws: Embedded) -> None:
        self.aws = aws
        self.admin = aws.client("servicecatalog")
        self._make_role(LAUNCH_ROLE, {"Service": "servicecatalog.amazonaws.com"})
        self._make_role(SCIENTIST, {"AWS": [f"arn:aws:iam::{ACCOUNT}:user/dana", f"arn:aws:iam::{ACCOUNT}:user/eli"]})
        self.permit(LAUNCH_ROLE, ENOUGH)
        self.permit(SCIENTIST, [allow(["servicecatalog:*"])])
        s3 = aws.client("s3")
        s3.create_bucket(Bucket="bodies", CreateBucketConfiguration={"LocationConstraint": REGION})
        s3.put_object(Bucket="bodies", Key="1.yaml", Body=TEMPLATE.encode())
        self._publish()
        self.dana = self.scientist("dana")

    def _publish(self) -> None:
        made = self.admin.create_portfolio(DisplayName="Data science", ProviderName="Platform")
        self.portfolio = made["PortfolioDetail"]["Id"]
        self.body = {"LoadTemplateFromURL": f"https://bodies.s3.{REGION}.amazonaws.com/1.yaml"}
        made = self.admin.create_product(
            Name="Logbook",
            Owner="Platform",
            ProductType="CLOUD_FORMATION_TEMPLATE",
            ProvisioningArtifactParameters={"Name": "1.0.0", "Info": self.body},
        )
        self.product = made["ProductViewDetail"]["ProductViewSummary"]["ProductId"]
        self.version = made["ProvisioningArtifactDetail"]["Id"]
        link = {"PortfolioId": self.portfolio, "ProductId": self.product}
        self.admin.associate_product_with_portfolio(**link)
        self.admin.create_constraint(**link, Type="LAUNCH", Parameters=json.dumps({"RoleArn": LAUNCH_ROLE}))
        self.admin.associate_principal_with_portfolio(
            PortfolioId=self.portfolio, PrincipalARN="arn:aws:iam:::role/ds-*", PrincipalType="IAM_PATTERN"
        )

    def _make_role(self, arn: str, principal: dict[str, Any]) -> None:
        statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
        trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self.aws.client("iam").create_role(RoleName=arn.rpartition("/")[2], AssumeRolePolicyDocument=trust)

    def permit(self, arn: str, statements: list[dict[str, Any]]) -> None:
        """Replace a role's permissions."""
        permit(self.aws.client("iam"), arn.rpartition("/")[2], statements)

    def scientist(self, name: str) -> Any:
        """A Service Catalog client under a person's session of the data scientist role."""
        sts = self.aws.client("sts", keys=self.aws.keys(name))
        found = sts.assume_role(RoleArn=SCIENTIST, RoleSessionName=name)["Credentials"]
        keys = Keys(found["AccessKeyId"], found["SecretAccessKey"], found["SessionToken"])
        return self.aws.client("servicecatalog", keys=keys)

    def launch(self, name: str = "one", by: Any = None, **parameters: str) -> dict[str, Any]:
        """Launch and wait; the description of the record."""
        client = by or self.dana
        made = client.provision_product(
            ProductId=self.product,
            ProvisioningArtifactId=self.version,
            ProvisionedProductName=name,
            ProvisioningParameters=[{"Key": key, "Value": value} for key, value in parameters.items()],
        )
        return self.ended(made)

    def ended(self, answer: dict[str, Any]) -> dict[str, Any]:
        """The description of a record that has come to its end."""

        def found() -> dict[str, Any]:
            record: dict[str, Any] = self.admin.describe_record(Id=answer["RecordDetail"]["RecordId"])
            return record if record["RecordDetail"]["Status"] in ("SUCCEEDED", "FAILED") else {}

        return wait_until(found, "the record ends")

    def groups(self) -> list[str]:
        """The log groups that exist."""
        found = self.aws.client("logs").describe_log_groups()["logGroups"]
        return [group["logGroupName"] for group in found]
