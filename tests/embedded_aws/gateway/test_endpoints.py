"""SageMaker endpoints: another configuration, other weights; and the services that VPC endpoints are made to."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(scope="module")
def endpoint(world: Any) -> dict[str, str]:
    """An endpoint with two configurations to choose from."""
    trust = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
    sagemaker = world.aws.client("sagemaker")
    image = {"Image": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/model:1"}
    sagemaker.create_model(ModelName="model", ExecutionRoleArn=world.role(trust), PrimaryContainer=image)
    for name, count in (("small", 1), ("large", 3)):
        variant = {
            "VariantName": "all",
            "ModelName": "model",
            "InstanceType": "ml.m5.large",
            "InitialInstanceCount": count,
            "InitialVariantWeight": 1.0,
        }
        sagemaker.create_endpoint_config(EndpointConfigName=name, ProductionVariants=[variant])
    sagemaker.create_endpoint(EndpointName="served", EndpointConfigName="small")
    return {"EndpointName": "served"}


def counts(sagemaker: Any, endpoint: dict[str, str]) -> tuple[str, int]:
    held = sagemaker.describe_endpoint(**endpoint)
    assert held["EndpointStatus"] == "InService"
    return held["EndpointConfigName"], held["ProductionVariants"][0]["CurrentInstanceCount"]


def test_an_endpoint_is_put_on_another_configuration(world: Any, endpoint: dict[str, str]) -> None:
    sagemaker = world.aws.client("sagemaker")
    arn = sagemaker.update_endpoint(**endpoint, EndpointConfigName="large")["EndpointArn"]
    assert arn.endswith(":endpoint/served")
    assert counts(sagemaker, endpoint) == ("large", 3)
    sagemaker.update_endpoint(**endpoint, EndpointConfigName="small")
    assert counts(sagemaker, endpoint) == ("small", 1)


def test_its_variants_are_scaled_and_may_be_retained(world: Any, endpoint: dict[str, str]) -> None:
    sagemaker = world.aws.client("sagemaker")
    row = {"VariantName": "all", "DesiredWeight": 2.0, "DesiredInstanceCount": 5}
    sagemaker.update_endpoint_weights_and_capacities(**endpoint, DesiredWeightsAndCapacities=[row])
    assert counts(sagemaker, endpoint)[1] == 5
    sagemaker.update_endpoint(**endpoint, EndpointConfigName="large", RetainAllVariantProperties=True)
    assert counts(sagemaker, endpoint) == ("large", 5)
    excluded = [{"VariantPropertyType": "DesiredInstanceCount"}]
    sagemaker.update_endpoint(
        **endpoint,
        EndpointConfigName="small",
        RetainAllVariantProperties=True,
        ExcludeRetainedVariantProperties=excluded,
    )
    assert counts(sagemaker, endpoint) == ("small", 1)


def test_an_update_to_nowhere_is_refused(world: Any, endpoint: dict[str, str], refused: Any) -> None:
    sagemaker = world.aws.client("sagemaker")
    _, message = refused(sagemaker.update_endpoint, **endpoint, EndpointConfigName="none")
    assert message.startswith("Could not find endpoint configuration")
    _, message = refused(sagemaker.update_endpoint, EndpointName="none", EndpointConfigName="small")
    assert message.startswith("Could not find endpoint ")


@pytest.mark.parametrize("name", ["com.amazonaws.eu-west-1.sagemaker", "com.amazonaws.us-east-1.sts", "aws.x", "sts"])
def test_a_vpc_endpoint_to_a_service_that_does_not_exist_is_refused(world: Any, refused: Any, name: str) -> None:
    vpc, subnet, _ = world.network()
    params = {"VpcId": vpc, "ServiceName": name, "VpcEndpointType": "Interface", "SubnetIds": [subnet]}
    code, message = refused(world.aws.client("ec2").create_vpc_endpoint, **params)
    assert (code, message) == ("InvalidServiceName", f"The Vpc Endpoint Service '{name}' does not exist")


def test_vpc_endpoints_are_made_to_the_services_that_notebooks_need(world: Any) -> None:
    vpc, subnet, _ = world.network()
    usual = [
        "sagemaker.api",
        "sagemaker.runtime",
        "sagemaker.metrics",
        "ecr.api",
        "ecr.dkr",
        "git-codecommit",
        "logs",
        "monitoring",
    ]
    names = [f"com.amazonaws.eu-west-1.{name}" for name in usual] + ["aws.sagemaker.eu-west-1.notebook"]
    params = {"VpcId": vpc, "VpcEndpointType": "Interface", "SubnetIds": [subnet]}
    made = [world.aws.client("ec2").create_vpc_endpoint(ServiceName=name, **params) for name in names]
    assert [row["VpcEndpoint"]["ServiceName"] for row in made] == names
