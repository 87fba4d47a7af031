"""Security groups: whom each lets out and in, inline and by resources of their own."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from generator.verify.network.graph import Network

_Block: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

GROUP = "AWS::EC2::SecurityGroup"
_PRIVATE = tuple(
    ipaddress.ip_network(block)
    for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
)
"""Addresses that are not routed on the internet (RFC 1918, 6598 and 4193)."""
_NOWHERE = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("255.255.255.255/32"))
"""Destinations that no packet reaches: rules to them only take the open default away."""


@dataclass(frozen=True)
class Rule:
    """One rule: of which group, in which resource, to or from which peer, on which ports."""

    group: str
    place: str
    peer: str
    kind: str
    """`group`, `prefix list`, `block` or `nobody`."""
    traffic: Mapping[str, Any]

    def passes(self, port: int) -> bool:
        """Whether TCP traffic on the port fits."""
        protocol = str(self.traffic.get("IpProtocol"))
        if protocol == "-1":
            return True
        low, high = int(self.traffic.get("FromPort", 0)), int(self.traffic.get("ToPort", 65535))
        return protocol in ("tcp", "6") and low <= port <= high


def egress(network: Network) -> Iterator[Rule]:
    """Every rule that lets something out."""
    yield from _rules(network, "SecurityGroupEgress", "Destination", "AWS::EC2::SecurityGroupEgress")


def ingress(network: Network) -> Iterator[Rule]:
    """Every rule that lets something in."""
    yield from _rules(network, "SecurityGroupIngress", "Source", "AWS::EC2::SecurityGroupIngress")


def _rules(network: Network, inline: str, side: str, kind: str) -> Iterator[Rule]:
    for name, group in network.of(GROUP):
        for index, rule in enumerate(group.get(inline) or ()):
            yield _rule(network, name, f"{name}/{inline}/{index}", side, rule)
    for name, rule in network.of(kind):
        yield _rule(network, network.name(rule.get("GroupId")), name, side, rule)


def _rule(network: Network, group: str, place: str, side: str, rule: Mapping[str, Any]) -> Rule:
    peers = (
        (rule.get(f"{side}SecurityGroupId"), "group"),
        (rule.get(f"{side}PrefixListId"), "prefix list"),
        (rule.get("CidrIp") or rule.get("CidrIpv6"), "block"),
    )
    for peer, kind in peers:
        if peer:
            return Rule(group, place, network.name(peer), kind, rule)
    return Rule(group, place, "", "nobody", rule)


def is_inside(block: str, blocks: list[str]) -> bool:
    """Whether a block lies in one of the VPC's, or where none is known, in private address space of /12 or smaller."""
    held = [ipaddress.ip_network(each, strict=False) for each in blocks]
    return _within(block, held) if held else is_private(block) and int(block.rpartition("/")[2]) >= 12


def is_private(block: str) -> bool:
    """Whether a block lies in private address space."""
    return _within(block, _PRIVATE)


def leads_nowhere(block: str) -> bool:
    """Whether no packet can reach the block."""
    return _within(block, _NOWHERE)


def _within(block: str, held: Iterable[_Block]) -> bool:
    try:
        wanted = ipaddress.ip_network(block, strict=False)
    except ValueError:
        return False
    return any(
        wanted.version == each.version
        and each.network_address <= wanted.network_address  # type: ignore[operator]  # both are of one version
        and wanted.broadcast_address <= each.broadcast_address  # type: ignore[operator]  # both are of one version
        for each in held
    )
