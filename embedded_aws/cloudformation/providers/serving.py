"""SageMaker: Model, EndpointConfig, Endpoint."""

from __future__ import annotations

from embedded_aws.cloudformation.providers.arguments import pick
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape
from embedded_aws.cloudformation.providers.settings import apply_settings, update_each
from embedded_aws.cloudformation.providers.tagging import set_tags
from embedded_aws.cloudformation.providers.waiting import wait_for

MODEL = "ExecutionRoleArn PrimaryContainer Containers InferenceExecutionConfig EnableNetworkIsolation VpcConfig Tags"
CONFIG = (
    "ProductionVariants ShadowProductionVariants KmsKeyId DataCaptureConfig AsyncInferenceConfig ExplainerConfig "
    "EnableNetworkIsolation ExecutionRoleArn VpcConfig Tags"
)
ENDPOINT = "EndpointConfigName DeploymentConfig"
ENDPOINT_UPDATE = f"{ENDPOINT} RetainAllVariantProperties ExcludeRetainedVariantProperties RetainDeploymentConfig"
TAGS = {"Tags": set_tags("sagemaker")}


def create_model(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a model."""
    name = request.name(63, wanted.get("ModelName"))
    arn = request.client("sagemaker").create_model(ModelName=name, **pick(wanted, MODEL))["ModelArn"]
    request.record(arn, ModelArn=arn, ModelName=name)


def delete_model(request: HandlerRequest, _: Properties) -> None:
    """Deletes the model; its artifact stays in S3."""
    request.client("sagemaker").delete_model(ModelName=request.attributes["ModelName"])


def create_config(request: HandlerRequest, wanted: Properties) -> None:
    """Creates an endpoint configuration."""
    name = request.name(63, wanted.get("EndpointConfigName"))
    made = request.client("sagemaker").create_endpoint_config(EndpointConfigName=name, **pick(wanted, CONFIG))
    arn = made["EndpointConfigArn"]
    request.record(arn, EndpointConfigArn=arn, EndpointConfigName=name)


def delete_config(request: HandlerRequest, _: Properties) -> None:
    """Deletes the endpoint configuration; an endpoint that uses it stays in service."""
    request.client("sagemaker").delete_endpoint_config(EndpointConfigName=request.attributes["EndpointConfigName"])


def create_endpoint(request: HandlerRequest, wanted: Properties) -> None:
    """Creates an endpoint and waits until it is in service."""
    name = request.name(63, wanted.get("EndpointName"))
    made = request.client("sagemaker").create_endpoint(EndpointName=name, **pick(wanted, f"{ENDPOINT} Tags"))
    request.record(made["EndpointArn"], EndpointArn=made["EndpointArn"], EndpointName=name)
    _wait(request)


def _wait(request: HandlerRequest) -> None:
    def read() -> tuple[str, str]:
        found = request.client("sagemaker").describe_endpoint(EndpointName=request.attributes["EndpointName"])
        return str(found["EndpointStatus"]), found.get("FailureReason", "")

    wait_for("Endpoint", read, "InService")


def update_endpoint(request: HandlerRequest, old: Properties, wanted: Properties) -> None:
    """Gives the endpoint another configuration, then changes its tags."""
    given = pick(wanted, ENDPOINT_UPDATE)
    if pick(old, ENDPOINT_UPDATE) != given:
        request.client("sagemaker").update_endpoint(EndpointName=request.attributes["EndpointName"], **given)
        _wait(request)
    apply_settings(request, TAGS, old, wanted)


def delete_endpoint(request: HandlerRequest, _: Properties) -> None:
    """Deletes the endpoint; the model and the configuration stay."""
    request.client("sagemaker").delete_endpoint(EndpointName=request.attributes["EndpointName"])


PROVIDERS = (
    Provider(
        "AWS::SageMaker::Model",
        create_model,
        delete_model,
        shape(f"ModelName {MODEL}"),
        update_each(TAGS),
        named_by="ModelName",
        attributes="ModelArn ModelName",
    ),
    Provider(
        "AWS::SageMaker::EndpointConfig",
        create_config,
        delete_config,
        shape(f"EndpointConfigName {CONFIG}"),
        update_each(TAGS),
        named_by="EndpointConfigName",
        attributes="EndpointConfigArn EndpointConfigName",
    ),
    Provider(
        "AWS::SageMaker::Endpoint",
        create_endpoint,
        delete_endpoint,
        shape(f"EndpointName {ENDPOINT_UPDATE} Tags"),
        update_endpoint,
        named_by="EndpointName",
        attributes="EndpointArn EndpointName",
    ),
)
