"""SageMaker: Model, EndpointConfig, Endpoint."""

from __future__ import annotations

import time

from embedded_aws.cloudformation.errors import invalid
from embedded_aws.cloudformation.providers.notebook import PATIENCE, set_tags
from embedded_aws.cloudformation.providers.provider import Properties, Provider, Work, pick, shape

MODEL = "ExecutionRoleArn PrimaryContainer Containers InferenceExecutionConfig EnableNetworkIsolation VpcConfig Tags"
CONFIG = (
    "ProductionVariants ShadowProductionVariants KmsKeyId DataCaptureConfig AsyncInferenceConfig ExplainerConfig "
    "EnableNetworkIsolation ExecutionRoleArn VpcConfig Tags"
)


def create_model(work: Work, wanted: Properties) -> None:
    """A model."""
    name = work.name(63, wanted.get("ModelName"))
    arn = work.client("sagemaker").create_model(ModelName=name, **pick(wanted, MODEL))["ModelArn"]
    work.made(arn, ModelArn=arn, ModelName=name)


def delete_model(work: Work, _: Properties) -> None:
    """Its artifact stays in S3."""
    work.client("sagemaker").delete_model(ModelName=work.attributes["ModelName"])


def create_config(work: Work, wanted: Properties) -> None:
    """An endpoint's configuration."""
    name = work.name(63, wanted.get("EndpointConfigName"))
    arn = work.client("sagemaker").create_endpoint_config(EndpointConfigName=name, **pick(wanted, CONFIG))
    work.made(arn["EndpointConfigArn"], EndpointConfigArn=arn["EndpointConfigArn"], EndpointConfigName=name)


def update_tags(work: Work, old: Properties, wanted: Properties) -> None:
    """Tags, the only thing that changes in place."""
    set_tags(work, old, wanted)


def delete_config(work: Work, _: Properties) -> None:
    """The endpoint, if any, goes on."""
    work.client("sagemaker").delete_endpoint_config(EndpointConfigName=work.attributes["EndpointConfigName"])


def create_endpoint(work: Work, wanted: Properties) -> None:
    """An endpoint, in service before the resource counts as made."""
    name = work.name(63, wanted.get("EndpointName"))
    arn = work.client("sagemaker").create_endpoint(
        EndpointName=name, **pick(wanted, "EndpointConfigName DeploymentConfig Tags")
    )["EndpointArn"]
    work.made(arn, EndpointArn=arn, EndpointName=name)
    _wait(work)


def _wait(work: Work) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        found = work.client("sagemaker").describe_endpoint(EndpointName=work.attributes["EndpointName"])
        if found["EndpointStatus"] == "InService":
            return
        if found["EndpointStatus"] == "Failed" or time.monotonic() > deadline:
            raise invalid(f"Endpoint is {found['EndpointStatus']}: {found.get('FailureReason', '')}")
        time.sleep(0.05)


def update_endpoint(work: Work, old: Properties, wanted: Properties) -> None:
    """Another configuration, tags."""
    names = (
        "EndpointConfigName DeploymentConfig RetainAllVariantProperties ExcludeRetainedVariantProperties "
        "RetainDeploymentConfig"
    )
    if pick(old, names) != pick(wanted, names):
        work.client("sagemaker").update_endpoint(EndpointName=work.attributes["EndpointName"], **pick(wanted, names))
        _wait(work)
    set_tags(work, old, wanted)


def delete_endpoint(work: Work, _: Properties) -> None:
    """The model and the configuration stay."""
    work.client("sagemaker").delete_endpoint(EndpointName=work.attributes["EndpointName"])


PROVIDERS = (
    Provider(
        "AWS::SageMaker::Model",
        create_model,
        delete_model,
        shape(f"ModelName {MODEL}"),
        update_tags,
        named_by="ModelName",
    ),
    Provider(
        "AWS::SageMaker::EndpointConfig",
        create_config,
        delete_config,
        shape(f"EndpointConfigName {CONFIG}"),
        update_tags,
        named_by="EndpointConfigName",
    ),
    Provider(
        "AWS::SageMaker::Endpoint",
        create_endpoint,
        delete_endpoint,
        shape(
            "EndpointName EndpointConfigName DeploymentConfig RetainAllVariantProperties "
            "ExcludeRetainedVariantProperties RetainDeploymentConfig Tags"
        ),
        update_endpoint,
        named_by="EndpointName",
    ),
)
