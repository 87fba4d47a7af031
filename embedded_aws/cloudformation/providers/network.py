"""EC2: VPC, Subnet, RouteTable and its association, FlowLog."""

from __future__ import annotations

from typing import Any

from embedded_aws.cloudformation.errors import invalid
from embedded_aws.cloudformation.providers.arguments import pick
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape
from embedded_aws.cloudformation.providers.settings import Setting, Settings, apply_settings, update_each
from embedded_aws.cloudformation.providers.tagging import set_tags, tag_specification


def _set_vpc_attribute(name: str, default: bool) -> Setting:
    def apply(request: HandlerRequest, new: Any, old: Any) -> None:
        value = default if new is None else new
        request.client("ec2").modify_vpc_attribute(VpcId=request.physical_id, **{name: {"Value": value}})

    return apply


VPC_SETTINGS: Settings = {
    "EnableDnsSupport": _set_vpc_attribute("EnableDnsSupport", True),
    "EnableDnsHostnames": _set_vpc_attribute("EnableDnsHostnames", False),
}


def create_vpc(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a VPC; its default security group and its default network ACL are attributes."""
    ec2 = request.client("ec2")
    vpc = ec2.create_vpc(
        **pick(wanted, "CidrBlock InstanceTenancy"), TagSpecifications=tag_specification(wanted, "vpc")
    )["Vpc"]
    vpc_id = vpc["VpcId"]
    request.record(vpc_id, VpcId=vpc_id, CidrBlock=wanted["CidrBlock"], CidrBlockAssociations=[], Ipv6CidrBlocks=[])
    apply_settings(request, VPC_SETTINGS, {}, wanted)
    ec2.describe_vpcs(VpcIds=[vpc_id])
    ec2.describe_vpc_attribute(VpcId=vpc_id, Attribute="enableDnsSupport")
    here = [{"Name": "vpc-id", "Values": [vpc_id]}]
    groups = ec2.describe_security_groups(Filters=[*here, {"Name": "group-name", "Values": ["default"]}])
    acls = ec2.describe_network_acls(Filters=[*here, {"Name": "default", "Values": ["true"]}])
    associations = [one["AssociationId"] for one in vpc.get("CidrBlockAssociationSet", ())]
    request.record(
        vpc_id,
        DefaultSecurityGroup=groups["SecurityGroups"][0]["GroupId"],
        DefaultNetworkAcl=acls["NetworkAcls"][0]["NetworkAclId"],
        CidrBlockAssociations=associations,
    )


def update_vpc(request: HandlerRequest, old: Properties, wanted: Properties) -> None:
    """Changes the VPC's tenancy, its DNS attributes and its tags."""
    if old.get("InstanceTenancy") != wanted.get("InstanceTenancy"):
        request.client("ec2").modify_vpc_tenancy(VpcId=request.physical_id, **pick(wanted, "InstanceTenancy"))
    apply_settings(request, {**VPC_SETTINGS, "Tags": set_tags("ec2")}, old, wanted)


def delete_vpc(request: HandlerRequest, _: Properties) -> None:
    """Deletes the VPC; EC2 refuses where anything exists in it."""
    request.client("ec2").describe_vpcs(VpcIds=[request.physical_id])
    request.client("ec2").delete_vpc(VpcId=request.physical_id)


def _set_public_addresses(request: HandlerRequest, new: Any, old: Any) -> None:
    request.client("ec2").modify_subnet_attribute(
        SubnetId=request.physical_id, MapPublicIpOnLaunch={"Value": bool(new)}
    )


def create_subnet(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a subnet."""
    ec2 = request.client("ec2")
    made = ec2.create_subnet(
        **pick(wanted, "VpcId CidrBlock AvailabilityZone AvailabilityZoneId"),
        TagSpecifications=tag_specification(wanted, "subnet"),
    )["Subnet"]
    subnet = made["SubnetId"]
    attributes = pick(made, "SubnetId VpcId CidrBlock AvailabilityZone")
    zone_id = made.get("AvailabilityZoneId", "")
    request.record(subnet, **attributes, AvailabilityZoneId=zone_id, Ipv6CidrBlocks=[])
    if "MapPublicIpOnLaunch" in wanted:
        _set_public_addresses(request, wanted["MapPublicIpOnLaunch"], False)
    ec2.describe_subnets(SubnetIds=[subnet])
    acls = ec2.describe_network_acls(Filters=[{"Name": "association.subnet-id", "Values": [subnet]}])["NetworkAcls"]
    associations = [
        one["NetworkAclAssociationId"] for acl in acls for one in acl["Associations"] if one["SubnetId"] == subnet
    ]
    request.record(subnet, NetworkAclAssociationId=next(iter(associations), ""))


def delete_subnet(request: HandlerRequest, _: Properties) -> None:
    """Deletes the subnet; EC2 refuses where a network interface exists in it."""
    request.client("ec2").describe_subnets(SubnetIds=[request.physical_id])
    request.client("ec2").delete_subnet(SubnetId=request.physical_id)


def create_route_table(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a route table, which has only the local route."""
    table = request.client("ec2").create_route_table(
        VpcId=wanted["VpcId"], TagSpecifications=tag_specification(wanted, "route-table")
    )["RouteTable"]
    request.record(table["RouteTableId"], RouteTableId=table["RouteTableId"])
    request.client("ec2").describe_route_tables(RouteTableIds=[request.physical_id])


def delete_route_table(request: HandlerRequest, _: Properties) -> None:
    """Deletes the route table; EC2 refuses where it is associated with a subnet."""
    request.client("ec2").describe_route_tables(RouteTableIds=[request.physical_id])
    request.client("ec2").delete_route_table(RouteTableId=request.physical_id)


def create_association(request: HandlerRequest, wanted: Properties) -> None:
    """Associates a subnet with a route table."""
    made = request.client("ec2").associate_route_table(**pick(wanted, "SubnetId RouteTableId"))["AssociationId"]
    request.record(made, Id=made)


def update_association(request: HandlerRequest, _: Properties, wanted: Properties) -> None:
    """Associates the same subnet with another route table."""
    made = request.client("ec2").replace_route_table_association(
        AssociationId=request.physical_id, RouteTableId=wanted["RouteTableId"]
    )["NewAssociationId"]
    request.record(made, Id=made)


def delete_association(request: HandlerRequest, _: Properties) -> None:
    """Removes the association, after which the subnet uses the VPC's main route table."""
    request.client("ec2").disassociate_route_table(AssociationId=request.physical_id)


FLOW_LOG = (
    "ResourceType TrafficType LogGroupName DeliverLogsPermissionArn LogDestination LogDestinationType LogFormat "
    "MaxAggregationInterval DestinationOptions"
)


def create_flow_log(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a flow log; EC2 answers a failure as `Unsuccessful`."""
    answer = request.client("ec2").create_flow_logs(
        ResourceIds=[wanted["ResourceId"]],
        **pick(wanted, FLOW_LOG),
        TagSpecifications=tag_specification(wanted, "vpc-flow-log"),
    )
    if answer.get("Unsuccessful"):
        raise invalid(str(answer["Unsuccessful"][0]["Error"]["Message"]))
    made = answer["FlowLogIds"][0]
    request.record(made, Id=made)
    request.client("ec2").describe_flow_logs(FlowLogIds=[made])
    request.client("ec2").describe_tags(Filters=[{"Name": "resource-id", "Values": [made]}])


def delete_flow_log(request: HandlerRequest, _: Properties) -> None:
    """Deletes the flow log; its log group is another resource."""
    request.client("ec2").describe_flow_logs(FlowLogIds=[request.physical_id])
    request.client("ec2").delete_flow_logs(FlowLogIds=[request.physical_id])


_update_tags = update_each({"Tags": set_tags("ec2")})
PROVIDERS = (
    Provider(
        "AWS::EC2::VPC",
        create_vpc,
        delete_vpc,
        shape("CidrBlock InstanceTenancy EnableDnsSupport EnableDnsHostnames Tags"),
        update_vpc,
        attributes="CidrBlock CidrBlockAssociations DefaultNetworkAcl DefaultSecurityGroup Ipv6CidrBlocks VpcId",
    ),
    Provider(
        "AWS::EC2::Subnet",
        create_subnet,
        delete_subnet,
        shape("VpcId CidrBlock AvailabilityZone AvailabilityZoneId MapPublicIpOnLaunch Tags"),
        update_each({"MapPublicIpOnLaunch": _set_public_addresses, "Tags": set_tags("ec2")}),
        attributes="AvailabilityZone AvailabilityZoneId CidrBlock Ipv6CidrBlocks NetworkAclAssociationId SubnetId "
        "VpcId",
    ),
    Provider(
        "AWS::EC2::RouteTable",
        create_route_table,
        delete_route_table,
        shape("VpcId Tags"),
        _update_tags,
        attributes="RouteTableId",
    ),
    Provider(
        "AWS::EC2::SubnetRouteTableAssociation",
        create_association,
        delete_association,
        shape("SubnetId RouteTableId"),
        update_association,
        attributes="Id",
    ),
    Provider(
        "AWS::EC2::FlowLog",
        create_flow_log,
        delete_flow_log,
        shape(f"ResourceId {FLOW_LOG} Tags"),
        _update_tags,
        attributes="Id",
    ),
)
