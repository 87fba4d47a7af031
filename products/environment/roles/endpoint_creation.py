"""Role 5, endpoint creation: a pipeline that turns approved models into endpoints. It approves nothing itself."""

from __future__ import annotations

from awacs.aws import Statement

from generator.iam import guardrails, keys
from generator.iam.conditions import arn_like, bool_, string_equals
from generator.iam.statements import allow, deny
from products.environment.estate import Estate
from products.environment.names import role_arn
from products.environment.places import PARAMETERS, SAGEMAKER, actions, sagemaker, via
from products.environment.roles.limits import HOSTING_INSTANCES
from products.environment.roles.shared import add_tags_while

_KINDS = ("endpoint", "endpoint-config", "model")
_SCALING = (
    "DeleteScalingPolicy",
    "DeregisterScalableTarget",
    "PutScalingPolicy",
    "RegisterScalableTarget",
)


def creation_deploying(estate: Estate) -> list[Statement]:
    """Models and endpoints in our network and under our key, and their scaling."""
    return [*_making(estate), *_managing(), *_scaling(), *_key(estate), _pass(), _refusal()]


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


def _key(estate: Estate) -> list[Statement]:
    return [
        guardrails.use_key("SeeDataKey", estate.keys.data, via("sagemaker"), ("kms:DescribeKey",)),
        guardrails.grant_key("LendDataKey", estate.keys.data),
    ]


def _pass() -> Statement:
    return guardrails.pass_role("PassHosting", role_arn("endpoint-hosting"), SAGEMAKER)


def _refusal() -> Statement:
    return deny("NeverApproveModels", ["sagemaker:CreateModelPackage", "sagemaker:UpdateModelPackage"], "*")
