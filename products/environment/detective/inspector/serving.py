"""Descriptions of what serves and transforms → facts: models, endpoint configurations, transform jobs.

Members: SageMaker API Reference, the Describe actions.
"""

from __future__ import annotations

from .facts import Facts, KeyUse, Switch
from .machines import volume_of
from .members import Description, inside, network_of


def read_transform(job: Description) -> Facts:
    """DescribeTransformJob; its network and role are its model's."""
    return Facts(
        "transform job",
        keys=(
            *volume_of(inside(job, "TransformResources")),
            KeyUse("output", inside(job, "TransformOutput").get("KmsKeyId", ""), "data"),
        ),
    )


def read_model(model: Description) -> Facts:
    """DescribeModel."""
    isolated = bool(model.get("EnableNetworkIsolation"))
    return Facts(
        f"model {model.get('ModelName', '')}",
        role=model.get("ExecutionRoleArn", ""),
        roles=("training", "endpoint-hosting"),
        network=network_of(model),
        switches=(Switch("network-isolation", isolated, "its containers may open connections"),),
    )


def read_endpoint_config(config: Description) -> Facts:
    """DescribeEndpointConfig without its models; captured data and answers kept in a bucket have keys of their own."""
    keys = [KeyUse("volume", config.get("KmsKeyId", ""), "data")]
    capture = inside(config, "DataCaptureConfig")
    if capture.get("EnableCapture"):
        keys.append(KeyUse("captured data", capture.get("KmsKeyId", ""), "data"))
    if config.get("AsyncInferenceConfig"):
        output = inside(inside(config, "AsyncInferenceConfig"), "OutputConfig")
        keys.append(KeyUse("output", output.get("KmsKeyId", ""), "data"))
    return Facts(
        f"endpoint configuration {config.get('EndpointConfigName', '')}",
        role=config.get("ExecutionRoleArn", ""),
        roles=("endpoint-hosting",),
        network=network_of(config) if config.get("VpcConfig") else None,
        keys=tuple(keys),
    )


def models_of(config: Description) -> tuple[str, ...]:
    """The models that an endpoint configuration runs, each once, shadows too."""
    variants = [*(config.get("ProductionVariants") or ()), *(config.get("ShadowProductionVariants") or ())]
    return tuple(dict.fromkeys(each["ModelName"] for each in variants if each.get("ModelName")))
