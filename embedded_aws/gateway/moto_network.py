"""Where moto holds the parts of a network that it keeps by zone or by VPC."""

from __future__ import annotations

from typing import Any


def find_subnet(backend: Any, name: str) -> Any | None:
    """moto's subnet; it keeps them by zone. None where there is none."""
    return next((nets[name] for nets in list(backend.subnets.values()) if name in nets), None)


def find_group(backend: Any, name: str) -> Any | None:
    """moto's security group; it keeps them by VPC. None where there is none."""
    return next((groups[name] for groups in list(backend.groups.values()) if name in groups), None)
