"""Members that many descriptions share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from .facts import Network

Description: TypeAlias = Mapping[str, Any]
"""An answer of one of SageMaker's Describe calls, or a part of one."""


def inside(owner: Description, member: str) -> Description:
    """A part that may be missing: then empty."""
    return owner.get(member) or {}


def network_of(owner: Description) -> Network:
    """What its VpcConfig says; empty where there is none."""
    vpc = inside(owner, "VpcConfig")
    return Network(tuple(vpc.get("Subnets") or ()), tuple(vpc.get("SecurityGroupIds") or ()))
