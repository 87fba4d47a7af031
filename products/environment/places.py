"""Resources of this environment as ARN patterns, actions that several policies name, and services that act for us."""

from __future__ import annotations

from collections.abc import Iterable

from troposphere import AccountId, If, Ref, Sub

from products.environment.estate import When
from products.environment.names import ENVIRONMENT, PREFIX, Value, arn


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
"""All of SageMaker's, for a boundary, within which each role has its own."""
JOB_LOGS = [
    arn("logs", f"log-group:/aws/sagemaker/{kind}{tail}")
    for kind in ("ProcessingJobs", "TrainingJobs", "TransformJobs")
    for tail in ("", ":log-stream:*")
]
"""The logs of every job of the account: their streams are called after jobs, whose names are anybody's choice, and
CloudWatch Logs has no condition key that would tell an environment's from another's."""
NOTEBOOK_LOGS = [
    arn("logs", f"log-group:/aws/sagemaker/NotebookInstances{tail}")
    for tail in ("", ":log-stream:", ":log-stream:{prefix}-*")
]
"""The streams of our notebooks: `<notebook>/jupyter.log`, `<notebook>/LifecycleConfigOnStart`.

AWS quirk: what concerns a group as a whole is asked about a stream without a name (github.com/aws-samples/
amazon-sagemaker-local-mode issue 8), which the Service Authorization Reference does not say.
"""
ENDPOINT_LOGS = [
    arn("logs", f"log-group:/aws/sagemaker/Endpoints/{{prefix}}-*{tail}") for tail in ("", ":log-stream:*")
]
"""An endpoint has a group of its own, which is called after it (SageMaker Developer Guide, "Log groups and streams that
Amazon SageMaker sends to Amazon CloudWatch Logs")."""
PARAMETERS = Sub("arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/ds/${Project}-${Stage}/*")
CURRENT_PARAMETERS = arn("ssm", "parameter/ds/current/*")
NOTEBOOKS = arn("sagemaker", "notebook-instance/{prefix}-*")
LIFECYCLES = arn("sagemaker", "notebook-instance-lifecycle-config/{prefix}-*")
AUTOMATIONS = [
    arn("ssm", kind) for kind in ("automation-definition/ds-action-*", "automation-execution/*", "document/ds-action-*")
]
"""What the publisher makes for service actions, and what runs of them are called."""
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

OUR_METRICS = [Sub(f"{PREFIX}{tail}") for tail in ("", "/*", "-*")]
"""The project's namespaces: `ds-churn-dev`, and what is below it; not `ds-churn-dev2`."""
JOB_METRICS = [f"/aws/sagemaker/{kind}" for kind in ("ProcessingJobs", "TrainingJobs", "TransformJobs")]
ENDPOINT_METRICS = ["/aws/sagemaker/Endpoints"]
"""SageMaker's own namespaces, which it fills with a job's or an endpoint's role (SageMaker Developer Guide, "Metrics
for monitoring Amazon SageMaker with Amazon CloudWatch"). They are the account's: no key tells whose a number is."""
OURS = Sub(ENVIRONMENT)
"""The value of the tag `ds:environment` on what is ours."""

IMAGES = arn("ecr", "repository/*", account="*")
"""Any repository; which accounts' is for `products.environment.images` to say."""

SERVICE_OWNED_BUCKETS = [
    Sub(f"arn:${{AWS::Partition}}:s3:::{name}{tail}")
    for name in (
        "prod-${AWS::Region}-starport-layer-bucket",
        "assets-*-${AWS::Region}",
    )
    for tail in ("", "/*")
]
"""AWS's own buckets: image layers of Amazon ECR, packages of CodeArtifact."""


def sagemaker(*kinds: str) -> list[Value]:
    """Our names of these SageMaker resource types, such as `training-job`."""
    return [arn("sagemaker", f"{kind}/{{prefix}}-*") for kind in kinds]


def any_name(*kinds: str) -> list[Value]:
    """This account's resources of these SageMaker types, whatever they are called."""
    return [arn("sagemaker", f"{kind}/*") for kind in kinds]


def via(*services: str) -> list[Value]:
    """The endpoints by which a service calls KMS for us, such as `s3.eu-west-1.amazonaws.com`."""
    return [Sub(f"{service}.${{AWS::Region}}.${{AWS::URLSuffix}}") for service in services]


def actions(verbs: Iterable[str], nouns: Iterable[str]) -> list[str]:
    """SageMaker actions by verb and noun: `Describe`, `Stop` × `TrainingJob`."""
    nouns = tuple(nouns)
    return [f"sagemaker:{verb}{noun}" for verb in verbs for noun in nouns]
