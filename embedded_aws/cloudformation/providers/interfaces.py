"""EC2: NetworkInterface, EIPAssociation, and VPCPeeringConnection within an account."""

from __future__ import annotations

from typing import Any

from embedded_aws.cloudformation.errors import invalid, not_supported
from embedded_aws.cloudformation.providers.arguments import filled, pick
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape
from embedded_aws.cloudformation.providers.reading import Client, Live
from embedded_aws.cloudformation.providers.settings import Settings, apply_settings, update_each
from embedded_aws.cloudformation.providers.tagging import set_tags, tag_specification

ADDRESSES = "PrivateIpAddress PrivateIpAddresses SecondaryPrivateIpAddressCount"


def create_interface(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a network interface, which belongs to no machine."""
    ec2 = request.client("ec2")
    made = ec2.create_network_interface(
        **pick(wanted, f"{ADDRESSES} SubnetId Description", GroupSet="Groups"),
        TagSpecifications=tag_specification(wanted, "network-interface"),
    )["NetworkInterface"]["NetworkInterfaceId"]
    request.record(made, Id=made)
    apply_settings(request, {"SourceDestCheck": _set_check}, {"SourceDestCheck": True}, {**DEFAULTS, **wanted})
    found = ec2.describe_network_interfaces(NetworkInterfaceIds=[made])["NetworkInterfaces"][0]
    addresses = found["PrivateIpAddresses"]
    request.record(
        made,
        PrimaryPrivateIpAddress=found["PrivateIpAddress"],
        SecondaryPrivateIpAddresses=[one["PrivateIpAddress"] for one in addresses if not one["Primary"]],
        VpcId=found["VpcId"],
    )


def _modify(request: HandlerRequest, **change: Any) -> None:
    request.client("ec2").modify_network_interface_attribute(NetworkInterfaceId=request.physical_id, **change)


def _set_check(request: HandlerRequest, new: Any, old: Any) -> None:
    _modify(request, SourceDestCheck={"Value": bool(new)})


def _set_description(request: HandlerRequest, new: Any, old: Any) -> None:
    _modify(request, Description={"Value": new or ""})


def _set_groups(request: HandlerRequest, new: Any, old: Any) -> None:
    if new is None:
        raise not_supported("The removal of GroupSet of an AWS::EC2::NetworkInterface that exists")
    _modify(request, Groups=new)


DEFAULTS = {"SourceDestCheck": True}
INTERFACE: Settings = {
    "SourceDestCheck": _set_check,
    "Description": _set_description,
    "GroupSet": _set_groups,
    "Tags": set_tags("ec2"),
}


def delete_interface(request: HandlerRequest, _: Properties) -> None:
    """Deletes the network interface."""
    ec2 = request.client("ec2")
    ec2.describe_network_interfaces(NetworkInterfaceIds=[request.physical_id])
    ec2.delete_network_interface(NetworkInterfaceId=request.physical_id)


def associate(request: HandlerRequest, wanted: Properties) -> None:
    """Gives a network interface or an instance an address, which `EIP` or `AllocationId` names."""
    ec2 = request.client("ec2")
    of_something = "InstanceId" in wanted or "NetworkInterfaceId" in wanted
    if ("EIP" in wanted) == ("AllocationId" in wanted) or not of_something:
        raise invalid(
            "An association is of an address (EIP or AllocationId) with an InstanceId or a NetworkInterfaceId"
        )
    names = "AllocationId InstanceId NetworkInterfaceId PrivateIpAddress"
    made = ec2.associate_address(**pick(wanted, names, EIP="PublicIp"))["AssociationId"]
    request.record(made, Id=made)
    ec2.describe_addresses(Filters=[{"Name": "association-id", "Values": [made]}])


def disassociate(request: HandlerRequest, _: Properties) -> None:
    """Takes the address away from the interface; both stay."""
    ec2 = request.client("ec2")
    ec2.describe_addresses(Filters=[{"Name": "association-id", "Values": [request.physical_id]}])
    ec2.disassociate_address(AssociationId=request.physical_id)


def create_peering(request: HandlerRequest, wanted: Properties) -> None:
    """Connects two VPCs; one with a VPC of the own account is accepted at once (the type's page)."""
    if wanted.get("PeerOwnerId", request.account) != request.account:
        raise not_supported("A peering connection with another account's VPC")
    ec2 = request.client("ec2")
    made = ec2.create_vpc_peering_connection(
        **pick(wanted, "VpcId PeerVpcId PeerOwnerId"),
        TagSpecifications=tag_specification(wanted, "vpc-peering-connection"),
    )["VpcPeeringConnection"]["VpcPeeringConnectionId"]
    request.record(made, Id=made)
    ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=made)
    ec2.describe_vpc_peering_connections(VpcPeeringConnectionIds=[made])


def delete_peering(request: HandlerRequest, _: Properties) -> None:
    """Deletes the connection."""
    ec2 = request.client("ec2")
    ec2.describe_vpc_peering_connections(VpcPeeringConnectionIds=[request.physical_id])
    ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=request.physical_id)


def read_interface(client: Client, interface: str) -> Live:
    """What is live of a network interface."""
    found = client("ec2").describe_network_interfaces(NetworkInterfaceIds=[interface])["NetworkInterfaces"][0]
    return {
        **pick(found, "SubnetId PrivateIpAddress SourceDestCheck"),
        **filled(Description=found.get("Description")),
        "GroupSet": [group["GroupId"] for group in found.get("Groups", ())],
    }


_update_tags = update_each({"Tags": set_tags("ec2")})
PROVIDERS = (
    Provider(
        "AWS::EC2::NetworkInterface",
        create_interface,
        delete_interface,
        shape(
            "SubnetId Description PrivateIpAddress SecondaryPrivateIpAddressCount GroupSet SourceDestCheck Tags",
            PrivateIpAddresses=shape("Primary PrivateIpAddress"),
        ),
        update_each(INTERFACE, **DEFAULTS),
        attributes="Id PrimaryPrivateIpAddress SecondaryPrivateIpAddresses VpcId",
    ),
    Provider(
        "AWS::EC2::EIPAssociation",
        associate,
        disassociate,
        shape("AllocationId EIP InstanceId NetworkInterfaceId PrivateIpAddress"),
        attributes="Id",
    ),
    Provider(
        "AWS::EC2::VPCPeeringConnection",
        create_peering,
        delete_peering,
        shape("VpcId PeerVpcId PeerOwnerId Tags"),
        _update_tags,
        attributes="Id",
    ),
)
