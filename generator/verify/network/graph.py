"""The network of a resolved template as a graph: who reaches whom, step by step, and what lies outside.

Nodes are logical ids where the template makes the thing, and physical ids otherwise; `OUTSIDE` is everything that is
not the VPC. Edges are associations, routes and egress rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

OUTSIDE = "the outside"
MAIN_TABLE = "the VPC's main route table"
Properties = Mapping[str, Any]

GATEWAYS: Mapping[str, str] = {
    "AWS::EC2::CarrierGateway": "a carrier gateway",
    "AWS::EC2::ClientVpnEndpoint": "a client VPN endpoint",
    "AWS::EC2::EgressOnlyInternetGateway": "an egress-only internet gateway",
    "AWS::EC2::InternetGateway": "an internet gateway",
    "AWS::EC2::NatGateway": "a NAT gateway",
    "AWS::EC2::TransitGatewayAttachment": "a transit gateway attachment",
    "AWS::EC2::TransitGatewayVpcAttachment": "a transit gateway attachment",
    "AWS::EC2::VPCGatewayAttachment": "a gateway's attachment",
    "AWS::EC2::VPCPeeringConnection": "a peering connection",
    "AWS::EC2::VPNGateway": "a VPN gateway",
    "AWS::NetworkManager::VpcAttachment": "a core network attachment",
    "AWS::VpcLattice::ServiceNetworkVpcAssociation": "a service network association",
}
"""Types by which packets leave a VPC; source: Amazon VPC User Guide, "Connect your VPC"."""

TARGETS = (
    "CarrierGatewayId",
    "CoreNetworkArn",
    "EgressOnlyInternetGatewayId",
    "GatewayId",
    "InstanceId",
    "LocalGatewayId",
    "NatGatewayId",
    "NetworkInterfaceId",
    "OdbNetworkArn",
    "TransitGatewayId",
    "VpcEndpointId",
    "VpcPeeringConnectionId",
)
"""What a route leads to (CloudFormation Template Reference, AWS::EC2::Route)."""


@dataclass(frozen=True)
class Edge:
    """One step: from a node to the next, by an association, a route or a gateway."""

    source: str
    target: str
    by: str


@dataclass(frozen=True)
class Network:
    """A resolved network. `made` are the resources by logical id; `ids` leads from what `Ref` gives to logical ids."""

    made: Mapping[str, Mapping[str, Any]]
    ids: Mapping[str, str]
    edges: tuple[Edge, ...]

    def of(self, kind: str) -> Iterator[tuple[str, Properties]]:
        """Logical id and properties of each resource of a type."""
        for name, body in self.made.items():
            if body["Type"] == kind:
                yield name, body.get("Properties") or {}

    def name(self, value: Any) -> str:
        """The logical id behind a physical one, or the value itself where the template does not make it."""
        return self.ids.get(str(value), str(value))

    def steps(self, node: str) -> Iterator[Edge]:
        """Every edge from a node."""
        return (edge for edge in self.edges if edge.source == node)


def read_network(document: Mapping[str, Any]) -> Network:
    """The graph of a resolved document."""
    made: Mapping[str, Mapping[str, Any]] = document.get("Resources") or {}
    bare = Network(made, _ids(document), ())
    return Network(made, bare.ids, (*_subnet_edges(bare), *_route_edges(bare), *_gateway_edges(bare)))


def ways_out(network: Network) -> Iterator[tuple[Edge, ...]]:
    """For each subnet the shortest way to `OUTSIDE`, where there is one."""
    for subnet, _ in network.of("AWS::EC2::Subnet"):
        way = _search(network, subnet)
        if way is not None:
            yield way


def _search(network: Network, start: str) -> tuple[Edge, ...] | None:
    seen = {start}
    ways: list[tuple[tuple[Edge, ...], str]] = [((), start)]
    while ways:
        way, node = ways.pop(0)
        for edge in network.steps(node):
            if edge.target == OUTSIDE:
                return (*way, edge)
            if edge.target not in seen:
                seen.add(edge.target)
                ways.append(((*way, edge), edge.target))
    return None


def _ids(document: Mapping[str, Any]) -> dict[str, str]:
    """The resolver names what it makes by logical ids, so that both spellings lead back."""
    ids: dict[str, str] = {}
    for name, body in (document.get("Resources") or {}).items():
        lowered = name.lower()
        prefix = _PREFIXES.get(body["Type"])
        ids[f"{prefix}-{lowered}" if prefix else f"stack-{name}"] = name
        if body["Type"] == "AWS::EC2::VPC":
            ids[f"sg-default-{lowered}"] = f"{name}.DefaultSecurityGroup"
    return ids


_PREFIXES = {
    "AWS::EC2::RouteTable": "rtb",
    "AWS::EC2::SecurityGroup": "sg",
    "AWS::EC2::Subnet": "subnet",
    "AWS::EC2::VPC": "vpc",
    "AWS::EC2::VPCEndpoint": "vpce",
}


def _subnet_edges(network: Network) -> Iterator[Edge]:
    """Each subnet to its route table; one without an association takes the main table."""
    tables = {
        network.name(each.get("SubnetId")): (network.name(each.get("RouteTableId")), name)
        for name, each in network.of("AWS::EC2::SubnetRouteTableAssociation")
    }
    for subnet, _ in network.of("AWS::EC2::Subnet"):
        table, by = tables.get(subnet, (MAIN_TABLE, "no association"))
        yield Edge(subnet, table, by)


def _route_edges(network: Network) -> Iterator[Edge]:
    for name, route in network.of("AWS::EC2::Route"):
        table = network.name(route.get("RouteTableId"))
        targets = [network.name(route[target]) for target in TARGETS if route.get(target)]
        for target in targets or [OUTSIDE]:
            known = target in network.made and network.made[target]["Type"] in GATEWAYS
            # What the template does not make, and whatever is no gateway, forwards as it likes.
            yield Edge(table, target if known else OUTSIDE, name)


def _gateway_edges(network: Network) -> Iterator[Edge]:
    for name, body in network.made.items():
        if body["Type"] in GATEWAYS:
            yield Edge(name, OUTSIDE, GATEWAYS[body["Type"]])
