"""The detective on the embedded AWS: real clients, real answers, real refusals."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import pytest

from embedded_aws.embedded import Embedded, embedded
from products.environment.detective.inspector.gateway import Gateway
from products.environment.detective.inspector.inspection import Outcome, inspect
from products.environment.detective.inspector.settings import read_settings
from products.environment.detective.inspector.telling import Messenger
from tests.waiting import wait_until

pytestmark = pytest.mark.slow

See: TypeAlias = Callable[[str, str, str], Outcome]

SERVICE: dict[str, object] = {"Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
EVERYTHING: dict[str, object] = {"Action": "*", "Resource": "*"}
ROLE = "arn:aws:iam::111122223333:role/ds-churn-dev-"
IMAGE = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/ds-churn-dev-training:1"


@pytest.fixture(scope="module")
def aws() -> Iterator[Embedded]:
    with embedded() as running:
        yield running


@dataclass(frozen=True)
class Place:
    """What an environment has: a subnet, a group and a key."""

    subnet: str
    group: str
    key: str


@pytest.fixture(scope="module")
def place(aws: Embedded) -> Place:
    """A small environment, and its roles."""
    iam = aws.client("iam")
    for local in ("notebook-execution", "training", "endpoint-hosting"):
        iam.create_role(RoleName=f"ds-churn-dev-{local}", AssumeRolePolicyDocument=json.dumps(_document(SERVICE)))
        iam.put_role_policy(
            RoleName=f"ds-churn-dev-{local}", PolicyName="all", PolicyDocument=json.dumps(_document(EVERYTHING))
        )
    key = aws.client("kms").create_key()["KeyMetadata"]["Arn"]
    ec2 = aws.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.9.0.0/24")["Subnet"]["SubnetId"]
    group = ec2.create_security_group(GroupName="workload", Description="workload", VpcId=vpc)["GroupId"]
    return Place(subnet, group, key)


def _document(statement: dict[str, object]) -> dict[str, object]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]}


@pytest.fixture
def see(aws: Embedded, place: Place) -> See:
    """The function, asked about a call that made something."""
    topic = aws.client("sns").create_topic(Name="alarms")["TopicArn"]
    settings = read_settings(
        {
            "ENVIRONMENT": "churn-dev",
            "NAME_PREFIX": "ds-churn-dev-",
            "ROLE_PREFIX": f"arn:aws:iam::{aws.account}:role/ds-churn-dev-",
            "SUBNETS": place.subnet,
            "SECURITY_GROUPS": place.group,
            "DATA_KEY": place.key,
            "NOTEBOOK_KEY": place.key,
            "TOPIC": topic,
            "DRY_RUN": "no",
        }
    )
    pauses: list[float] = []

    def ask(action: str, member: str, name: str) -> Outcome:
        event = {
            "detail-type": "AWS API Call via CloudTrail",
            "detail": {"eventName": action, "requestParameters": {member: name}},
        }
        messenger = Messenger(settings, io.StringIO(), aws.client("sns"), pauses.append)
        return inspect(event, settings, Gateway(aws.client("sagemaker"), pauses.append), messenger)

    return ask


def make_notebook(aws: Embedded, place: Place, name: str, **changes: str) -> None:
    aws.client("sagemaker").create_notebook_instance(
        NotebookInstanceName=name,
        InstanceType="ml.t3.medium",
        RoleArn=f"{ROLE}notebook-execution",
        **{
            "SubnetId": place.subnet,
            "SecurityGroupIds": [place.group],
            "KmsKeyId": place.key,
            "DirectInternetAccess": "Disabled",
            "RootAccess": "Disabled",
            "InstanceMetadataServiceConfiguration": {"MinimumInstanceMetadataServiceVersion": "2"},
            **changes,
        },
    )


def test_a_notebook_inside_the_rules_stays(aws: Embedded, place: Place, see: See) -> None:
    make_notebook(aws, place, "ds-churn-dev-good")
    assert see("CreateNotebookInstance", "notebookInstanceName", "ds-churn-dev-good").action == "complies"


def test_a_notebook_with_root_is_stopped_as_soon_as_it_has_started(aws: Embedded, place: Place, see: See) -> None:
    make_notebook(aws, place, "ds-churn-dev-root", RootAccess="Enabled")
    client = aws.client("sagemaker")
    first = see("CreateNotebookInstance", "notebookInstanceName", "ds-churn-dev-root")
    assert (first.action, [breach.rule for breach in first.breaches]) == ("not-yet", ["root-access"])
    client.get_waiter("notebook_instance_in_service").wait(
        NotebookInstanceName="ds-churn-dev-root", WaiterConfig={"Delay": 1, "MaxAttempts": 120}
    )
    assert see("UpdateNotebookInstance", "notebookInstanceName", "ds-churn-dev-root").action == "stopped"
    found = client.describe_notebook_instance(NotebookInstanceName="ds-churn-dev-root")
    assert found["NotebookInstanceStatus"] in ("Stopping", "Stopped")


def test_a_processing_job_without_a_network_that_is_over_at_once_is_told(aws: Embedded, see: See) -> None:
    client = aws.client("sagemaker")
    client.create_processing_job(
        ProcessingJobName="ds-churn-dev-prepare",
        RoleArn=f"{ROLE}training",
        AppSpecification={"ImageUri": IMAGE},
        ProcessingResources={"ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 5}},
    )
    wait_until(
        lambda: (
            client.describe_processing_job(ProcessingJobName="ds-churn-dev-prepare")["ProcessingJobStatus"]
            != "InProgress"
        ),
        "the job is over",
    )
    outcome = see("CreateProcessingJob", "processingJobName", "ds-churn-dev-prepare")
    assert {breach.rule for breach in outcome.breaches} >= {"subnet", "group", "volume-key"}
    found = client.describe_processing_job(ProcessingJobName="ds-churn-dev-prepare")
    assert (outcome.action, found["ProcessingJobStatus"]) == ("reported", "Completed")


def test_an_endpoint_of_an_open_model_is_deleted_and_its_model_stays(aws: Embedded, place: Place, see: See) -> None:
    client = aws.client("sagemaker")
    client.create_model(
        ModelName="ds-churn-dev-open",
        ExecutionRoleArn=f"{ROLE}endpoint-hosting",
        PrimaryContainer={"Image": IMAGE},
    )
    client.create_endpoint_config(
        EndpointConfigName="ds-churn-dev-open",
        KmsKeyId=place.key,
        ProductionVariants=[
            {
                "VariantName": "all",
                "ModelName": "ds-churn-dev-open",
                "InstanceType": "ml.m5.large",
                "InitialInstanceCount": 1,
            }
        ],
    )
    client.create_endpoint(EndpointName="ds-churn-dev-open", EndpointConfigName="ds-churn-dev-open")
    outcome = see("CreateEndpoint", "endpointName", "ds-churn-dev-open")
    assert (outcome.action, {breach.rule for breach in outcome.breaches}) == (
        "stopped",
        {"subnet", "group", "network-isolation"},
    )
    assert see("UpdateEndpoint", "endpointName", "ds-churn-dev-open").action == "gone"
    assert see("CreateModel", "modelName", "ds-churn-dev-open").action == "reported"


@pytest.mark.parametrize(
    ("action", "member"),
    [
        ("CreateEndpoint", "endpointName"),
        ("CreateEndpointConfig", "endpointConfigName"),
        ("CreateHyperParameterTuningJob", "hyperParameterTuningJobName"),
        ("CreateModel", "modelName"),
        ("CreateNotebookInstance", "notebookInstanceName"),
        ("CreateProcessingJob", "processingJobName"),
        ("CreateTrainingJob", "trainingJobName"),
        ("CreateTransformJob", "transformJobName"),
    ],
)
def test_what_was_never_made_is_gone(see: See, action: str, member: str) -> None:
    assert see(action, member, "ds-churn-dev-nothing").action == "gone"
