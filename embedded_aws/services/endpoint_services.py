"""The services to which a VPC endpoint can be made: moto's list, and what it leaves to its backends' own words.

moto's `DescribeVpcEndpointServices` starts every backend that it has, which takes many seconds; its list of names is
read instead. Source of the rest: AWS PrivateLink Guide, "AWS services that integrate with AWS PrivateLink".
"""

from __future__ import annotations

from functools import cache

from embedded_aws.service import ServiceError

OTHERS = frozenset(
    {
        "cloudformation",
        "codepipeline",
        "dynamodb",
        "ecr.api",
        "ecr.dkr",
        "iot.data",
        "kinesis-firehose",
        "kinesis-streams",
        "redshift-data",
        "route53resolver",
        "s3",
        "sagemaker.api",
        "sagemaker.featurestore-runtime",
        "sagemaker.metrics",
        "sagemaker.runtime",
    }
)
SAGEMAKER_SITES = frozenset({"notebook", "studio", "experiments", "partner-app"})
"""These are named `aws.sagemaker.<region>.<site>`."""
PREFIXES = ("cn.com.amazonaws", "com.amazonaws")


def check_service_name(name: str, region: str) -> None:
    """Raise ServiceError where no endpoint service of the region has this name.

    Services of other people (`com.amazonaws.vpce.…`) are no part of the embedded AWS and do not exist in it.
    """
    if name.startswith(f"aws.sagemaker.{region}."):
        known = name.rsplit(".", 1)[-1] in SAGEMAKER_SITES
    else:
        head = next((f"{prefix}.{region}." for prefix in PREFIXES if name.startswith(f"{prefix}.{region}.")), None)
        known = head is not None and name.removeprefix(head) in _names()
    if not known:
        raise ServiceError("InvalidServiceName", f"The Vpc Endpoint Service '{name}' does not exist", 400)


@cache
def _names() -> frozenset[str]:
    from moto.ec2.models.vpcs import AWS_ENDPOINT_SERVICES

    return OTHERS | frozenset(AWS_ENDPOINT_SERVICES)
