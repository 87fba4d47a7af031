"""Endpoint services by zone: which of those to be made the region, or a zone of ours, lacks.

Not every zone of a region has every service (github.com/terraform-aws-modules/terraform-aws-vpc issues 462 and 785),
and CloudFormation says so only when it makes the endpoint.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.aws.account.concern import Concern
from generator.aws.account.ground import Ground

_PAGE = 100


def find_missing_services(ground: Ground) -> Iterator[Concern]:
    """Each interface endpoint that could not be made, with zones in which all of them could."""
    wanted = {
        str(properties["ServiceName"]): name
        for name, properties in ground.fresh("AWS::EC2::VPCEndpoint")
        if properties.get("VpcEndpointType") == "Interface"
    }
    known = _zones_of_account(ground)
    zones = _zones_of_network(ground, sorted(known))
    yield from _unknown(ground, zones, known)
    if not wanted or set(zones) - set(known):
        return
    offered = _offered(ground, list(wanted))
    for service in sorted(set(wanted) - set(offered)):
        message = f"{ground.connection.region} has no endpoint service {service}, which `{wanted[service]}` is for"
        yield Concern("AWS731", message, "network.endpoints", "leave its tier, `git` or `packages` off")
    common = [zone for zone in sorted(known) if all(zone in there for there in offered.values())]
    for service, there in sorted(offered.items()):
        if lacking := [zone for zone in zones if zone not in there]:
            named = ", ".join(f"{zone} ({known[zone]})" for zone in lacking)
            message = f"the endpoint service {service} is not offered in {named}"
            yield Concern("AWS730", message, "network.zone-names", _fix(ground, common, len(zones)))


def _fix(ground: Ground, common: Sequence[str], count: int) -> str:
    if _subnets(ground) or ground.said("network.vpc"):
        return "the network's zones stay as they are: leave the tier, `git` or `packages` that brings it off"
    if len(common) < 2:
        return "no two zones have all of these services: leave the tier that brings it off"
    return f"zones: [{', '.join(common[:count])}]"


def _unknown(ground: Ground, zones: Sequence[str], known: Mapping[str, str]) -> Iterator[Concern]:
    for zone in zones:
        if zone not in known:
            message = f"this account has no zone {zone} in {ground.connection.region}"
            yield Concern("AWS732", message, "network.zone-names", f"zones: [{', '.join(sorted(known)[: len(zones)])}]")
    if len(zones) < int(ground.said("network.zones") or 2) and not ground.said("network.vpc"):
        message = f"this account has {len(zones)} zones in {ground.connection.region}"
        yield Concern("AWS732", message, "network.zones", f"zones: {len(zones)}")


def _zones_of_account(ground: Ground) -> dict[str, str]:
    """Name → id of every zone that can be used; the id is the same in every account, the name is not."""
    ec2 = ground.connection.client("ec2")
    rows = ec2.describe_availability_zones()["AvailabilityZones"]
    usual = "availability-zone"
    return {
        row["ZoneName"]: row.get("ZoneId", "")
        for row in rows
        if row.get("State", "available") == "available" and row.get("ZoneType", usual) == usual
    }


def _subnets(ground: Ground) -> list[str]:
    """The subnets that the stack has."""
    named = (name for name, body in ground.document["Resources"].items() if body["Type"] == "AWS::EC2::Subnet")
    return [ground.there[name] for name in named if name in ground.there]


def _zones_of_network(ground: Ground, known: Sequence[str]) -> list[str]:
    """Where the subnets are, or will be: those of the stack, those that are given, those that are named, the first."""
    ec2 = ground.connection.client("ec2")
    count = int(ground.said("network.zones") or 2)
    made, given = _subnets(ground), [each for each in ground.said("network.subnets").split(",") if each]
    ids = made or given
    there = [row["AvailabilityZone"] for row in ec2.describe_subnets(SubnetIds=ids)["Subnets"]] if ids else []
    if given or len(there) >= count:
        return there
    return [*there, *(zone for zone in _zones_to_be(ground, known, count) if zone not in there)][:count]


def _zones_to_be(ground: Ground, known: Sequence[str], count: int) -> list[str]:
    """The zones of the template's own subnets, as it would make them all."""
    if named := ground.said("network.zone-names"):
        return named.split(",")
    # Fn::GetAZs gives the zones with a default subnet, or all where none is (CloudFormation User Guide, "Fn::GetAZs").
    mine = [{"Name": "default-for-az", "Values": ["true"]}]
    ec2 = ground.connection.client("ec2")
    default = {row["AvailabilityZone"] for row in ec2.describe_subnets(Filters=mine)["Subnets"]}
    return [zone for zone in known if zone in default or not default][:count]


def _offered(ground: Ground, services: Sequence[str]) -> dict[str, set[str]]:
    """Service → its zones. A filter, since a name that does not exist would be an error."""
    ec2 = ground.connection.client("ec2")
    found: dict[str, set[str]] = {}
    for start in range(0, len(services), _PAGE):
        names = [{"Name": "service-name", "Values": list(services[start : start + _PAGE])}]
        token: dict[str, Any] = {}
        while True:
            answer = ec2.describe_vpc_endpoint_services(Filters=names, **token)
            found |= {row["ServiceName"]: set(row["AvailabilityZones"]) for row in answer["ServiceDetails"]}
            if not answer.get("NextToken"):
                break
            token = {"NextToken": answer["NextToken"]}
    return {name: zones for name, zones in found.items() if name in services}
