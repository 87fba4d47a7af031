"""What must hold of a private network: each check reads the graph and says what breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from generator.diagnostics import Finding
from generator.verify.network import groups
from generator.verify.network.graph import GATEWAYS, MAIN_TABLE, OUTSIDE, Edge, Network, read_network, ways_out
from generator.verify.network.proxy import leads_to_proxy
from generator.verify.rules import dns_switches, dns_walls, endpoint_groups, endpoint_policies, private_names
from generator.verify.rules.template import Template

_HTTPS = 443
_ENDPOINT = "AWS::EC2::VPCEndpoint"


def check_network(document: Mapping[str, Any]) -> list[Finding]:
    """Everything that opens, or breaks, the private network of a resolved document; nothing where it has none."""
    network = read_network(document)
    found = [finding for check in _CHECKS for finding in check(network)]
    template = Template(document)
    for rule in (dns_switches, dns_walls, endpoint_groups, endpoint_policies, private_names):
        found += rule.find(template)
    return found


def _gateways(network: Network) -> Iterator[Finding]:
    for name, body in network.made.items():
        if body["Type"] in GATEWAYS:
            what = f"`{name}` is {GATEWAYS[body['Type']]}: packets leave the network by it"
            yield Finding("SEC420", what, fix=f"leave {name} out; reach AWS by VPC endpoints")


def _routes(network: Network) -> Iterator[Finding]:
    for way in ways_out(network):
        what = f"a packet leaves `{way[0].source}`: {_words(way)}"
        yield Finding("SEC421", what, fix="leave the route out; only the S3 endpoint enters the route table")
    on_the_way = {edge.by for way in ways_out(network) for edge in way}
    for name, route in network.of("AWS::EC2::Route"):
        if name not in on_the_way:
            what = f"`{name}` routes {_destination(route)} from a table that no subnet of the template uses yet"
            yield Finding("SEC421", what, fix=f"leave the route {name} out")


def _words(way: tuple[Edge, ...]) -> str:
    return f"{way[0].source} → " + " → ".join(f"{edge.target} (by {edge.by})" for edge in way)


def _destination(route: Mapping[str, Any]) -> str:
    keys = ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")
    return next((str(route[key]) for key in keys if route.get(key)), OUTSIDE)


def _addresses(network: Network) -> Iterator[Finding]:
    for kind, keys in _PUBLIC.items():
        for name, properties in network.of(kind):
            for key in keys:
                if properties.get(key) not in (None, False, "false"):
                    what = f"`{name}` gives addresses that the internet knows ({key})"
                    yield Finding("SEC422", what, fix=f"{key}=False, or leave it out")
    for name, _ in network.of("AWS::EC2::EIP"):
        yield Finding("SEC422", f"`{name}` is an address that the internet knows", fix=f"leave {name} out")


_PUBLIC: Mapping[str, tuple[str, ...]] = {
    "AWS::EC2::Subnet": ("MapPublicIpOnLaunch", "AssignIpv6AddressOnCreation", "Ipv6CidrBlock"),
    "AWS::EC2::VPCCidrBlock": ("AmazonProvidedIpv6CidrBlock", "Ipv6CidrBlock"),
    "AWS::EC2::NetworkInterface": ("Ipv6Addresses", "Ipv6AddressCount"),
}


def _egress(network: Network) -> Iterator[Finding]:
    blocks = [str(vpc["CidrBlock"]) for _, vpc in network.of("AWS::EC2::VPC") if vpc.get("CidrBlock")]
    for rule in groups.egress(network):
        open_block = rule.kind == "block" and not groups.leads_nowhere(rule.peer)
        outside = open_block and not groups.is_inside(rule.peer, blocks) and not leads_to_proxy(network, rule)
        if outside or rule.kind == "nobody":
            what = f"`{rule.place}` lets {rule.group} out to {rule.peer or 'anybody'}"
            fix = "DestinationSecurityGroupId, or the prefix list of S3"
            yield Finding("SEC423", what, fix=fix)
    for name, group in network.of(groups.GROUP):
        if not group.get("SecurityGroupEgress"):
            what = f"`{name}` states no egress of its own, so EC2 gives it a rule that lets everything out"
            yield Finding("SEC423", what, fix="state one egress rule in the group itself")


def _ingress(network: Network) -> Iterator[Finding]:
    for rule in groups.ingress(network):
        if rule.kind == "nobody" or (rule.kind == "block" and not groups.is_private(rule.peer)):
            what = f"`{rule.place}` lets {rule.peer or 'anybody'} into {rule.group}"
            yield Finding("SEC424", what, fix="SourceSecurityGroupId, or a private block")


def _tables(network: Network) -> Iterator[Finding]:
    for edge in network.edges:
        if edge.target == MAIN_TABLE:
            what = f"`{edge.source}` takes the VPC's main route table, which the template does not decide on"
            yield Finding("SEC425", what, fix="associate it with a route table of the template")


def _reached(network: Network) -> Iterator[Finding]:
    """Interface endpoints that nobody inside can call: every call to their service would hang."""
    out = [rule for rule in groups.egress(network) if rule.kind == "group" and rule.passes(_HTTPS)]
    let_in = {(rule.peer, rule.group) for rule in groups.ingress(network) if rule.passes(_HTTPS)}
    reached = {rule.peer for rule in out if (rule.group, rule.peer) in let_in and rule.group != rule.peer}
    for name, endpoint in network.of(_ENDPOINT):
        if endpoint.get("VpcEndpointType") != "Interface":
            continue
        if not endpoint.get("SubnetIds"):
            yield Finding("SEC426", f"`{name}` is in no subnet", fix="SubnetIds=[…]")
        named = {network.name(group) for group in endpoint.get("SecurityGroupIds") or ()}
        if named and not named & reached:
            what = f"`{name}` is behind {', '.join(sorted(named))}, which nobody inside reaches on port {_HTTPS}"
            yield Finding("SEC426", what, fix="an egress rule of the workload, and an ingress rule of the endpoint")


def _gateway_endpoints(network: Network) -> Iterator[Finding]:
    """A gateway endpoint is reached by a route table, and by egress to its prefix list."""
    lists = [rule for rule in groups.egress(network) if rule.kind == "prefix list" and rule.passes(_HTTPS)]
    used = {edge.target for edge in network.edges}
    for name, endpoint in network.of(_ENDPOINT):
        if endpoint.get("VpcEndpointType") != "Gateway":
            continue
        tables = {network.name(table) for table in endpoint.get("RouteTableIds") or ()}
        ours = {table for table, _ in network.of("AWS::EC2::RouteTable")}
        if not tables or (ours and not tables & used):
            yield Finding("SEC426", f"`{name}` is in no route table of a subnet", fix="RouteTableIds=[…]")
        if not lists:
            what = f"`{name}` is reached by no group: none lets traffic out to a prefix list"
            yield Finding("SEC426", what, fix="DestinationPrefixListId of the service in the workload's egress")


def _vpcs(network: Network) -> Iterator[Finding]:
    closed = {rule.group for rule in groups.egress(network) if rule.group.endswith(".DefaultSecurityGroup")}
    for name, vpc in network.of("AWS::EC2::VPC"):
        for key in ("EnableDnsSupport", "EnableDnsHostnames"):
            if vpc.get(key) not in (True, "true"):
                what = f"`{name}` has {key} off: private names of endpoints are not answered"
                yield Finding("SEC427", what, fix=f"{key}=True")
        if f"{name}.DefaultSecurityGroup" not in closed:
            what = f"the default group of `{name}` keeps its rule that lets everything out"
            yield Finding("SEC427", what, fix="an egress rule of the default group that fits no packet")


_CHECKS: tuple[Callable[[Network], Iterator[Finding]], ...] = (
    _gateways,
    _routes,
    _addresses,
    _egress,
    _ingress,
    _tables,
    _reached,
    _gateway_endpoints,
    _vpcs,
)
