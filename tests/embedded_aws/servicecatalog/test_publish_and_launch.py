"""Publishing and launching over HTTP with boto3, as anybody would do it against a real account."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws import ACCOUNT, embedded
from tests.embedded_aws.servicecatalog.world import BODIES, ENOUGH, LAUNCH_ROLE, SCIENTIST, TEMPLATE, World, allow

pytestmark = pytest.mark.slow


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
