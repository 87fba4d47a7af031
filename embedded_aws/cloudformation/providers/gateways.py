"""EC2: InternetGateway and its attachment, EIP, NatGateway and Route. What a route of IPv4 may lead to, no more."""

from __future__ import annotations

from typing import Any

from embedded_aws.cloudformation.errors import invalid
from embedded_aws.cloudformation.providers.arguments import pick
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape
from embedded_aws.cloudformation.providers.settings import update_each
from embedded_aws.cloudformation.providers.tagging import set_tags, tag_specification
from embedded_aws.cloudformation.providers.waiting import wait_for


def _ec2(request: HandlerRequest) -> Any:
    return request.client("ec2")


def create_gateway(request: HandlerRequest, wanted: Properties) -> None:
    """Creates an internet gateway, which belongs to no VPC yet."""
    tags = tag_specification(wanted, "internet-gateway")
    made = _ec2(request).create_internet_gateway(TagSpecifications=tags)["InternetGateway"]["InternetGatewayId"]
    request.record(made, InternetGatewayId=made)
    _ec2(request).describe_internet_gateways(InternetGatewayIds=[made])


def delete_gateway(request: HandlerRequest, _: Properties) -> None:
    """Deletes the internet gateway; EC2 refuses where it is attached."""
    _ec2(request).describe_internet_gateways(InternetGatewayIds=[request.physical_id])
    _ec2(request).delete_internet_gateway(InternetGatewayId=request.physical_id)


def attach(request: HandlerRequest, wanted: Properties) -> None:
    """Attaches an internet gateway to a VPC."""
    if "InternetGatewayId" not in wanted:
        raise invalid("Either 'InternetGatewayId' or 'VpnGatewayId' must be provided")
    _ec2(request).attach_internet_gateway(**pick(wanted, "InternetGatewayId VpcId"))
    request.record(f"IGW|{wanted['VpcId']}", AttachmentType="IGW")
    _ec2(request).describe_internet_gateways(InternetGatewayIds=[wanted["InternetGatewayId"]])


def attach_another(request: HandlerRequest, old: Properties, wanted: Properties) -> None:
    """Attaches another internet gateway in the place of the old one: a VPC has one at most."""
    detach(request, old)
    attach(request, wanted)


def detach(request: HandlerRequest, properties: Properties) -> None:
    """Detaches the internet gateway."""
    _ec2(request).describe_internet_gateways(InternetGatewayIds=[properties["InternetGatewayId"]])
    _ec2(request).detach_internet_gateway(**pick(properties, "InternetGatewayId VpcId"))


def allocate(request: HandlerRequest, wanted: Properties) -> None:
    """Allocates an address: `Ref` is the address itself."""
    domain, tags = wanted.get("Domain", "vpc"), tag_specification(wanted, "elastic-ip")
    made = _ec2(request).allocate_address(Domain=domain, TagSpecifications=tags)
    request.record(made["PublicIp"], PublicIp=made["PublicIp"], AllocationId=made["AllocationId"])
    if "InstanceId" in wanted:
        _give(request, wanted["InstanceId"], None)
    _ec2(request).describe_addresses(AllocationIds=[made["AllocationId"]])


def _give(request: HandlerRequest, new: Any, old: Any) -> None:
    """Takes the address from one instance, and gives it to another one."""
    ec2, address = _ec2(request), request.attributes["AllocationId"]
    if old is not None:
        found = ec2.describe_addresses(AllocationIds=[address])["Addresses"][0]
        ec2.disassociate_address(AssociationId=found["AssociationId"])
    if new is not None:
        ec2.associate_address(AllocationId=address, InstanceId=new)


def release(request: HandlerRequest, _: Properties) -> None:
    """Releases the address, which belongs to nothing any more."""
    (found,) = _ec2(request).describe_addresses(AllocationIds=[request.attributes["AllocationId"]])["Addresses"]
    if found.get("AssociationId"):
        _ec2(request).disassociate_address(AssociationId=found["AssociationId"])
    _ec2(request).release_address(AllocationId=request.attributes["AllocationId"])


def create_nat(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a NAT gateway and waits until it is there; a public one has an address."""
    if "SubnetId" not in wanted:
        raise invalid("A NAT gateway of one zone needs SubnetId")
    made = _ec2(request).create_nat_gateway(
        **pick(wanted, "SubnetId AllocationId ConnectivityType"),
        TagSpecifications=tag_specification(wanted, "natgateway"),
    )["NatGateway"]["NatGatewayId"]
    request.record(made, NatGatewayId=made)
    wait_for(f"NAT gateway {made}", lambda: _state_of_nat(request), "available")
    found = _ec2(request).describe_nat_gateways(NatGatewayIds=[made])["NatGateways"][0]
    request.record(made, EniId=found["NatGatewayAddresses"][0].get("NetworkInterfaceId", ""))


def _state_of_nat(request: HandlerRequest) -> tuple[str, str]:
    found = _ec2(request).describe_nat_gateways(NatGatewayIds=[request.physical_id])["NatGateways"][0]
    return {"failed": "Failed"}.get(found["State"], found["State"]), found.get("FailureMessage", "")


def delete_nat(request: HandlerRequest, _: Properties) -> None:
    """Deletes the NAT gateway; its address stays allocated."""
    _ec2(request).delete_nat_gateway(NatGatewayId=request.physical_id)
    wait_for(f"NAT gateway {request.physical_id}", lambda: _state_of_nat(request), "deleted")


TARGETS = "GatewayId NatGatewayId NetworkInterfaceId VpcPeeringConnectionId"


def create_route(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a route of IPv4."""
    _ec2(request).create_route(**_route(wanted), **_target(wanted))
    cidr = wanted["DestinationCidrBlock"]
    request.record(f"{wanted['RouteTableId']}|{cidr}", CidrBlock=cidr)
    _ec2(request).describe_route_tables(RouteTableIds=[wanted["RouteTableId"]])


def _route(wanted: Properties) -> dict[str, Any]:
    if "DestinationCidrBlock" not in wanted:
        raise invalid("A route needs DestinationCidrBlock")
    return pick(wanted, "RouteTableId DestinationCidrBlock")


def _target(wanted: Properties) -> dict[str, Any]:
    target = pick(wanted, TARGETS)
    if len(target) != 1:
        raise invalid(f"A route leads to exactly one of {', '.join(TARGETS.split())}")
    return target


def replace_route(request: HandlerRequest, _: Properties, wanted: Properties) -> None:
    """Leads the route to another target."""
    _ec2(request).replace_route(**_route(wanted), **_target(wanted))


def delete_route(request: HandlerRequest, properties: Properties) -> None:
    """Deletes the route."""
    _ec2(request).describe_route_tables(RouteTableIds=[properties["RouteTableId"]])
    _ec2(request).delete_route(**_route(properties))


_update_tags = update_each({"Tags": set_tags("ec2")})
PROVIDERS = (
    Provider(
        "AWS::EC2::InternetGateway",
        create_gateway,
        delete_gateway,
        shape("Tags"),
        _update_tags,
        attributes="InternetGatewayId",
    ),
    Provider(
        "AWS::EC2::VPCGatewayAttachment",
        attach,
        detach,
        shape("VpcId InternetGatewayId"),
        attach_another,
        attributes="AttachmentType",
    ),
    Provider(
        "AWS::EC2::EIP",
        allocate,
        release,
        shape("Domain InstanceId Tags"),
        update_each({"InstanceId": _give, "Tags": set_tags("ec2 elastic-ip")}),
        attributes="AllocationId PublicIp",
    ),
    Provider(
        "AWS::EC2::NatGateway",
        create_nat,
        delete_nat,
        shape("SubnetId AllocationId ConnectivityType Tags"),
        _update_tags,
        attributes="EniId NatGatewayId",
    ),
    Provider(
        "AWS::EC2::Route",
        create_route,
        delete_route,
        shape(f"RouteTableId DestinationCidrBlock {TARGETS}"),
        replace_route,
        attributes="CidrBlock",
    ),
)
