"""A promoted model behind an endpoint: offered, launched, invoked by an application alone, moved on, scaled, ended."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.e2e.world import ACCOUNT, REGION, World

pytestmark = pytest.mark.slow

SHOP, DEPLOYER = (f"arn:aws:iam::{ACCOUNT}:role/{name}" for name in ("shop", "deployer"))
OPTIONS = "      packages: none\n"
SERVING = f"""
  churn-dev-serving:
    name: Churn, serving
    provider: ML Platform
    environment: churn-dev
    products:
      - use: model-endpoint
        offer: {{ current: "1.0.0" }}
        narrow: {{ MostInstances: {{ max: 4 }} }}
    access:
      - principal: {DEPLOYER}
"""
LAUNCHING = ("servicecatalog:*", "cloudformation:DescribeStacks", "cloudformation:GetTemplateSummary")
IMAGE = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/serving:1"
ANSWERS = {"EndpointName": "retention", "ModelGroup": "retention", "ModelNumber": "1", "ContainerImage": IMAGE}
NAME = "ds-churn-dev-retention"
LINKED = "sagemaker.application-autoscaling.amazonaws.com"
TARGET = {"ServiceNamespace": "sagemaker", "ResourceIds": [f"endpoint/{NAME}/variant/all"]}


def client(world: World, service: str, **keys: str) -> Any:
    """A client of boto3 with the world's keys, or with others."""
    held = keys or {name.lower(): value for name, value in world.keys.items()}
    return boto3.client(service, endpoint_url=world.endpoint, region_name=REGION, **held)  # type: ignore[call-overload]


def make_role(world: World, name: str, *actions: str) -> None:
    """A role of somebody who works beside the environment, which the administrator may become."""
    trusted = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}
    allowed = {"Effect": "Allow", "Action": [*actions, "sts:AssumeRole"], "Resource": "*"}
    iam = client(world, "iam")
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=document(trusted))
    iam.put_role_policy(RoleName=name, PolicyName="work", PolicyDocument=document(allowed))


def document(statement: dict[str, Any]) -> str:
    """A policy of one statement."""
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def become(world: World, role: str) -> World:
    """The same world, seen by a session of the role."""
    found = client(world, "sts").assume_role(RoleArn=role, RoleSessionName="work")["Credentials"]
    names = ("AccessKeyId", "SecretAccessKey", "SessionToken")
    variables = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
    return replace(world, keys={name: found[key] for name, key in zip(variables, names, strict=True)}, staged=None)


def publish(world: World) -> World:
    """Offer the product to those who deploy, in an environment with an application; the world as they see it."""
    make_role(world, "deployer", *LAUNCHING)
    make_role(world, "shop")
    world.edit(OPTIONS, f"{OPTIONS}      application-principals: [{SHOP}]\n")
    with (world.project / "portfolio.yaml").open("a", encoding="utf-8") as file:
        file.write(SERVING)
    world.build("deploy", "churn-dev").ended(4).said("error[PLN608]", "application-principals", "shop gets in")
    world.build("deploy", "churn-dev", "--allow", "broadens", "--allow", "breaks-users").ended(0)
    world.build("plan").ended(0).said("+ role ds-launch-churn-dev-model-endpoint, which launches model-endpoint")
    world.build("apply", "--allow", "broadens").ended(0)
    return become(world, DEPLOYER)


def launch_words(**answers: str) -> list[str]:
    """`launch model-endpoint` with everything that must be answered."""
    words = ["launch", "model-endpoint", "--name", "retention"]
    for name, value in {**ANSWERS, **answers}.items():
        words += ["--set", f"{name}={value}"]
    return words


def invoke(world: World) -> bytes:
    """Ask the endpoint."""
    answer = client(world, "sagemaker-runtime").invoke_endpoint(EndpointName=NAME, Body=b"1")
    return bytes(answer["Body"].read())


@pytest.fixture(scope="module")
def serving(shared: World) -> World:
    """The world as those see it who deploy, with the product on offer; an account that has scaled nothing yet."""
    return publish(shared)


def let_scale(world: World) -> None:
    """Make Application Auto Scaling's own role for endpoints, which is an administrator's to make, once an account."""
    iam = client(world, "iam")
    if not iam.list_roles(PathPrefix=f"/aws-service-role/{LINKED}/")["Roles"]:
        iam.create_service_linked_role(AWSServiceName=LINKED)


@pytest.fixture
def deployer(shared: World, serving: World) -> Iterator[World]:
    """The same, in an account that has scaled before; what a test launches ends with it."""
    let_scale(shared)
    yield serving
    serving.build("terminate", "retention", "--yes")


def test_nothing_scales_before_an_administrator_made_the_role_of_scaling(serving: World) -> None:
    refused = serving.build(*launch_words())
    assert refused.code != 0
    refused.said("iam:CreateServiceLinkedRole")
    serving.build("terminate", "retention", "--yes").ended(0)
    serving.build(*launch_words(MostInstances="1")).ended(0).said("it does not scale")
    serving.build("terminate", "retention", "--yes").ended(0)


def test_who_is_no_principal_of_the_portfolio_launches_nothing(shared: World, serving: World) -> None:
    dana = shared.as_scientist("dana")
    for words in (launch_words(), ["show", "model-endpoint"]):
        dana.build(*words).ended(2).said("model-endpoint")


def test_a_model_is_served_moved_on_scaled_and_ended(shared: World, deployer: World) -> None:
    catalog, dana = shared, shared.as_scientist("dana")
    sagemaker, scaling = client(catalog, "sagemaker"), client(catalog, "application-autoscaling")
    deployer.build(*launch_words()).ended(0).said(f"EndpointName = {NAME}", "1 and 2 machines")
    made = sagemaker.describe_endpoint(EndpointName=NAME)
    config = sagemaker.describe_endpoint_config(EndpointConfigName=made["EndpointConfigName"])
    model = sagemaker.describe_model(ModelName=f"{NAME}-1")
    bucket = f"ds-churn-dev-models-{ACCOUNT}-{REGION}"
    assert model["PrimaryContainer"]["ModelDataUrl"] == f"s3://{bucket}/models/{NAME}/1/model.tar.gz"
    assert model["ExecutionRoleArn"].endswith("role/ds-churn-dev-endpoint-hosting")
    assert config["KmsKeyId"] == config["DataCaptureConfig"]["KmsKeyId"]
    assert config["DataCaptureConfig"]["DestinationS3Uri"] == f"s3://{bucket}/capture/{NAME}"
    alarms = client(catalog, "cloudwatch").describe_alarms(AlarmNamePrefix=NAME)["MetricAlarms"]
    assert {alarm["AlarmName"] for alarm in alarms} == {f"{NAME}-errors", f"{NAME}-latency"}
    assert {alarm["Threshold"] for alarm in alarms} == {0.05, 1_000_000}

    shop = become(become(catalog, SHOP), f"arn:aws:iam::{ACCOUNT}:role/ds-churn-dev-endpoint-invocation")
    assert invoke(shop)
    for somebody in (dana, deployer, become(catalog, SHOP), catalog.as_person("eli")):
        with pytest.raises(ClientError, match="AccessDenied"):
            invoke(somebody)

    # The next version takes the endpoint over, under the same name, and the old one goes.
    deployer.build("update", "retention", "--set", "ModelNumber=2").ended(0)
    moved = sagemaker.describe_endpoint(EndpointName=NAME)
    assert moved["EndpointArn"] == made["EndpointArn"]
    assert moved["CreationTime"] == made["CreationTime"]
    assert [each["ModelName"] for each in sagemaker.list_models()["Models"]] == [f"{NAME}-2"]
    [left] = sagemaker.list_endpoint_configs()["EndpointConfigs"]
    assert left["EndpointConfigName"] == moved["EndpointConfigName"] != made["EndpointConfigName"]
    assert invoke(shop)

    deployer.build("update", "retention", "--set", "MostInstances=4").ended(0)
    [target] = scaling.describe_scalable_targets(**TARGET)["ScalableTargets"]
    assert (target["MinCapacity"], target["MaxCapacity"]) == (1, 4)
    assert sagemaker.describe_endpoint(EndpointName=NAME)["EndpointConfigName"] == moved["EndpointConfigName"]
    deployer.build("update", "retention", "--set", "MostInstances=5").ended(1).said("this portfolio allows 1 to 4")

    # Another machine wants scaling to stop before.
    stuck = deployer.build("update", "retention", "--set", "InstanceType=ml.c5.xlarge")
    assert stuck.code != 0
    stuck.said("must be deregistered as a scalable target")
    deployer.build("update", "retention", "--set", "MostInstances=1").ended(0)
    deployer.build("update", "retention", "--set", "InstanceType=ml.c5.xlarge").ended(0)
    assert scaling.describe_scalable_targets(**TARGET)["ScalableTargets"] == []

    deployer.build("terminate", "retention", "--yes").ended(0)
    for kind in ("Endpoints", "EndpointConfigs", "Models"):
        name = {"Endpoints": "endpoints", "EndpointConfigs": "endpoint_configs", "Models": "models"}[kind]
        assert getattr(sagemaker, f"list_{name}")()[kind] == []


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"ModelGroup": "../candidates"}, "ModelGroup"),
        ({"ModelNumber": "0"}, "ModelNumber"),
        ({"ContainerImage": "docker.io/somebody/serving:1"}, "ContainerImage"),
        ({"InstanceType": "ml.p4d.24xlarge"}, "InstanceType"),
        ({"CapturePercent": "101"}, "CapturePercent"),
        ({"Environment": "fraud-dev"}, "Environment"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_cannot_be_served_cannot_be_answered(serving: World, answers: dict[str, str], words: str) -> None:
    serving.build(*launch_words(**answers)).ended(1).said("error[AWS719]", words)


def test_what_aws_refuses_leaves_nothing_behind(shared: World, deployer: World) -> None:
    done = deployer.build(*launch_words(FewestInstances="3", MostInstances="2"))
    assert done.code != 0
    done.said("Maximum capacity cannot be less")
    deployer.build("terminate", "retention", "--yes").ended(0)
    assert client(shared, "sagemaker").list_models()["Models"] == []
