"""Networks: existing ones described completely, and blocks that overlap where somebody's packets would notice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from ipaddress import IPv4Network

from generator.diagnostics import Finding, Severity, Span
from generator.manifest.building import DEFAULT_CIDR
from generator.manifest.draft import Draft
from generator.manifest.forms import EnvironmentForm, NetworkForm

CORE_ENDPOINTS = 4
LONGEST_ANSWER = 4096
"""Bytes of a parameter's value (CloudFormation User Guide, "CloudFormation quotas")."""


def check_networks(draft: Draft) -> Iterator[Finding]:
    """Every network by itself, and then against the others."""
    for name, environment in draft.environments.items():
        yield from _check_existing(draft, name, environment.network)
        yield from _check_zones(draft, name, environment)
        yield from _check_owner(draft, name, environment)
        yield from _check_access(draft, name, environment.network)
        yield from _check_names(draft, name, environment.network)
    yield from _check_overlaps(draft)


def _check_zones(draft: Draft, name: str, environment: EnvironmentForm) -> Iterator[Finding]:
    """Zones by name are a network of our own's, and each is the region's."""
    network, target = environment.network, draft.targets.get(environment.target)
    if isinstance(network.zones, int):
        return
    at = ("environments", name, "network", "zones")
    if network.vpc is not None:
        message = "zones are named for a network of our own; those of an existing VPC are its subnets'"
        yield Finding("PF184", message, draft.spans.at(*at), f"zones: {network.zone_count}")
    for index, zone in enumerate(network.zones):
        if target is not None and zone[:-1] != target.region:
            message = f"`{zone}` is no zone of {target.region}, where `{name}` is"
            yield Finding("PF184", message, draft.spans.at(*at, index), f"{target.region}{zone[-1]}")


def _check_owner(draft: Draft, name: str, environment: EnvironmentForm) -> Iterator[Finding]:
    """A VPC that another account shares: its endpoints are that account's (VPC User Guide, "Responsibilities and
    permissions for owners and participants")."""
    network, target = environment.network, draft.targets.get(environment.target)
    at = ("environments", name, "network", "vpc-owner")
    if network.vpc_owner is None:
        if network.shared_endpoints:
            message = "`shared-endpoints` are of a VPC that another account shares, and no `vpc-owner` is named"
            where = draft.spans.at(*at[:-1], "shared-endpoints")
            yield Finding("PF185", message, where, "shared-endpoints: []")
        return
    if network.vpc is None:
        message = "`vpc-owner` is the account that shares an existing VPC, and no `vpc` is named"
        yield Finding("PF185", message, draft.spans.at(*at), "vpc: vpc-0a1b2c3d4e5f60718")
    elif not network.existing_endpoints:
        message = "only the owner of a shared VPC makes endpoints in it, and none are named"
        fix = "existing-endpoints: [vpce-…, vpce-…, vpce-…, vpce-…]"
        yield Finding("PF185", message, draft.spans.at(*at), fix)
    if target is not None and target.account == network.vpc_owner:
        message = f"{network.vpc_owner} is the environment's own account: nobody shares the VPC with it"
        yield Finding("PF185", message, draft.spans.at(*at), "remove `vpc-owner`")
    if network.endpoints:
        message = f"endpoints for {', '.join(network.endpoints)} are the VPC's owner's to make, who shares it"
        yield Finding("PF185", message, draft.spans.at(*at[:-1], "endpoints"), "endpoints: []")


def _check_existing(draft: Draft, name: str, network: NetworkForm) -> Iterator[Finding]:
    at = ("environments", name, "network")
    if network.vpc is None:
        for key, values in (
            ("subnets", network.subnets),
            ("route-tables", network.route_tables),
            ("existing-endpoints", network.existing_endpoints),
        ):
            if values:
                message = f"`{key}` are of an existing VPC, and no `vpc` is named"
                yield Finding("PF133", message, draft.spans.at(*at, key), "vpc: vpc-0a1b2c3d4e5f60718")
        return
    if len(network.subnets) != network.zone_count:
        wanted, named = network.zone_count, len(network.subnets)
        message = f"an existing VPC needs as many subnets as zones: {wanted}, and {named} are named"
        fix = f"zones: {len(network.subnets)}" if len(network.subnets) in (2, 3) else "subnets: [subnet-…, subnet-…]"
        yield Finding("PF133", message, draft.spans.at(*at, "subnets"), fix)
    if not network.route_tables and not network.existing_endpoints:
        message = "an existing VPC needs its `route-tables`: the S3 endpoint is entered there"
        yield Finding("PF133", message, draft.spans.at(*at, "vpc"), "route-tables: [rtb-0a1b2c3d4e5f60718]")
    if network.existing_endpoints and len(network.existing_endpoints) != CORE_ENDPOINTS:
        given = len(network.existing_endpoints)
        message = f"`existing-endpoints` are four (s3, sagemaker.api, sagemaker.runtime, notebook), not {given}"
        yield Finding("PF133", message, draft.spans.at(*at, "existing-endpoints"), "name all four, or none")


def _check_access(draft: Draft, name: str, network: NetworkForm) -> Iterator[Finding]:
    block = _block(network)
    if network.access_cidr is None or block is None or not IPv4Network(network.access_cidr).overlaps(block):
        return
    message = f"people's addresses {network.access_cidr} overlap the VPC's own {block}: no route can tell them apart"
    at = draft.spans.at("environments", name, "network", "access-cidr")
    yield Finding("PF132", message, at, "take another block for the VPC", "overlaps")


def _check_names(draft: Draft, name: str, network: NetworkForm) -> Iterator[Finding]:
    """A firewall has its VPC, and allowed domains their firewall; all of them fit into one answer of 4,096 characters.

    Of a VPC that is shared from another account only its owner makes such things (Amazon VPC User Guide, "Share your
    VPC subnets with other accounts"), which no file says: `existing` is for a VPC of the account's own.
    """
    at = ("environments", name, "network")
    if network.dns_firewall == "existing" and network.vpc is None:
        message = "`dns-firewall: existing` is for an existing VPC, and no `vpc` is named"
        yield Finding("PF182", message, draft.spans.at(*at, "dns-firewall"), "dns-firewall: own")
    elif network.allowed_domains and not is_filtered(network):
        fix = "dns-firewall: existing" if network.vpc else "dns-firewall: own"
        message = "`allowed-domains` are of no use without DNS Firewall: every name is answered"
        yield Finding("PF182", message, draft.spans.at(*at, "allowed-domains"), fix)
    size = len(",".join(network.allowed_domains))
    if size > LONGEST_ANSWER:
        message = f"`allowed-domains` have {size} characters together; CloudFormation takes {LONGEST_ANSWER}"
        yield Finding("PF182", message, draft.spans.at(*at, "allowed-domains"), "take wildcards, or fewer domains")


def is_filtered(network: NetworkForm) -> bool:
    """Whether DNS Firewall answers allowed names only."""
    return network.dns_firewall == "existing" or (network.dns_firewall == "own" and network.vpc is None)


def _check_overlaps(draft: Draft) -> Iterator[Finding]:
    """Connected networks must differ wherever they are, for one router sees both; others should, for one day it may."""
    reported: set[str] = set()
    fix = _free(draft)
    for name, first in _overlapping(draft, draft.environments.items(), lambda _, it: _connected(it) or None):
        reported.add(name)
        message = (
            f"the block of `{name}` overlaps that of `{first}`, and people reach both from their own network "
            "(access-cidr, access-group): over a VPN, Direct Connect or a peering only one of the two can be routed"
        )
        yield Finding("PF132", message, _at(draft, name), fix, f"overlaps {first}")
    for name, first in _overlapping(draft, draft.environments.items(), lambda _, it: it.target):
        if name not in reported:
            message = (
                f"the block of `{name}` overlaps that of `{first}` in the same target: they work side by side, but can "
                "never be peered or reached over one VPN"
            )
            yield Finding("PF137", message, _at(draft, name), fix, f"overlaps {first}", Severity.WARNING)


def _overlapping(
    draft: Draft,
    environments: Iterable[tuple[str, EnvironmentForm]],
    group: Callable[[str, EnvironmentForm], object],
) -> Iterator[tuple[str, str]]:
    """Environments of one group (None: of no group) with the first that covers their block, in order of addresses.

    Blocks nest or are apart, so that the widest block that is open is enough to compare with.
    """
    rows = [
        (int(block.network_address), block.prefixlen, name, block, group(name, it))
        for name, it in environments
        if (block := _block(it.network)) is not None
    ]
    widest: dict[object, tuple[IPv4Network, str]] = {}
    order = {name: index for index, name in enumerate(draft.environments)}
    for _, _, name, block, kind in sorted(rows, key=lambda row: (row[0], row[1], order[row[2]])):
        if kind is None:
            continue
        open_block, holder = widest.get(kind, (None, ""))
        if open_block is not None and open_block.overlaps(block):
            yield (name, holder) if order[name] > order[holder] else (holder, name)
        else:
            widest[kind] = (block, name)


def _connected(environment: EnvironmentForm) -> bool:
    return environment.network.access_cidr is not None or environment.network.access_group is not None


def _block(network: NetworkForm) -> IPv4Network | None:
    text = network.cidr or (DEFAULT_CIDR if network.vpc is None else None)
    return None if text is None else IPv4Network(text)


def _at(draft: Draft, name: str) -> Span:
    return draft.spans.at("environments", name, "network", "cidr")


def _free(draft: Draft) -> str:
    """A block of 10.0.0.0/8 that no environment of the file uses: the second octets of theirs are looked at."""
    used = {block.network_address.packed[:2] for it in draft.environments.values() if (block := _block(it.network))}
    octet = next((octet for octet in range(256) if bytes((10, octet)) not in used), None)
    return "take a block that no environment uses" if octet is None else f"cidr: 10.{octet}.0.0/16"
