"""Resources of this environment as ARN patterns, actions that several policies name, and services that act for us."""

from __future__ import annotations

from collections.abc import Iterable

from troposphere import AccountId, If, Ref, Sub

from products.environment.estate import When
from products.environment.names import PREFIX, Value, arn


def arn_of_network(resource: str, **values: Value) -> Sub:
    """The ARN of a VPC or subnet, whose account is its owner's where another account shares it (VPC User Guide, "Share
    your VPC subnets with other accounts"); groups and interfaces that we make in it are ours.
    """
    owner = If(When.SHARED_VPC, Ref("VpcOwner"), AccountId)
    return Sub(f"arn:${{AWS::Partition}}:ec2:${{AWS::Region}}:${{Owner}}:{resource}", Owner=owner, **values)


ACCOUNT = Ref("AWS::AccountId")
SAGEMAKER = "sagemaker.amazonaws.com"
SERVICE_CATALOG = "servicecatalog.amazonaws.com"

INTERFACES = arn("ec2", "network-interface/*")
SUBNETS = arn_of_network("subnet/*")
GROUPS = arn("ec2", "security-group/*")
LOG_GROUPS = arn("logs", "log-group:/aws/sagemaker/*")
LOG_STREAMS = arn("logs", "log-group:/aws/sagemaker/*:log-stream:*")
PARAMETERS = Sub("arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/ds/${Project}-${Stage}/*")
CURRENT_PARAMETERS = arn("ssm", "parameter/ds/current/*")
NOTEBOOKS = arn("sagemaker", "notebook-instance/{prefix}-*")
LIFECYCLES = arn("sagemaker", "notebook-instance-lifecycle-config/{prefix}-*")
LAUNCHED_STACKS = arn("cloudformation", "stack/SC-*")

PRESIGN = "sagemaker:CreatePresignedNotebookInstanceUrl"
INVOKE = (
    "sagemaker:InvokeEndpoint",
    "sagemaker:InvokeEndpointAsync",
    "sagemaker:InvokeEndpointWithResponseStream",
)

CANDIDATES, SERVED, CAPTURE = "candidates/*", "models/*", "capture/*"
"""Prefixes of the models bucket: what was trained, what endpoints serve, and what they record of their requests."""

SCALING_ALARMS = arn("cloudwatch", "alarm:TargetTracking-endpoint/{prefix}-*")
"""Target tracking names its alarms after the resource id of what it scales, `endpoint/<name>/variant/<name>` (AWS CLI,
`application-autoscaling put-scaling-policy`, whose example answers `TargetTracking-service/default/web-app-AlarmHigh-…`
for `service/default/web-app`)."""

METRICS = ("/aws/sagemaker/*", Sub(f"{PREFIX}*"))

IMAGES = [
    arn("ecr", "repository/{prefix}-*"),
    *(
        arn("ecr", f"repository/{name}", account="*")
        for name in ("sagemaker-*", "pytorch-*", "tensorflow-*", "huggingface-*", "xgboost-*")
    ),
]
"""Our own repositories, and those in which AWS publishes its own images, in an account that differs by region."""

SERVICE_OWNED_BUCKETS = [
    Sub(f"arn:${{AWS::Partition}}:s3:::{name}{tail}")
    for name in (
        "jumpstart-cache-prod-${AWS::Region}",
        "sagemaker-sample-files",
        "prod-${AWS::Region}-starport-layer-bucket",
        "assets-*-${AWS::Region}",
    )
    for tail in ("", "/*")
]
"""AWS's own buckets: JumpStart models, sample files, image layers of Amazon ECR, packages of CodeArtifact."""


def sagemaker(*kinds: str) -> list[Value]:
    """Our names of these SageMaker resource types, such as `training-job`."""
    return [arn("sagemaker", f"{kind}/{{prefix}}-*") for kind in kinds]


def via(*services: str) -> list[Value]:
    """The endpoints by which a service calls KMS for us, such as `s3.eu-west-1.amazonaws.com`."""
    return [Sub(f"{service}.${{AWS::Region}}.${{AWS::URLSuffix}}") for service in services]


def actions(verbs: Iterable[str], nouns: Iterable[str]) -> list[str]:
    """SageMaker actions by verb and noun: `Describe`, `Stop` × `TrainingJob`."""
    nouns = tuple(nouns)
    return [f"sagemaker:{verb}{noun}" for verb in verbs for noun in nouns]
