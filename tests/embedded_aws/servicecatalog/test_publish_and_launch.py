"""Publishing and launching over HTTP with boto3, as anybody would do it against a real account."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws import ACCOUNT, embedded
from tests.embedded_aws.servicecatalog.published_catalog import (
    BODIES,
    ENOUGH,
    LAUNCH_ROLE,
    SCIENTIST,
    TEMPLATE,
    PublishedCatalog,
    allow,
)
from tests.waiting import wait_until

pytestmark = pytest.mark.slow


@pytest.fixture
def published() -> Iterator[PublishedCatalog]:
    with embedded() as aws:
        yield PublishedCatalog(aws)


def test_a_launch_makes_the_stack_and_a_termination_takes_it_away(published: PublishedCatalog) -> None:
    record = published.launch(Name="churn")
    assert record["RecordDetail"]["RecordErrors"] == []
    outputs = {output["OutputKey"]: output["OutputValue"] for output in record["RecordOutputs"]}
    assert outputs["GroupName"] == "/ds/churn"
    assert published.groups() == ["/ds/churn"]
    (stack,) = published.aws.client("cloudformation").describe_stacks()["Stacks"]
    tags = {tag["Key"]: tag["Value"] for tag in stack["Tags"]}
    assert stack["StackName"].startswith(f"SC-{ACCOUNT}-pp-")
    assert tags["aws:servicecatalog:provisioningPrincipalArn"].endswith("/dana")
    ended = published.ended(published.dana.terminate_provisioned_product(ProvisionedProductName="one"))
    assert ended["RecordDetail"]["Status"] == "SUCCEEDED"
    assert published.groups() == []


def test_a_permission_that_the_launch_role_lacks_is_named_and_the_stack_rolled_back(
    published: PublishedCatalog,
) -> None:
    published.permit(LAUNCH_ROLE, [*ENOUGH, allow(["ssm:PutParameter"]) | {"Effect": "Deny"}])
    record = published.launch(Name="churn")["RecordDetail"]
    assert record["Status"] == "FAILED"
    (error,) = record["RecordErrors"]
    assert "is not authorized to perform: ssm:PutParameter" in error["Description"]
    assert LAUNCH_ROLE.rpartition("/")[2] in error["Description"]
    assert published.groups() == []
    detail = published.dana.describe_provisioned_product(Name="one")["ProvisionedProductDetail"]
    assert detail["Status"] == "ERROR"
    published.permit(LAUNCH_ROLE, ENOUGH)
    ended = published.ended(published.dana.terminate_provisioned_product(ProvisionedProductName="one"))
    assert ended["RecordDetail"]["Status"] == "SUCCEEDED"


@pytest.mark.parametrize(
    ("without", "named"), [(BODIES, "S3 error: Access Denied"), (ENOUGH[0], "cloudformation:CreateStack")]
)
def test_a_launch_role_must_read_the_body_and_make_the_stack(
    published: PublishedCatalog, without: Any, named: str
) -> None:
    published.permit(LAUNCH_ROLE, [statement for statement in ENOUGH if statement is not without])
    record = published.launch()["RecordDetail"]
    assert record["Status"] == "FAILED"
    assert named in record["RecordErrors"][0]["Description"]


def test_a_launch_role_that_does_not_trust_service_catalog_launches_nothing(published: PublishedCatalog) -> None:
    nobody = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    trust = json.dumps({"Version": "2012-10-17", "Statement": [nobody]})
    name = LAUNCH_ROLE.rpartition("/")[2]
    published.aws.client("iam").update_assume_role_policy(RoleName=name, PolicyDocument=trust)
    assert published.launch()["RecordDetail"]["Status"] == "FAILED"


def test_a_template_constraint_is_enforced_at_launch(published: PublishedCatalog) -> None:
    rule = {
        "Assertions": [{"Assert": {"Fn::Contains": [["small"], {"Ref": "Size"}]}, "AssertDescription": "only small"}]
    }
    published.admin.create_constraint(
        PortfolioId=published.portfolio,
        ProductId=published.product,
        Type="TEMPLATE",
        Parameters=json.dumps({"Rules": {"Size": rule}}),
    )
    refused = published.launch("large", Name="large", Size="large")["RecordDetail"]
    assert refused["Status"] == "FAILED"
    assert "only small" in refused["RecordErrors"][0]["Description"]
    assert published.launch("small", Name="small", Size="small")["RecordDetail"]["Status"] == "SUCCEEDED"
    assert published.groups() == ["/ds/small"]


def test_an_update_to_a_new_version_keeps_a_previous_value(published: PublishedCatalog) -> None:
    published.launch(Name="churn", Size="large")
    body = TEMPLATE.replace("Value: !Ref Size", 'Value: !Sub "${Size}-new"')
    published.aws.client("s3").put_object(Bucket="bodies", Key="1.yaml", Body=body.encode())
    made = published.admin.create_provisioning_artifact(
        ProductId=published.product, Parameters={"Name": "1.1.0", "Info": published.body}
    )
    kept = [{"Key": key, "UsePreviousValue": True} for key in ("Name", "Size")]
    answer = published.dana.update_provisioned_product(
        ProvisionedProductName="one",
        ProvisioningArtifactId=made["ProvisioningArtifactDetail"]["Id"],
        ProvisioningParameters=kept,
    )
    assert published.ended(answer)["RecordDetail"]["RecordErrors"] == []
    parameter = published.aws.client("ssm").get_parameter(Name="/ds/churn")["Parameter"]
    assert parameter["Value"] == "large-new"


def test_only_the_owner_may_terminate_at_user_level(published: PublishedCatalog) -> None:
    self_only = {"StringEquals": {"servicecatalog:userLevel": "self"}}
    published.permit(
        SCIENTIST,
        [
            allow(["servicecatalog:ProvisionProduct", "servicecatalog:DescribeRecord"]),
            allow(["servicecatalog:TerminateProvisionedProduct"], Condition=self_only),
        ],
    )
    published.launch(Name="churn")
    found = published.admin.describe_provisioned_product(Name="one")["ProvisionedProductDetail"]["Id"]
    with pytest.raises(ClientError, match="AccessDenied"):
        published.scientist("eli").terminate_provisioned_product(ProvisionedProductId=found)
    ended = published.ended(published.dana.terminate_provisioned_product(ProvisionedProductId=found))
    assert ended["RecordDetail"]["Status"] == "SUCCEEDED"


def test_a_plan_shows_the_resources_and_its_execution_makes_them(published: PublishedCatalog) -> None:
    plan = published.dana.create_provisioned_product_plan(
        PlanName="try",
        PlanType="CLOUDFORMATION",
        ProductId=published.product,
        ProvisioningArtifactId=published.version,
        ProvisionedProductName="one",
    )["PlanId"]

    def drawn() -> dict[str, Any]:
        found: dict[str, Any] = published.dana.describe_provisioned_product_plan(PlanId=plan)
        return {} if found["ProvisionedProductPlanDetails"]["Status"] == "CREATE_IN_PROGRESS" else found

    described = wait_until(drawn, "the plan is made")
    assert described["ProvisionedProductPlanDetails"]["Status"] == "CREATE_SUCCESS"
    assert {change["LogicalResourceId"] for change in described["ResourceChanges"]} == {"Group", "Setting"}
    assert published.groups() == []
    ended = published.ended(published.dana.execute_provisioned_product_plan(PlanId=plan))
    assert ended["RecordDetail"]["RecordErrors"] == []
    assert published.groups() == ["/ds/one"]


def test_the_state_survives_a_restart(tmp_path: Any) -> None:
    with embedded(state=tmp_path) as aws:
        product = PublishedCatalog(aws).product
    with embedded(state=tmp_path) as aws:
        found = aws.client("servicecatalog").describe_product_as_admin(Id=product)
    assert found["ProductViewDetail"]["ProductViewSummary"]["Name"] == "Logbook"
