"""The products themselves: their released templates deployed whole, and deleted again."""

from __future__ import annotations

from pathlib import Path

import pytest

from embedded_aws.embedded import Embedded
from tests.embedded_aws.cloudformation.stacks import CAPABILITIES, Stacks, pairs

ROOT = Path(__file__).parents[3]
ENVIRONMENT = {
    "Project": "churn",
    "Stage": "dev",
    "TrustedPrincipals": "arn:aws:iam::111122223333:user/dana",
    "Detective": "off",
}


def newest(product: str) -> str:
    """The newest rendered template of a product."""
    folders = (ROOT / "dist" / product).iterdir()
    versions = sorted(folders, key=lambda one: tuple(int(part) for part in one.name.split(".")))
    return (versions[-1] / "template.yaml").read_text("utf-8")


def launch(aws: Embedded, stacks: Stacks, name: str, product: str, parameters: dict[str, str]) -> str:
    """A stack of a product, from S3, since its template is larger than an inline one may be."""
    bucket = "ds-artifacts-111122223333-eu-west-1"
    s3 = aws.client("s3")
    if bucket not in [one["Name"] for one in s3.list_buckets()["Buckets"]]:
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_object(Bucket=bucket, Key=product, Body=newest(product).encode())
    stacks.client.create_stack(
        StackName=name,
        TemplateURL=f"https://{bucket}.s3.eu-west-1.amazonaws.com/{product}",
        Parameters=pairs(parameters),
        Capabilities=CAPABILITIES,
    )
    return stacks.settle(name)


def failures(stacks: Stacks, name: str) -> list[tuple[str, str, str]]:
    """The events of a stack that speak of a failure."""
    return [one for one in stacks.events(name) if "FAILED" in one[1]]


def drifted(stacks: Stacks, name: str) -> list[tuple[str, object]]:
    """The resources that are not as the template says, although nobody has touched them."""
    stacks.client.detect_stack_drift(StackName=name)
    only = {"StackName": name, "StackResourceDriftStatusFilters": ["MODIFIED", "DELETED"], "MaxResults": 100}
    rows = stacks.client.describe_stack_resource_drifts(**only)["StackResourceDrifts"]
    return [(row["LogicalResourceId"], row.get("PropertyDifferences")) for row in rows]


@pytest.mark.slow
def test_an_environment_and_a_notebook_in_it_deploy_and_delete(aws: Embedded, stacks: Stacks) -> None:
    status = launch(aws, stacks, "ds-churn-dev", "environment", ENVIRONMENT)
    assert status == "CREATE_COMPLETE", failures(stacks, "ds-churn-dev")
    notebook = {"NotebookName": "mine", "Environment": "churn-dev"}
    status = launch(aws, stacks, "nb", "notebook", notebook)
    assert status == "CREATE_COMPLETE", failures(stacks, "nb")
    found = aws.client("sagemaker").describe_notebook_instance(NotebookInstanceName="ds-churn-dev-mine")
    ssm = aws.client("ssm")
    wanted = {name: ssm.get_parameter(Name=f"/ds/churn-dev/{name}")["Parameter"]["Value"] for name in (
        "subnets/1", "security-group/workload", "role/notebook-execution",
    )}  # fmt: skip
    assert found["SubnetId"] == wanted["subnets/1"]
    assert found["SecurityGroups"] == [wanted["security-group/workload"]]
    assert found["RoleArn"] == wanted["role/notebook-execution"]
    assert (found["DirectInternetAccess"], found["RootAccess"]) == ("Disabled", "Disabled")
    # Rules that stand beside a group as resources of their own are none of the group's in the template.
    assert [name for name, _ in drifted(stacks, "ds-churn-dev")] == ["WorkloadGroup"]
    assert drifted(stacks, "nb") == []
    assert stacks.delete("nb") == "DELETE_COMPLETE"
    assert stacks.delete("ds-churn-dev") == "DELETE_COMPLETE"
    left = {one["Name"] for one in aws.client("s3").list_buckets()["Buckets"]}
    assert {f"ds-churn-dev-{kind}-111122223333-eu-west-1" for kind in ("data", "models")} <= left
