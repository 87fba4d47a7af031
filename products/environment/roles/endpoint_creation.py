"""Role 5, endpoint creation: a pipeline that turns approved models into endpoints. It approves nothing itself.

IAM cannot ask whether a model's package was approved: `CreateModel` names no package in any condition key (Service
Authorization Reference). What keeps an unapproved candidate from being served is where it lies: endpoints read
`models/` only, and this role alone writes there, by copying what was approved.
"""

from __future__ import annotations

from awacs.aws import Statement

from generator.iam import guardrails, keys
from generator.iam.conditions import arn_like, bool_, string_equals
from generator.iam.statements import allow, deny
from products.environment.estate import Estate
from products.environment.names import bucket_arn, role_arn
from products.environment.places import (
    CANDIDATES,
    CAPTURE,
    PARAMETERS,
    SAGEMAKER,
    SCALING_ALARMS,
    SERVED,
    actions,
    sagemaker,
)
from products.environment.roles.limits import HOSTING_INSTANCES
from products.environment.roles.registry import never_decide_models, see_registry
from products.environment.roles.shared import BUCKET_READS, DATA_ACTIONS, OBJECT_READS, add_tags_while, data_key

_KINDS = ("endpoint", "endpoint-config", "model")
_PROMOTIONS = ("s3:AbortMultipartUpload", "s3:ListMultipartUploadParts", "s3:PutObject")
_SCALING = (
    "DeleteScalingPolicy",
    "DeregisterScalableTarget",
    "PutScalingPolicy",
    "RegisterScalableTarget",
)


def creation_deploying(estate: Estate) -> list[Statement]:
    """Models and endpoints in our network and under our key, and their scaling."""
    return [*_making(estate), *_managing(), *_scaling(), *_alarms(), _pass(), never_decide_models()]


def creation_promoting(estate: Estate) -> list[Statement]:
    """What was registered, from candidate to served model; never the data that it was trained with."""
    return [
        *see_registry(),
        allow("FindModels", BUCKET_READS, estate.buckets.models.arn),
        allow(
            "ReadModelsAndCaptures",
            OBJECT_READS,
            [bucket_arn("models", place) for place in (CANDIDATES, SERVED, CAPTURE)],
        ),
        allow("PromoteModels", _PROMOTIONS, bucket_arn("models", SERVED)),
        *data_key(estate),
        deny("NeverTrainingData", DATA_ACTIONS, estate.buckets.data.whole),
    ]


def _making(estate: Estate) -> list[Statement]:
    network = estate.network
    return [
        allow(
            "MakeIsolatedModels",
            "sagemaker:CreateModel",
            sagemaker("model"),
            *guardrails.our_network(network.subnets, [network.workload_group]),
            bool_(keys.NETWORK_ISOLATION, True),
        ),
        allow(
            "MakeEncryptedConfigs",
            "sagemaker:CreateEndpointConfig",
            sagemaker("endpoint-config"),
            arn_like(keys.MODEL_ARN, *sagemaker("model")),
            *guardrails.our_volume_key(estate.keys.data),
            *guardrails.only_instances(*HOSTING_INSTANCES),
        ),
        allow(
            "MakeEndpoints",
            actions(("Create", "Update"), ("Endpoint",)),
            sagemaker("endpoint", "endpoint-config"),
        ),
        allow("TuneEndpoints", "sagemaker:UpdateEndpointWeightsAndCapacities", sagemaker("endpoint")),
        add_tags_while(actions(("Create",), ("Endpoint", "EndpointConfig", "Model")), sagemaker(*_KINDS)),
    ]


def _managing() -> list[Statement]:
    nouns = ("Endpoint", "EndpointConfig", "Model")
    return [
        allow("SeeAndDelete", [*actions(("Delete", "Describe"), nouns), "sagemaker:ListTags"], sagemaker(*_KINDS)),
        allow("ListThem", actions(("List",), ("EndpointConfigs", "Endpoints", "Models")), "*"),
        allow("ReadParameters", ["ssm:GetParameter", "ssm:GetParameters"], PARAMETERS),
    ]


def _scaling() -> list[Statement]:
    """AWS quirk: only what changes a target sends the namespace (Service Authorization Reference, Application Auto
    Scaling); the Describe calls send nothing."""
    return [
        allow(
            "ScaleEndpoints",
            [f"application-autoscaling:{name}" for name in _SCALING],
            "*",
            string_equals(keys.SCALABLE_NAMESPACE, "sagemaker"),
        ),
        allow(
            "SeeScaling",
            [
                "application-autoscaling:DescribeScalableTargets",
                "application-autoscaling:DescribeScalingActivities",
                "application-autoscaling:DescribeScalingPolicies",
            ],
            "*",
        ),
    ]


def _alarms() -> list[Statement]:
    """Target tracking makes its alarms as the caller (Application Auto Scaling User Guide, "Identity-based policy
    examples", permissions for target tracking policies)."""
    return [
        allow("KeepScalingAlarms", ["cloudwatch:DeleteAlarms", "cloudwatch:PutMetricAlarm"], SCALING_ALARMS),
        allow("SeeAlarms", "cloudwatch:DescribeAlarms", "*"),
    ]


def _pass() -> Statement:
    return guardrails.pass_role("PassHosting", role_arn("endpoint-hosting"), SAGEMAKER)
