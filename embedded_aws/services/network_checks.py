"""What EC2 refuses of subnets, interfaces, routes and gateways, and moto (5.2) takes.

The sentences are AWS's own, as others' logs and issues have them; the codes are those of "Error codes", EC2 API
Reference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from ipaddress import IPv4Address, IPv4Network, ip_address
from typing import Any

from embedded_aws.gateway.moto_state import ec2_of
from embedded_aws.service import Call, ServiceError
from embedded_aws.services.gateway_checks import check_route
from generator.iam.on_behalf import find_texts

SMALLEST, LARGEST = 28, 16
"""The prefix lengths of subnets ("Subnet sizing", Amazon VPC User Guide)."""
RESERVED = 4
"""The first addresses of a subnet, and its last one, are AWS's (the same page)."""
WITHIN = ("InstanceId", "NetworkInterfaceId", "VpcEndpointId")
"""The targets to which a route may lead within the VPC's own addresses."""


def _subnet_deletion(call: Call) -> None:
    """AWS deletes no subnet in which there are network interfaces."""
    name = str(call.params["SubnetId"])
    if any(interface.subnet.id == name for interface in list(ec2_of(call.account, call.region).enis.values())):
        raise _dependency("subnet", name)


def _table_deletion(call: Call) -> None:
    """AWS deletes no VPC's main route table ("DeleteRouteTable", EC2 API Reference)."""
    name = str(call.params["RouteTableId"])
    table = ec2_of(call.account, call.region).route_tables.get(name)
    if table is not None and table.main_association_id is not None:
        raise _dependency("routeTable", name)


def _attachment(call: Call) -> None:
    """A VPC has one internet gateway."""
    vpc, gateway = call.params["VpcId"], call.params["InternetGatewayId"]
    for one in list(ec2_of(call.account, call.region).internet_gateways.values()):
        if one.vpc is not None and one.vpc.id == vpc and one.id != gateway:
            raise _invalid(f"Network {vpc} already has an internet gateway attached")


def _association(call: Call) -> None:
    """A subnet has one route table."""
    name, subnet = call.params["RouteTableId"], call.params.get("SubnetId")
    for table in list(ec2_of(call.account, call.region).route_tables.values()):
        if subnet and table.id != name and subnet in table._associations.values():
            said = f"the specified association for route table {name} conflicts with an existing association"
            raise ServiceError("Resource.AlreadyAssociated", said, 400)


def _route(call: Call) -> None:
    """A route to within the VPC's own addresses leads to an interface or an instance only."""
    check_route(call)
    backend, given = ec2_of(call.account, call.region), call.params.get("DestinationCidrBlock")
    table, wanted = backend.route_tables.get(call.params["RouteTableId"]), _network(given)
    vpc = backend.vpcs.get(table.vpc_id) if table is not None else None
    if vpc is None or wanted is None or any(call.params.get(name) for name in WITHIN):
        return
    own = [_network(one.get("cidr_block")) for one in vpc.get_cidr_block_association_set(ipv6=False)]
    if any(wanted.subnet_of(one) for one in own if one is not None):
        raise _invalid(
            f"The destination CIDR block {given} is equal to or more specific than one of this VPC's CIDR blocks. "
            "This route can target only an interface or an instance."
        )


def _subnet(call: Call) -> None:
    """A subnet is of a size that AWS allows."""
    wanted = _network(call.params.get("CidrBlock"))
    if wanted is not None and not LARGEST <= wanted.prefixlen <= SMALLEST:
        raise ServiceError("InvalidSubnet.Range", f"The CIDR '{call.params['CidrBlock']}' is invalid.", 400)


def _interface(call: Call) -> None:
    check_addresses(call, call.params)


def check_addresses(call: Call, wanted: Mapping[str, Any]) -> None:
    """Raises ServiceError where an address that somebody wants is not the subnet's, is reserved or not free."""
    held = next(_subnets(call, str(wanted["SubnetId"])), None)
    network = _network(held.cidr_block) if held is not None else None
    if held is None or network is None:
        return
    paths = ("PrivateIpAddress", "PrivateIpAddresses[].PrivateIpAddress")
    for text in {text for path in paths for text in find_texts(wanted, path)}:
        _check_address(text, network)
        if text in _used(call, held.id):
            raise ServiceError("InvalidIPAddress.InUse", f"Address {text} is in use", 400)


def _check_address(text: str, network: IPv4Network) -> None:
    try:
        address = ip_address(text)
    except ValueError:
        raise _invalid(f"invalid value for parameter address: {text}") from None
    if not isinstance(address, IPv4Address) or address not in network:
        raise _invalid(f"Address {text} does not fall within the subnet's address range")
    if int(address) - int(network.network_address) < RESERVED or address == network.broadcast_address:
        raise _invalid(f"Address {text} is in subnet's reserved address range")


def _used(call: Call, subnet: str) -> Iterator[str]:
    for interface in list(ec2_of(call.account, call.region).enis.values()):
        if interface.subnet.id == subnet:
            yield from (str(one["PrivateIpAddress"]) for one in interface.private_ip_addresses)


def _subnets(call: Call, name: str) -> Iterator[Any]:
    for held in list(ec2_of(call.account, call.region).subnets.values()):
        if name in held:
            yield held[name]


def _network(text: Any) -> IPv4Network | None:
    """None for what is no network, which moto refuses."""
    try:
        return IPv4Network(str(text), strict=False)
    except ValueError:
        return None


def _invalid(message: str) -> ServiceError:
    return ServiceError("InvalidParameterValue", message, 400)


def _dependency(kind: str, name: str) -> ServiceError:
    return ServiceError("DependencyViolation", f"The {kind} '{name}' has dependencies and cannot be deleted.", 400)


CHECKS: Mapping[tuple[str, str], Callable[[Call], None]] = {
    ("ec2", "AssociateRouteTable"): _association,
    ("ec2", "AttachInternetGateway"): _attachment,
    ("ec2", "CreateNetworkInterface"): _interface,
    ("ec2", "CreateRoute"): _route,
    ("ec2", "CreateSubnet"): _subnet,
    ("ec2", "DeleteRouteTable"): _table_deletion,
    ("ec2", "DeleteSubnet"): _subnet_deletion,
}
