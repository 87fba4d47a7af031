"""A whole environment with what was published and launched in it survives `local down` and `local up`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from embedded_aws import ACCOUNT, Embedded
from embedded_aws.gateway.clients import Clients
from embedded_aws.process import start, stop
from tests.behavior.ownership.team import NOTEBOOK, Team
from tests.embedded_aws.cloudformation.stacks import Stacks

pytestmark = pytest.mark.slow
OPTIONS = {"AlarmEmail": "alarms@example.com", "Zones": "3", "EndpointsSelfService": "yes", "Trail": "own"}


def up(folder: Path) -> Embedded:
    """The embedded AWS of a folder, as a process of its own."""
    running, _ = start(folder, port=0)
    return Embedded(running.endpoint, ACCOUNT, running.secret, None, Clients())


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "state"
    stop(tmp_path / "state")


def again(team: Team, aws: Embedded) -> Team:
    """The same team in front of what was started again."""
    team.aws, team.catalog = aws, aws.client("servicecatalog")
    return team


def stack_ends(aws: Embedded, name: str) -> str:
    return Stacks(aws.client("cloudformation")).settle(name)


def inventory(aws: Embedded) -> dict[str, Any]:
    """What stands in the account: every stack's resources, the catalog, the parameters, the network."""
    stacks, ssm, catalog = aws.client("cloudformation"), aws.client("ssm"), aws.client("servicecatalog")
    names = [one["StackName"] for one in stacks.describe_stacks()["Stacks"]]
    pages = ssm.get_paginator("get_parameters_by_path").paginate(Path="/ds/", Recursive=True)
    return {
        "resources": {
            (name, row["LogicalResourceId"]): (row["PhysicalResourceId"], row["ResourceStatus"])
            for name in names
            for page in stacks.get_paginator("list_stack_resources").paginate(StackName=name)
            for row in page["StackResourceSummaries"]
        },
        "parameters": {row["Name"]: row["Value"] for page in pages for row in page["Parameters"]},
        "portfolios": [row["Id"] for row in catalog.list_portfolios()["PortfolioDetails"]],
        "products": [
            row["ProductViewSummary"]["ProductId"] for row in catalog.search_products_as_admin()["ProductViewDetails"]
        ],
        "notebooks": [row["Url"] for row in aws.client("sagemaker").list_notebook_instances()["NotebookInstances"]],
        "trails": aws.client("cloudtrail").describe_trails()["trailList"],
        "alarms": [row["AlarmArn"] for row in aws.client("cloudwatch").describe_alarms()["MetricAlarms"]],
        "endpoints": {
            row["VpcEndpointId"]: row["PolicyDocument"]
            for row in aws.client("ec2").describe_vpc_endpoints()["VpcEndpoints"]
        },
        "groups": [row["logGroupName"] for row in aws.client("logs").describe_log_groups()["logGroups"]],
        "repositories": aws.client("codecommit").list_repositories()["repositories"],
    }


def test_everything_is_there_after_a_restart_and_can_be_changed_and_ended(folder: Path) -> None:
    team = Team(up(folder), **OPTIONS)
    record = team.launch(team.become("dana"), answered="dana")
    assert record["Status"] == "SUCCEEDED", record["RecordErrors"]
    key = team.aws.client("kms").create_key()["KeyMetadata"]["KeyId"]
    secret = team.aws.client("kms").encrypt(KeyId=key, Plaintext=b"kept")["CiphertextBlob"]
    before = inventory(team.aws)
    assert all(before.values()), {name for name, found in before.items() if not found}
    stop(folder)

    team = again(team, up(folder))
    assert inventory(team.aws) == before
    assert team.aws.client("kms").decrypt(CiphertextBlob=secret)["Plaintext"] == b"kept"
    dana, eli = team.become("dana"), team.become("eli")
    assert team.may(dana, "create_presigned_notebook_instance_url", NotebookInstanceName=NOTEBOOK)
    assert not team.may(eli, "create_presigned_notebook_instance_url", NotebookInstanceName=NOTEBOOK)

    mine = {"ProvisionedProductId": record["ProvisionedProductId"]}
    catalog = team.aws.client("servicecatalog", keys=dana)
    asked = [{"Key": "IdleMinutes", "Value": "90"}] + [
        {"Key": name, "UsePreviousValue": True} for name in ("NotebookName", "Environment", "Owner")
    ]
    version = {"ProductId": team.product, "ProvisioningArtifactId": team.version}
    changed = catalog.update_provisioned_product(**mine, **version, ProvisioningParameters=asked)["RecordDetail"]
    assert team.ended(changed["RecordId"])["Status"] == "SUCCEEDED"
    stop(folder)

    team = again(team, up(folder))
    gone = team.aws.client("servicecatalog", keys=dana).terminate_provisioned_product(**mine)["RecordDetail"]
    assert team.ended(gone["RecordId"])["Status"] == "SUCCEEDED"
    answers = [{"ParameterKey": name, "ParameterValue": value} for name, value in team.answers.items()]
    retention = {"ParameterKey": "LogRetentionDays", "ParameterValue": "731"}
    stacks = team.aws.client("cloudformation")
    stacks.update_stack(
        StackName="ds-churn-dev",
        UsePreviousTemplate=True,
        Parameters=[*answers, retention],
        Capabilities=["CAPABILITY_NAMED_IAM"],
    )
    assert stack_ends(team.aws, "ds-churn-dev") == "UPDATE_COMPLETE"
    stack = stacks.describe_stacks(StackName="ds-churn-dev")["Stacks"][0]["StackId"]
    stacks.delete_stack(StackName=stack)
    assert stack_ends(team.aws, stack) == "DELETE_COMPLETE"
