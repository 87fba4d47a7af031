"""Quotas that a deployment would meet, by counting what is there.

Fixed ones are errors; those that AWS raises on request are warnings, since the raised number is not asked for.
Sources: CloudTrail User Guide, "Quotas in AWS CloudTrail"; VPC User Guide, "Amazon VPC quotas".
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.account.concern import Concern
from generator.aws.account.ground import Ground

TRAILS, VPCS, INTERFACE_ENDPOINTS = 5, 5, 50


def find_full_quotas(ground: Ground) -> Iterator[Concern]:
    """Trails of the region, VPCs of the region, interface endpoints of an existing VPC."""
    region = ground.connection.region
    if any(ground.fresh("AWS::CloudTrail::Trail")):
        trails = ground.connection.client("cloudtrail").describe_trails(includeShadowTrails=True)["trailList"]
        if len(trails) >= TRAILS:
            names = ", ".join(sorted(trail["Name"] for trail in trails))
            message = f"{region} has {len(trails)} trails, and an account takes {TRAILS} a region: {names}"
            yield Concern(
                "AWS733", message, "options.trail", "trail: account, where one of them records management events"
            )
    ec2 = ground.connection.client("ec2")
    if any(ground.fresh("AWS::EC2::VPC")):
        vpcs = len(ec2.describe_vpcs()["Vpcs"])
        if vpcs >= VPCS:
            message = f"{region} has {vpcs} VPCs; the quota is {VPCS} unless AWS has raised it"
            yield Concern("AWS734", message, "network.vpc", "aws service-quotas get-service-quota …", warning=True)
    more = sum(each.get("VpcEndpointType") == "Interface" for _, each in ground.fresh("AWS::EC2::VPCEndpoint"))
    if more and (vpc := ground.said("network.vpc")):
        there = ec2.describe_vpc_endpoints(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["VpcEndpoints"]
        if len(there) + more > INTERFACE_ENDPOINTS:
            message = f"{vpc} has {len(there)} endpoints and would get {more}; the quota is {INTERFACE_ENDPOINTS}"
            yield Concern("AWS734", message, "network.vpc", "leave tiers of `endpoints` off", warning=True)
