"""moto's EC2, imported on first use: the import alone takes longer than everything else of the start."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any


def ec2_of(account: str, region: str) -> Any:
    """moto's EC2 backend of an account and region."""
    from moto.ec2.models import ec2_backends

    return ec2_backends[account][region]


def each_ec2() -> Iterator[tuple[str, str, Any]]:
    """Account, region and backend of every EC2 in use; none where EC2 was never used."""
    if "moto.ec2.models" in sys.modules:
        from moto.ec2.models import ec2_backends

        yield from list(ec2_backends.iter_backends())
