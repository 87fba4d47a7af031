"""What goes with a network and moto (5.2) keeps: the tags of what was deleted, and the access list of a VPC's own.

Source: Amazon VPC User Guide, "Delete your VPC"; EC2 API Reference, `DescribeTags`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from embedded_aws.gateway.moto_state import ec2_of
from embedded_aws.service import Call

OPERATIONS = ("DescribeNetworkAcls", "DescribeTags")
OWN = ("acl", "dopt", "eipalloc", "eni", "fl", "igw", "nat", "pcx", "rtb", "sg", "snap", "subnet", "vol", "vpc", "vpce")
KINDS = tuple(f"{kind}-" for kind in OWN)
"""How the ids begin of what moto holds by its id, in one map or in one a VPC or zone."""


def forget_remains(call: Call) -> None:
    """Before one of these calls: forget what belongs to nothing any more."""
    backend = ec2_of(call.account, call.region)
    for name, held in list(backend.network_acls.items()):
        if held.vpc_id not in backend.vpcs:
            del backend.network_acls[name]
    for vpc, groups in list(backend.groups.items()):
        if not groups and vpc not in backend.vpcs:
            del backend.groups[vpc]
    there = set(_identities(backend))
    for name in list(backend.tags):
        if name.startswith(KINDS) and name not in there:
            del backend.tags[name]


def _identities(backend: Any) -> Iterator[str]:
    yield from (str(address.allocation_id) for address in backend.addresses)
    for collection, held in list(vars(backend).items()):
        if collection != "tags" and isinstance(held, dict):
            for name, one in held.items():
                yield from map(str, one) if isinstance(one, dict) else (str(name),)
