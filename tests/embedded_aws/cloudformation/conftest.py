"""One embedded AWS for each module of tests, since there can be only one in a process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from embedded_aws import embedded
from embedded_aws.embedded import Embedded
from tests.embedded_aws.cloudformation.stacks import Stacks


@pytest.fixture(scope="module")
def aws() -> Iterator[Embedded]:
    with embedded() as running:
        yield running


@pytest.fixture
def stacks(aws: Embedded) -> Iterator[Stacks]:
    """CloudFormation as its caller sees it; what a test leaves standing is taken away."""
    seen = Stacks(aws.client("cloudformation"))
    yield seen
    seen.clear()
