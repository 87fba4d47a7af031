"""Four groups: workload (notebooks and jobs), endpoints, people (only on the api and notebook endpoints), and
applications (only on the runtime endpoint).

No group has open egress: the workload reaches the endpoints, itself, S3 by its prefix list, and a proxy that is named.
Rules that refer to each other stand on their own, so that there is no cycle.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from troposphere import FindInMap, GetAtt, If, NoValue, Ref, Region, ec2

from generator.blueprint import Canvas
from products.environment.estate import When
from products.environment.names import Value
from products.environment.network import Ground
from products.environment.proxy import build_proxy
from products.environment.regions import OTHER_REGIONS, PREFIX_LISTS
from products.environment.tags import tags

_HTTPS: dict[str, Any] = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}
_ESP = "50"
_INTERNAL: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("Tcp", "distributed training", {"IpProtocol": "tcp", "FromPort": 0, "ToPort": 65535}),
    ("Ike", "key exchange of encrypted training", {"IpProtocol": "udp", "FromPort": 500, "ToPort": 500}),
    ("Esp", "encrypted training", {"IpProtocol": _ESP}),
)
"""What members of the workload group say to each other (SageMaker Developer Guide, "Protect Communications Between ML
Compute Instances in a Distributed Training Job")."""


@dataclass(frozen=True)
class Groups:
    """The ids of the groups; `people` and `applications` exist where anybody is admitted (`When.HUMAN_ACCESS`,
    `When.APPLICATION_ACCESS`)."""

    workload: Value
    endpoints: Value
    people: Value
    applications: Value


def build_security_groups(canvas: Canvas, ground: Ground) -> Groups:
    """Draw the groups and the rules between them."""
    rows = {**dict.fromkeys(OTHER_REGIONS, ""), **PREFIX_LISTS}
    table = canvas.mapping("RegionPrefixLists", {region: {"S3": rows[region]} for region in sorted(rows)})
    workload = canvas.add(_workload(ground, table))
    endpoints = canvas.add(_endpoints(ground))
    people = canvas.add(_people(ground))
    applications = canvas.add(_applications(ground))
    groups = Groups(*(GetAtt(group, "GroupId") for group in (workload, endpoints, people, applications)))
    _between(canvas, groups)
    _among_workload(canvas, groups)
    build_proxy(canvas, groups.workload)
    return groups


def _workload(ground: Ground, table: str) -> ec2.SecurityGroup:
    known = If(When.KNOWN_PREFIX_LIST, FindInMap(table, Region, "S3"), Ref("S3PrefixList"))
    return ec2.SecurityGroup(
        "WorkloadGroup",
        GroupDescription="Notebooks and jobs",
        VpcId=ground.vpc,
        # An egress rule in the group itself keeps the default rule away that would let everything out.
        SecurityGroupEgress=[
            _https(
                "S3 through its gateway endpoint",
                DestinationPrefixListId=If(When.GIVEN_PREFIX_LIST, Ref("S3PrefixList"), known),
            )
        ],
        Tags=tags("workload"),
    )


def _endpoints(ground: Ground) -> ec2.SecurityGroup:
    return ec2.SecurityGroup(
        "EndpointsGroup",
        GroupDescription="Interface endpoints",
        VpcId=ground.vpc,
        SecurityGroupEgress=[_nothing_leaves()],
        Tags=tags("endpoints"),
    )


def _between(canvas: Canvas, groups: Groups) -> None:
    workload, endpoints = groups.workload, groups.endpoints
    canvas.add(_from("EndpointsFromWorkload", endpoints, workload, "Endpoints from notebooks and jobs", _HTTPS))
    canvas.add(_to("WorkloadToEndpoints", workload, endpoints, "Endpoints", _HTTPS))
    canvas.add(
        ec2.SecurityGroupEgress(
            "WorkloadToGivenEndpoints",
            Condition=When.GIVEN_ENDPOINTS,
            GroupId=groups.workload,
            CidrIp=Ref("VpcCidr"),
            Description="Endpoints of the existing VPC, whose group belongs to its owner",
            **_HTTPS,
        )
    )


def _among_workload(canvas: Canvas, groups: Groups) -> None:
    """What the group says to itself.

    troposphere wants ports for every protocol but two, and EC2 ignores them for ESP (EC2 API Reference,
    "IpPermission"), so its own check is off here; cfn-lint checks the same resources.
    """
    workload = groups.workload
    for name, why, traffic in _INTERNAL:
        coming = _from(f"WorkloadFromItself{name}", workload, workload, f"From itself for {why}", traffic)
        going = _to(f"WorkloadToItself{name}", workload, workload, f"To itself for {why}", traffic)
        canvas.add(coming.no_validation())
        canvas.add(going.no_validation())


def _people(ground: Ground) -> ec2.SecurityGroup:
    return ec2.SecurityGroup(
        "PeopleGroup",
        Condition=When.HUMAN_ACCESS,
        GroupDescription="People who reach the api and notebook endpoints",
        VpcId=ground.vpc,
        SecurityGroupIngress=[
            If(When.ACCESS_BY_CIDR, _https("People over VPN or Direct Connect", CidrIp=Ref("AccessCidr")), NoValue),
            If(
                When.ACCESS_BY_GROUP,
                _https("Members of the group that people are in", SourceSecurityGroupId=Ref("AccessGroup")),
                NoValue,
            ),
        ],
        SecurityGroupEgress=[_nothing_leaves()],
        Tags=tags("people"),
    )


def _applications(ground: Ground) -> ec2.SecurityGroup:
    return ec2.SecurityGroup(
        "ApplicationsGroup",
        Condition=When.APPLICATION_ACCESS,
        GroupDescription="Applications that reach the SageMaker runtime endpoint",
        VpcId=ground.vpc,
        SecurityGroupIngress=[
            If(
                When.APPLICATIONS_BY_CIDR,
                _https("Applications by their addresses", CidrIp=Ref("ApplicationCidr")),
                NoValue,
            ),
            If(
                When.APPLICATIONS_BY_GROUP,
                _https("Members of the group that applications are in", SourceSecurityGroupId=Ref("ApplicationGroup")),
                NoValue,
            ),
        ],
        SecurityGroupEgress=[_nothing_leaves()],
        Tags=tags("applications"),
    )


def _from(title: str, group: Value, source: Value, why: str, traffic: dict[str, Any]) -> ec2.SecurityGroupIngress:
    return ec2.SecurityGroupIngress(title, GroupId=group, SourceSecurityGroupId=source, Description=why, **traffic)


def _to(title: str, group: Value, target: Value, why: str, traffic: dict[str, Any]) -> ec2.SecurityGroupEgress:
    return ec2.SecurityGroupEgress(title, GroupId=group, DestinationSecurityGroupId=target, Description=why, **traffic)


def _https(description: str, **peer: Value) -> ec2.SecurityGroupRule:
    return ec2.SecurityGroupRule(Description=description, **_HTTPS, **peer)


def _nothing_leaves() -> ec2.SecurityGroupRule:
    """Endpoints only answer; this rule leads nowhere, and keeps the default rule away that lets everything out."""
    return ec2.SecurityGroupRule(Description="Nothing leaves", IpProtocol="-1", CidrIp="127.0.0.1/32")
