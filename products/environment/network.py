"""VPC, subnets, route tables and optional network ACLs: nothing in it leads to the internet.

There is no internet gateway, no NAT gateway, no egress-only gateway and no route but the local one; the S3 gateway
endpoint (see `endpoints`) adds its own entry to the route table.
"""

from __future__ import annotations

from dataclasses import dataclass

from troposphere import Cidr, GetAtt, GetAZs, If, NoValue, Ref, Region, Select, Split, Sub, ec2

from generator.blueprint import Canvas
from products.environment.estate import When
from products.environment.names import Value
from products.environment.places import arn_of_network
from products.environment.tags import tags

_SUBNETS = ("FirstSubnet", "SecondSubnet", "ThirdSubnet")


@dataclass(frozen=True)
class Ground:
    """VPC and subnets, own or given. The third subnet repeats the first where there are two zones."""

    vpc: Value
    subnets: tuple[Value, Value, Value]
    placement: tuple[object, ...]
    """The subnets once each, for lists: the third is left out where there are two zones."""
    route_tables: Value


def build_network(canvas: Canvas) -> Ground:
    """Draw the network, or take the existing one."""
    with canvas.optional(When.OWN_VPC):
        vpc = canvas.add(
            ec2.VPC(
                "Vpc",
                CidrBlock=Ref("VpcCidr"),
                EnableDnsSupport=True,
                EnableDnsHostnames=True,
                InstanceTenancy="default",
                Tags=tags("vpc"),
            )
        )
        routes = canvas.add(ec2.RouteTable("PrivateRoutes", VpcId=Ref(vpc), Tags=tags("private")))
    for index, title in enumerate(_SUBNETS):
        _subnet(canvas, index, title)
    first, second, third = (_subnet_id(index, title) for index, title in enumerate(_SUBNETS))
    return Ground(
        vpc=If(When.OWN_VPC, Ref(vpc), Ref("ExistingVpc")),
        subnets=(first, second, If(When.THREE_ZONES, third, first)),
        placement=(first, second, If(When.THREE_ZONES, third, NoValue)),
        route_tables=If(When.OWN_VPC, [Ref(routes)], Split(",", Ref("ExistingRouteTables"))),
    )


def build_default_group(canvas: Canvas) -> None:
    """Close the VPC's default security group as far as CloudFormation can.

    AWS quirk: no property edits a default group's own rules. Adding an egress rule through CloudFormation takes the
    rule that lets everything out away (github.com/aws/aws-cdk issue 987), and with no way out its members cannot reach
    each other either, which leaves the rule that admits members without effect. Nothing relies on it: no resource, role
    or endpoint here names the default group, and jobs and notebooks are admitted only with the workload group.
    """
    canvas.add(
        ec2.SecurityGroupEgress(
            "DefaultGroupClosed",
            Condition=When.OWN_VPC,
            GroupId=GetAtt("Vpc", "DefaultSecurityGroup"),
            IpProtocol="icmp",
            FromPort=252,
            ToPort=86,
            CidrIp="255.255.255.255/32",
            Description="Nothing leaves the default group - no packet fits this rule",
        )
    )


def _subnet(canvas: Canvas, index: int, title: str) -> None:
    with canvas.optional(When.OWN_VPC if index < 2 else When.OWN_THREE_ZONES):
        subnet = canvas.add(
            ec2.Subnet(
                title,
                VpcId=Ref("Vpc"),
                AvailabilityZone=If(When.GIVEN_ZONES, given("ZoneNames", index), Select(index, GetAZs(Region))),
                CidrBlock=If(When.WIDE_BLOCK, _block(index, 10), _block(index, 6)),
                MapPublicIpOnLaunch=False,
                Tags=tags(f"private-{index + 1}"),
            )
        )
        canvas.add(
            ec2.SubnetRouteTableAssociation(f"{title}Routes", SubnetId=Ref(subnet), RouteTableId=Ref("PrivateRoutes"))
        )


def _block(index: int, bits: int) -> Select:
    """The subnet's part of the VPC's block, with `bits` for its hosts."""
    return Select(index, Cidr(Ref("VpcCidr"), 3, str(bits)))


def given(parameter: str, index: int) -> Select:
    """One of the values of a list that may be empty.

    A branch of `Fn::If` that is not taken may be evaluated all the same, where an empty answer has no second value to
    select; so commas follow, and the answer's own values keep their places.
    """
    return Select(index, Split(",", Sub(f"${{{parameter}}},,,")))


def _subnet_id(index: int, title: str) -> If:
    return If(When.OWN_VPC, Ref(title), given("ExistingSubnets", index))


def vpc_arn(ground: Ground) -> Sub:
    """The ARN of the VPC, own or given."""
    return arn_of_network("vpc/${Id}", Id=ground.vpc)
