"""The permissions boundary of roles 5 to 7 and of the model approver: models and endpoints, and never the data."""

from __future__ import annotations

from awacs.aws import Statement

from generator.iam import guardrails, keys
from generator.iam.conditions import arn_equals, string_equals
from generator.iam.statements import allow
from products.environment.estate import Estate
from products.environment.names import role_arn
from products.environment.places import (
    ACCOUNT,
    ENDPOINT_LOGS,
    ENDPOINT_METRICS,
    GROUPS,
    INTERFACES,
    OUR_METRICS,
    PARAMETERS,
    SAGEMAKER,
    SCALING_ALARMS,
    SUBNETS,
    sagemaker,
)

_KINDS = ("endpoint", "endpoint-config", "model", "model-package", "model-package-group")


def serving_boundary_statements(estate: Estate) -> list[Statement]:
    """What they could ever do together, and two refusals that no policy of theirs can lift."""
    return [*_serving(estate), *_surroundings(estate), *_refusals()]


def _serving(estate: Estate) -> list[Statement]:
    return [
        allow("OurModels", "s3:*", estate.buckets.models.whole),
        allow("OurKey", [*guardrails.KEY_USES, "kms:CreateGrant"], estate.keys.data),
        allow("OurSageMaker", "sagemaker:*", sagemaker(*_KINDS)),
        allow("SageMakerLists", "sagemaker:List*", "*"),
        allow("OurScaling", "application-autoscaling:*", "*"),
        allow("ScalingAlarms", "cloudwatch:*Alarm*", SCALING_ALARMS),
        allow("SeeAlarms", "cloudwatch:DescribeAlarms", "*"),
        allow(
            "PassOurRole",
            "iam:PassRole",
            role_arn("endpoint-hosting"),
            string_equals(keys.PASSED_TO_SERVICE, SAGEMAKER),
        ),
    ]


def _surroundings(estate: Estate) -> list[Statement]:
    vpc = arn_equals(keys.EC2_VPC, estate.network.vpc_arn)
    return [
        allow("WriteLogs", guardrails.LOG_WRITES, ENDPOINT_LOGS),
        guardrails.write_metrics(*ENDPOINT_METRICS, *OUR_METRICS),
        # Whose images is for the data perimeter, which every role that pulls has.
        allow("Images", [*guardrails.IMAGE_READS, "ecr:GetAuthorizationToken"], "*"),
        allow("OurVpc", "ec2:CreateNetworkInterface", [SUBNETS, GROUPS], vpc),
        allow("Interfaces", "ec2:*NetworkInterface*", INTERFACES),
        allow("SeeNetwork", "ec2:Describe*", "*"),
        allow("OurValues", "ssm:Get*", PARAMETERS),
    ]


def _refusals() -> list[Statement]:
    return [
        guardrails.no_identity_change(),
        guardrails.stay_in_account(ACCOUNT, *guardrails.IMAGE_READS, "s3:*"),
    ]
