"""The services to which a VPC endpoint can be made: moto's list, and what it leaves to its backends' own words.

moto's `DescribeVpcEndpointServices` starts every backend that it has, which takes many seconds; its list of names is
read instead. Source of the rest: AWS PrivateLink Guide, "AWS services that integrate with AWS PrivateLink".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from embedded_aws.gateway.moto_state import ec2_of
from embedded_aws.service import Call, ServiceError
from embedded_aws.services.pages import take_page

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


LACKING: Mapping[str, frozenset[str]] = {
    "use1-az3": frozenset(
        {"codeartifact.api", "codeartifact.repositories", "git-codecommit", "sagemaker.runtime", "servicecatalog"}
    ),
    "usw2-az4": frozenset({"git-codecommit"}),
}
"""Zones, by id, in which some services have no endpoint. That there are such zones is public (github.com/
terraform-aws-modules/terraform-aws-vpc issues 462 and 785, awslabs/aws-orbit-workbench issue 320); which services they
lack AWS lists nowhere but in DescribeVpcEndpointServices, so these are examples."""


def check_zone(name: str, subnet: str, call: Call) -> None:
    """Raise ServiceError, in EC2's words, where the service has no endpoint in the subnet's zone."""
    zone = str(ec2_of(call.account, call.region).get_subnet(subnet).availability_zone)
    if zone not in _zones_of(name, call):
        message = f"The VPC endpoint service {name} does not support the availability zone of the subnet: {subnet}."
        raise ServiceError("InvalidParameter", message, 400)


class EndpointServices:
    """`ec2:DescribeVpcEndpointServices`, for which moto starts every backend that it has; nothing of its own is kept.

    `ServiceNames` with a name that does not exist is an error; a filter on `service-name` leaves it out.
    """

    def __call__(self, params: Mapping[str, Any], call: Call) -> Mapping[str, Any]:
        """Names, zones and kinds of the region's services; raises ServiceError."""
        wanted = list(params.get("ServiceNames", []))
        for name in wanted:
            check_service_name(name, call.region)
        chosen = [name for name in _services(call.region) if not wanted or name in wanted]
        for one in params.get("Filters", []):
            if one["Name"] != "service-name":
                raise ServiceError("InvalidFilter", f"The filter '{one['Name']}' is invalid", 400)
            chosen = [name for name in chosen if name in one["Values"]]
        page, more = take_page(chosen, params, 1000)
        details = [_detail(name, call) for name in page]
        return {"ServiceNames": page, "ServiceDetails": details, **more}

    def dump(self) -> object:
        """Nothing of its own."""
        return None

    def load(self, state: Any) -> None:
        """Nothing to take over."""


def _services(region: str) -> Iterator[str]:
    prefix = "cn.com.amazonaws" if region.startswith("cn-") else "com.amazonaws"
    yield from sorted(
        {
            *(f"{prefix}.{region}.{name}" for name in _names()),
            *(f"com.amazonaws.{region}.{name}" for name in _names()),
            *(f"aws.sagemaker.{region}.{site}" for site in SAGEMAKER_SITES),
        }
    )


def _detail(name: str, call: Call) -> Mapping[str, Any]:
    gateway = name.rsplit(".", 1)[-1] in ("s3", "dynamodb")
    return {
        "ServiceName": name,
        "ServiceType": [{"ServiceType": "Gateway" if gateway else "Interface"}],
        "AvailabilityZones": _zones_of(name, call),
        "Owner": "amazon",
        "VpcEndpointPolicySupported": True,
        "AcceptanceRequired": False,
    }


def _zones_of(name: str, call: Call) -> list[str]:
    short = name.split(f".{call.region}.")[-1]
    zones = ec2_of(call.account, call.region).describe_availability_zones()
    return [zone.name for zone in zones if short not in LACKING.get(zone.zone_id, ())]


@cache
def _names() -> frozenset[str]:
    from moto.ec2.models.vpcs import AWS_ENDPOINT_SERVICES

    return OTHERS | frozenset(AWS_ENDPOINT_SERVICES)
