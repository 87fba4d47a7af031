"""Publishing and launching over HTTP with boto3, as anybody would do it against a real account."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from generator.local import ACCOUNT, REGION, Embedded, embedded
from generator.local.service import Keys

pytestmark = pytest.mark.slow

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
]
LOGS = ["logs:CreateLogGroup", "logs:DeleteLogGroup", "logs:DescribeLogGroups", "logs:TagResource", "logs:*"]
SETTINGS = ["ssm:PutParameter", "ssm:DeleteParameter", "ssm:GetParameters", "ssm:AddTagsToResource", "ssm:*"]


def allow(actions: list[str], resource: str = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": actions, "Resource": resource, **more}


BODIES = allow(
    ["s3:GetObject"], Condition={"StringEquals": {"s3:ExistingObjectTag/servicecatalog:provisioning": "true"}}
)
ENOUGH = [allow(STACKS, f"arn:aws:cloudformation:*:{ACCOUNT}:stack/SC-*"), BODIES, allow(LOGS), allow(SETTINGS)]


class World:
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
        document = json.dumps({"Version": "2012-10-17", "Statement": statements})
        self.aws.client("iam").put_role_policy(
            RoleName=arn.rpartition("/")[2], PolicyName="all", PolicyDocument=document
        )

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
        until = time.monotonic() + 20
        while time.monotonic() < until:
            found: dict[str, Any] = self.admin.describe_record(Id=answer["RecordDetail"]["RecordId"])
            if found["RecordDetail"]["Status"] in ("SUCCEEDED", "FAILED"):
                return found
            time.sleep(0.05)
        raise AssertionError(f"the record never ended: {found['RecordDetail']}")

    def groups(self) -> list[str]:
        """The log groups that are there."""
        found = self.aws.client("logs").describe_log_groups()["logGroups"]
        return [group["logGroupName"] for group in found]


@pytest.fixture
def world() -> Iterator[World]:
    with embedded() as aws:
        yield World(aws)


def test_a_launch_makes_the_stack_and_a_termination_takes_it_away(world: World) -> None:
    record = world.launch(Name="churn")
    assert record["RecordDetail"]["RecordErrors"] == []
    outputs = {output["OutputKey"]: output["OutputValue"] for output in record["RecordOutputs"]}
    assert outputs["GroupName"] == "/ds/churn"
    assert world.groups() == ["/ds/churn"]
    (stack,) = world.aws.client("cloudformation").describe_stacks()["Stacks"]
    tags = {tag["Key"]: tag["Value"] for tag in stack["Tags"]}
    assert stack["StackName"].startswith(f"SC-{ACCOUNT}-pp-")
    assert tags["aws:servicecatalog:provisioningPrincipalArn"].endswith("/dana")
    ended = world.ended(world.dana.terminate_provisioned_product(ProvisionedProductName="one"))
    assert ended["RecordDetail"]["Status"] == "SUCCEEDED"
    assert world.groups() == []


def test_a_permission_that_the_launch_role_lacks_is_named_and_the_stack_rolled_back(world: World) -> None:
    world.permit(LAUNCH_ROLE, [*ENOUGH, allow(["ssm:PutParameter"]) | {"Effect": "Deny"}])
    record = world.launch(Name="churn")["RecordDetail"]
    assert record["Status"] == "FAILED"
    (error,) = record["RecordErrors"]
    assert "is not authorized to perform: ssm:PutParameter" in error["Description"]
    assert LAUNCH_ROLE.rpartition("/")[2] in error["Description"]
    assert world.groups() == []
    detail = world.dana.describe_provisioned_product(Name="one")["ProvisionedProductDetail"]
    assert detail["Status"] == "ERROR"
    world.permit(LAUNCH_ROLE, ENOUGH)
    ended = world.ended(world.dana.terminate_provisioned_product(ProvisionedProductName="one"))
    assert ended["RecordDetail"]["Status"] == "SUCCEEDED"


@pytest.mark.parametrize(
    ("without", "named"), [(BODIES, "S3 error: Access Denied"), (ENOUGH[0], "cloudformation:CreateStack")]
)
def test_a_launch_role_must_read_the_body_and_make_the_stack(world: World, without: Any, named: str) -> None:
    world.permit(LAUNCH_ROLE, [statement for statement in ENOUGH if statement is not without])
    record = world.launch()["RecordDetail"]
    assert record["Status"] == "FAILED"
    assert named in record["RecordErrors"][0]["Description"]


def test_a_launch_role_that_does_not_trust_service_catalog_launches_nothing(world: World) -> None:
    nobody = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    trust = json.dumps({"Version": "2012-10-17", "Statement": [nobody]})
    name = LAUNCH_ROLE.rpartition("/")[2]
    world.aws.client("iam").update_assume_role_policy(RoleName=name, PolicyDocument=trust)
    assert world.launch()["RecordDetail"]["Status"] == "FAILED"


def test_a_template_constraint_is_enforced_at_launch(world: World) -> None:
    rule = {
        "Assertions": [{"Assert": {"Fn::Contains": [["small"], {"Ref": "Size"}]}, "AssertDescription": "only small"}]
    }
    world.admin.create_constraint(
        PortfolioId=world.portfolio,
        ProductId=world.product,
        Type="TEMPLATE",
        Parameters=json.dumps({"Rules": {"Size": rule}}),
    )
    refused = world.launch("large", Name="large", Size="large")["RecordDetail"]
    assert refused["Status"] == "FAILED"
    assert "only small" in refused["RecordErrors"][0]["Description"]
    assert world.launch("small", Name="small", Size="small")["RecordDetail"]["Status"] == "SUCCEEDED"
    assert world.groups() == ["/ds/small"]


def test_an_update_to_a_new_version_keeps_a_previous_value(world: World) -> None:
    world.launch(Name="churn", Size="large")
    body = TEMPLATE.replace("Value: !Ref Size", 'Value: !Sub "${Size}-new"')
    world.aws.client("s3").put_object(Bucket="bodies", Key="1.yaml", Body=body.encode())
    made = world.admin.create_provisioning_artifact(
        ProductId=world.product, Parameters={"Name": "1.1.0", "Info": world.body}
    )
    kept = [{"Key": key, "UsePreviousValue": True} for key in ("Name", "Size")]
    answer = world.dana.update_provisioned_product(
        ProvisionedProductName="one",
        ProvisioningArtifactId=made["ProvisioningArtifactDetail"]["Id"],
        ProvisioningParameters=kept,
    )
    assert world.ended(answer)["RecordDetail"]["RecordErrors"] == []
    parameter = world.aws.client("ssm").get_parameter(Name="/ds/churn")["Parameter"]
    assert parameter["Value"] == "large-new"


def test_only_the_owner_may_terminate_at_user_level(world: World) -> None:
    self_only = {"StringEquals": {"servicecatalog:userLevel": "self"}}
    world.permit(
        SCIENTIST,
        [
            allow(["servicecatalog:ProvisionProduct", "servicecatalog:DescribeRecord"]),
            allow(["servicecatalog:TerminateProvisionedProduct"], Condition=self_only),
        ],
    )
    world.launch(Name="churn")
    found = world.admin.describe_provisioned_product(Name="one")["ProvisionedProductDetail"]["Id"]
    with pytest.raises(ClientError, match="AccessDenied"):
        world.scientist("eli").terminate_provisioned_product(ProvisionedProductId=found)
    ended = world.ended(world.dana.terminate_provisioned_product(ProvisionedProductId=found))
    assert ended["RecordDetail"]["Status"] == "SUCCEEDED"


def test_a_plan_shows_the_resources_and_its_execution_makes_them(world: World) -> None:
    plan = world.dana.create_provisioned_product_plan(
        PlanName="try",
        PlanType="CLOUDFORMATION",
        ProductId=world.product,
        ProvisioningArtifactId=world.version,
        ProvisionedProductName="one",
    )["PlanId"]
    until = time.monotonic() + 20
    while time.monotonic() < until:
        told = world.dana.describe_provisioned_product_plan(PlanId=plan)
        if told["ProvisionedProductPlanDetails"]["Status"] != "CREATE_IN_PROGRESS":
            break
        time.sleep(0.05)
    assert told["ProvisionedProductPlanDetails"]["Status"] == "CREATE_SUCCESS"
    assert {change["LogicalResourceId"] for change in told["ResourceChanges"]} == {"Group", "Setting"}
    assert world.groups() == []
    ended = world.ended(world.dana.execute_provisioned_product_plan(PlanId=plan))
    assert ended["RecordDetail"]["RecordErrors"] == []
    assert world.groups() == ["/ds/one"]


def test_the_state_survives_a_restart(tmp_path: Any) -> None:
    with embedded(state=tmp_path) as aws:
        product = World(aws).product
    with embedded(state=tmp_path) as aws:
        found = aws.client("servicecatalog").describe_product_as_admin(Id=product)
    assert found["ProductViewDetail"]["ProductViewSummary"]["Name"] == "Logbook"
