"""EC2: VPC, Subnet, RouteTable and its association, FlowLog."""

from __future__ import annotations

from typing import Any

from embedded_aws.cloudformation.errors import invalid
from embedded_aws.cloudformation.providers.ec2 import set_tags, tag_specification
from embedded_aws.cloudformation.providers.provider import (
    Properties,
    Provider,
    Work,
    apply_settings,
    pick,
    shape,
)


def _attribute(name: str) -> Any:
    def set_attribute(work: Work, new: Any, old: Any) -> None:
        value = {"EnableDnsSupport": True}.get(name, False) if new is None else new
        work.client("ec2").modify_vpc_attribute(VpcId=work.physical_id, **{name: {"Value": value}})

    return set_attribute


VPC_SETTINGS = {name: _attribute(name) for name in ("EnableDnsSupport", "EnableDnsHostnames")}


def create_vpc(work: Work, wanted: Properties) -> None:
    """A VPC; its default security group and network ACL are attributes."""
    ec2 = work.client("ec2")
    vpc = ec2.create_vpc(
        **pick(wanted, "CidrBlock InstanceTenancy"), TagSpecifications=tag_specification(wanted, "vpc")
    )
    vpc_id = vpc["Vpc"]["VpcId"]
    work.made(vpc_id, VpcId=vpc_id, CidrBlock=wanted["CidrBlock"], CidrBlockAssociations=[], Ipv6CidrBlocks=[])
    apply_settings(work, VPC_SETTINGS, {}, wanted)
    here = [{"Name": "vpc-id", "Values": [vpc_id]}]
    groups = ec2.describe_security_groups(Filters=[*here, {"Name": "group-name", "Values": ["default"]}])
    acls = ec2.describe_network_acls(Filters=[*here, {"Name": "default", "Values": ["true"]}])
    associations = [one["AssociationId"] for one in vpc["Vpc"].get("CidrBlockAssociationSet", ())]
    work.made(
        vpc_id,
        DefaultSecurityGroup=groups["SecurityGroups"][0]["GroupId"],
        DefaultNetworkAcl=acls["NetworkAcls"][0]["NetworkAclId"],
        CidrBlockAssociations=associations,
    )


def update_vpc(work: Work, old: Properties, wanted: Properties) -> None:
    """DNS settings and tags; the tenancy only replaces."""
    if old.get("InstanceTenancy") != wanted.get("InstanceTenancy"):
        work.client("ec2").modify_vpc_tenancy(VpcId=work.physical_id, InstanceTenancy=wanted["InstanceTenancy"])
    apply_settings(work, {**VPC_SETTINGS, "Tags": set_tags}, old, wanted)


def delete_vpc(work: Work, _: Properties) -> None:
    """Fails where something still stands in it."""
    work.client("ec2").delete_vpc(VpcId=work.physical_id)


def _set_public_addresses(work: Work, new: Any, old: Any) -> None:
    work.client("ec2").modify_subnet_attribute(SubnetId=work.physical_id, MapPublicIpOnLaunch={"Value": bool(new)})


SUBNET_SETTINGS = {"MapPublicIpOnLaunch": _set_public_addresses}


def create_subnet(work: Work, wanted: Properties) -> None:
    """A subnet."""
    made = work.client("ec2").create_subnet(
        **pick(wanted, "VpcId CidrBlock AvailabilityZone AvailabilityZoneId"),
        TagSpecifications=tag_specification(wanted, "subnet"),
    )["Subnet"]
    work.made(
        made["SubnetId"],
        SubnetId=made["SubnetId"],
        VpcId=made["VpcId"],
        CidrBlock=made["CidrBlock"],
        AvailabilityZone=made["AvailabilityZone"],
        AvailabilityZoneId=made.get("AvailabilityZoneId", ""),
        Ipv6CidrBlocks=[],
    )
    apply_settings(work, SUBNET_SETTINGS, {"MapPublicIpOnLaunch": False}, {"MapPublicIpOnLaunch": False, **wanted})
    acls = work.client("ec2").describe_network_acls(
        Filters=[{"Name": "association.subnet-id", "Values": [made["SubnetId"]]}]
    )["NetworkAcls"]
    associations = [
        one["NetworkAclAssociationId"]
        for acl in acls
        for one in acl["Associations"]
        if one["SubnetId"] == made["SubnetId"]
    ]
    work.made(made["SubnetId"], NetworkAclAssociationId=next(iter(associations), ""))


def update_subnet(work: Work, old: Properties, wanted: Properties) -> None:
    """Public addresses and tags."""
    apply_settings(work, {**SUBNET_SETTINGS, "Tags": set_tags}, old, wanted)


def delete_subnet(work: Work, _: Properties) -> None:
    """Fails where a network interface still stands in it."""
    work.client("ec2").delete_subnet(SubnetId=work.physical_id)


def create_route_table(work: Work, wanted: Properties) -> None:
    """A route table with nothing but the local route."""
    made = work.client("ec2").create_route_table(
        VpcId=wanted["VpcId"], TagSpecifications=tag_specification(wanted, "route-table")
    )["RouteTable"]["RouteTableId"]
    work.made(made, RouteTableId=made)


def update_tags(work: Work, old: Properties, wanted: Properties) -> None:
    """Tags, the only thing that changes in place."""
    apply_settings(work, {"Tags": set_tags}, old, wanted)


def delete_route_table(work: Work, _: Properties) -> None:
    """Fails where it is still associated."""
    work.client("ec2").delete_route_table(RouteTableId=work.physical_id)


def create_association(work: Work, wanted: Properties) -> None:
    """A subnet's route table."""
    made = work.client("ec2").associate_route_table(**pick(wanted, "SubnetId RouteTableId"))["AssociationId"]
    work.made(made, Id=made)


def update_association(work: Work, old: Properties, wanted: Properties) -> None:
    """Another route table for the same subnet."""
    made = work.client("ec2").replace_route_table_association(
        AssociationId=work.physical_id, RouteTableId=wanted["RouteTableId"]
    )["NewAssociationId"]
    work.made(made, Id=made)


def delete_association(work: Work, _: Properties) -> None:
    """The subnet falls back to the main route table."""
    work.client("ec2").disassociate_route_table(AssociationId=work.physical_id)


def create_flow_log(work: Work, wanted: Properties) -> None:
    """A flow log; a part that failed is the call's `Unsuccessful`."""
    answer = work.client("ec2").create_flow_logs(
        ResourceIds=[wanted["ResourceId"]],
        **pick(
            wanted,
            "ResourceType TrafficType LogGroupName DeliverLogsPermissionArn LogDestination LogDestinationType "
            "LogFormat MaxAggregationInterval DestinationOptions",
        ),
        TagSpecifications=tag_specification(wanted, "vpc-flow-log"),
    )
    if answer.get("Unsuccessful"):
        raise invalid(str(answer["Unsuccessful"][0]["Error"]["Message"]))
    work.made(answer["FlowLogIds"][0], Id=answer["FlowLogIds"][0])


def delete_flow_log(work: Work, _: Properties) -> None:
    """Ends the log; the log group is another resource."""
    work.client("ec2").delete_flow_logs(FlowLogIds=[work.physical_id])


FLOW_LOG = (
    "ResourceId ResourceType TrafficType LogGroupName DeliverLogsPermissionArn LogDestination LogDestinationType "
    "LogFormat MaxAggregationInterval DestinationOptions Tags"
)
PROVIDERS = (
    Provider(
        "AWS::EC2::VPC",
        create_vpc,
        delete_vpc,
        shape("CidrBlock InstanceTenancy EnableDnsSupport EnableDnsHostnames Tags"),
        update_vpc,
    ),
    Provider(
        "AWS::EC2::Subnet",
        create_subnet,
        delete_subnet,
        shape("VpcId CidrBlock AvailabilityZone AvailabilityZoneId MapPublicIpOnLaunch Tags"),
        update_subnet,
    ),
    Provider("AWS::EC2::RouteTable", create_route_table, delete_route_table, shape("VpcId Tags"), update_tags),
    Provider(
        "AWS::EC2::SubnetRouteTableAssociation",
        create_association,
        delete_association,
        shape("SubnetId RouteTableId"),
        update_association,
    ),
    Provider("AWS::EC2::FlowLog", create_flow_log, delete_flow_log, shape(FLOW_LOG), update_tags),
)
