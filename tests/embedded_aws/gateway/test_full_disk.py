"""A disk that takes no more: writes are refused at once, nothing acknowledged is lost, and it goes on afterwards."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from embedded_aws.folder import Running
from embedded_aws.process import find_unkept, start, stop
from generator.diagnostics import Problems
from tests.waiting import wait_until

REGION = "eu-west-1"


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    found, _ = start(tmp_path / "state", port=0)
    yield found
    stop(tmp_path / "state", forget=True)


def fill(running: Running, size: int) -> None:
    """No file of the process may be larger than this, which it meets as it meets a full disk: an OSError of a write."""
    if Path(f"/proc/{running.pid}").exists():
        resource.prlimit(running.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def client(running: Running) -> Any:
    keys = running.secret.keys("admin", running.accounts[0])
    return boto3.client(
        "ssm",
        endpoint_url=running.endpoint,
        region_name=REGION,
        aws_access_key_id=keys.access_key,
        aws_secret_access_key=keys.secret_key,
        config=Config(retries={"total_max_attempts": 1}),
    )


def put(ssm: Any, name: str) -> str:
    try:
        ssm.put_parameter(Name=name, Value="x", Type="String")
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return ""


def test_writes_are_refused_until_the_state_can_be_kept_and_none_is_lost(running: Running, tmp_path: Path) -> None:
    ssm, taken = client(running), []
    put(ssm, "before")
    fill(running, 1_000)
    for number in range(1_000):
        if put(ssm, f"name-{number}"):
            break
        taken.append(f"name-{number}")
    with pytest.raises(ClientError, match=r"cannot keep its state \(File too large\), and takes no writes"):
        ssm.put_parameter(Name="refused", Value="x", Type="String")
    assert ssm.get_parameter(Name="before")["Parameter"]["Value"] == "x"
    assert find_unkept(running) == "File too large"
    with pytest.raises(Problems) as caught:
        stop(tmp_path / "state")
    assert [finding.code for finding in caught.value.findings] == ["LOC806"]
    assert client(running).get_parameter(Name="before")

    fill(running, resource.RLIM_INFINITY)
    wait_until(lambda: not find_unkept(running), "the state is kept again")
    assert put(ssm, "after") == ""
    stop(tmp_path / "state")
    log = (tmp_path / "state" / "server.log").read_text()
    assert log.index("the state cannot be kept: File too large") < log.index("the state is kept again")
    assert "Traceback" not in log
    again, _ = start(tmp_path / "state", port=0)
    names = {
        row["Name"]
        for page in client(again).get_paginator("describe_parameters").paginate()
        for row in page["Parameters"]
    }
    assert names == {"before", "after", *taken}
