"""Models, endpoints and their scaling.

`EndpointConfig` is the configuration that an endpoint is made from, as DescribeEndpointConfig shows it. `NewRole` is
there where the account has no service-linked role for scaling yet; AWS then makes it with its caller's permission.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.iam.keys import GRANT_FOR_AWS_RESOURCE
from generator.iam.on_behalf.notebooks import EXECUTION, REFERENCE
from generator.iam.on_behalf.row import Row, Source

SCALING = Source("Application Auto Scaling User Guide, Identity-based policy examples", "D")
LINKED = Source("Application Auto Scaling User Guide, Service-linked roles", "D")
MODEL_DATA = Source("SageMaker API Reference, CreateModel and ContainerDefinition", "D")
SCALING_SERVICE = "sagemaker.application-autoscaling.amazonaws.com"
LINKED_ROLE = (
    "arn:{partition}:iam::{account}:role/aws-service-role/"
    f"{SCALING_SERVICE}/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint"
)
_SCALING = "application-autoscaling"
_ENDPOINT = "arn:{partition}:sagemaker:{region}:{account}:endpoint/{EndpointName}"
_ALARMS = "arn:{partition}:cloudwatch:{region}:{account}:alarm:TargetTracking-{ResourceId}-AlarmHigh"
_DATA = ("PrimaryContainer.ModelDataUrl", "Containers[].ModelDataUrl")


def _models() -> Iterator[Row]:
    """The artifact is read when the model is made, and again when it is deployed, both with the model's role.

    A public message of the creation says that the role must have s3:GetObject for the artifact; the object's key is
    S3's question then (`artifacts.py`).
    """
    operation, role = "sagemaker:CreateModel", "ExecutionRoleArn"
    for path in _DATA:
        artifact = f"{{object {path}}}"
        yield Row(operation, "s3:GetObject", artifact, EXECUTION, by=role, from_vpc=True, at_once=True)
        yield Row(operation, "s3:GetObject", artifact, MODEL_DATA, by=role, at_once=True, belief="roles-from-outside")
    for path in ("PrimaryContainer.Image", "Containers[].Image"):
        for name in ("BatchCheckLayerAvailability", "BatchGetImage", "GetDownloadUrlForLayer"):
            yield Row(operation, f"ecr:{name}", f"{{image {path}}}", EXECUTION, by=role)


def _endpoints() -> Iterator[Row]:
    for name, belief in (("CreateEndpoint", ""), ("UpdateEndpoint", "update-endpoint-as-create")):
        yield Row(
            f"sagemaker:{name}",
            "kms:CreateGrant",
            "{key EndpointConfig.KmsKeyId}",
            REFERENCE,
            keys={GRANT_FOR_AWS_RESOURCE: "true"},
            through="sagemaker",
            belief=belief,
        )


def _targets() -> Iterator[Row]:
    """An endpoint's variant becomes a scalable target."""
    operation = f"{_SCALING}:RegisterScalableTarget"
    for name in ("DescribeEndpoint", "UpdateEndpointWeightsAndCapacities"):
        yield Row(
            operation,
            f"sagemaker:{name}",
            _ENDPOINT,
            SCALING,
            through=_SCALING,
            belief="scaling-asks-its-caller",
        )
    yield Row(
        operation,
        "iam:CreateServiceLinkedRole",
        LINKED_ROLE,
        LINKED,
        keys={"iam:AWSServiceName": SCALING_SERVICE},
        when=("NewRole",),
        through=_SCALING,
        optional=True,
    )


def _alarms() -> Iterator[Row]:
    """Target tracking makes its alarms, and takes them away again, as its caller."""
    tracked = "TargetTrackingScalingPolicyConfiguration.TargetValue"
    for action in ("cloudwatch:PutMetricAlarm", "cloudwatch:DescribeAlarms"):
        operation = f"{_SCALING}:PutScalingPolicy"
        yield Row(operation, action, _ALARMS, SCALING, when=(tracked,), through=_SCALING)
    yield Row(f"{_SCALING}:DeleteScalingPolicy", "cloudwatch:DeleteAlarms", _ALARMS, SCALING, through=_SCALING)


ROWS = (*_models(), *_endpoints(), *_targets(), *_alarms())
