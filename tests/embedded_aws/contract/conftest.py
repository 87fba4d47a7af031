"""One embedded AWS, and clients that send whatever they are given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config

from embedded_aws import REGION, Embedded, embedded

Clients = Callable[[str], Any]


@pytest.fixture(scope="module")
def aws() -> Iterator[Embedded]:
    with embedded(log=lambda text: None) as running:
        yield running


@pytest.fixture(scope="module")
def client(aws: Embedded) -> Clients:
    """The administrator's client of a service; it checks nothing before it sends."""
    keys = aws.keys("admin")
    session = boto3.session.Session(region_name=REGION)

    def make(service: str) -> Any:
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
