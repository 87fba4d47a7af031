"""One embedded AWS for the tests of Route 53 Resolver, and a VPC of their own for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

import pytest

from embedded_aws import embedded
from embedded_aws.embedded import Embedded
from tests.embedded_aws.cloudformation.stacks import Stacks

Ask = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def aws() -> Iterator[Embedded]:
    with embedded() as running:
        yield running


@pytest.fixture
def stacks(aws: Embedded) -> Iterator[Stacks]:
    seen = Stacks(aws.client("cloudformation"))
    yield seen
    seen.clear()


@pytest.fixture
def resolver(aws: Embedded) -> Any:
    return aws.client("route53resolver")


@pytest.fixture
def vpc(aws: Embedded) -> str:
    return str(aws.client("ec2").create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"])


@pytest.fixture
def ask(aws: Embedded) -> Ask:
    """What the resolver of a VPC does with a name."""

    def asked(vpc: str, name: str, chain: Sequence[str] = (), kind: str = "A") -> dict[str, Any]:
        query = urlencode({"vpc": vpc, "name": name, "chain": ",".join(chain), "type": kind})
        found: dict[str, Any] = aws.ask(f"dns?{query}")
        return found

    return asked
