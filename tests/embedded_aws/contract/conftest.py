"""One embedded AWS, and clients that send whatever they are given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config

from embedded_aws import ACCOUNT, REGION, Embedded, embedded

Clients = Callable[[str], Any]


OTHER = "444455556666"
"""An account without resources: moto's tagging service reads all that an account has, and breaks on what was made there
with the fewest parameters."""


@pytest.fixture(scope="module")
def aws() -> Iterator[Embedded]:
    with embedded(accounts=(ACCOUNT, OTHER), log=lambda text: None) as running:
        yield running


@pytest.fixture(scope="module")
def client(aws: Embedded) -> Clients:
    """The administrator's client of a service; it checks nothing before it sends."""
    session = boto3.session.Session(region_name=REGION)

    def make(service: str) -> Any:
        keys = aws.keys("admin", OTHER if service == "resourcegroupstaggingapi" else ACCOUNT)
        return session.client(
            service,
            endpoint_url=aws.endpoint,
            aws_access_key_id=keys.access_key,
            aws_secret_access_key=keys.secret_key,
            config=Config(
                parameter_validation=False,
                retries={"max_attempts": 0},
                inject_host_prefix=False,
                s3={"addressing_style": "path"},
            ),
        )

    return make
