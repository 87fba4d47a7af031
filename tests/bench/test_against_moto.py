"""The embedded AWS against moto_server: the same clients and the same work, in turns, each in a process of its own.

moto_server decides no permissions, and applies no conditions: the ratios say what that costs.
"""

from __future__ import annotations

import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionError, EndpointConnectionError

from embedded_aws import ACCOUNT
from embedded_aws.process import start, stop
from embedded_aws.service import Keys
from tests.bench.table import TABLE

pytestmark = pytest.mark.bench

ROUNDS, REQUESTS, PARALLEL, SOAK = 3, 300, 200, float(os.environ.get("SOAK", "60"))
"""`SOAK` is how many seconds of mixed load the memory is looked at after."""
KINDS: Mapping[str, Mapping[str, Any]] = {
    "AWS::SSM::Parameter": {"Name": {"Fn::Sub": "/${AWS::StackName}/PLACE"}, "Type": "String", "Value": "x"},
    "AWS::S3::Bucket": {"VersioningConfiguration": {"Status": "Enabled"}},
    "AWS::SNS::Topic": {},
    "AWS::SQS::Queue": {},
    "AWS::Logs::LogGroup": {"RetentionInDays": 30},
    "AWS::IAM::Role": {
        "AssumeRolePolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
            ],
        }
    },
    "AWS::KMS::Key": {
        "KeyPolicy": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": "*"},
                    "Action": "kms:*",
                    "Resource": "*",
                }
            ],
        }
    },
    "AWS::EC2::VPC": {"CidrBlock": "10.0.0.0/16"},
    "AWS::EC2::SecurityGroup": {"GroupDescription": "measured", "VpcId": {"Ref": "EC2VPC0"}},
}
FORTY_FIVE = {
    f"{kind[5:].replace('::', '')}{number}": {"Type": kind, "Properties": body}
    for number in range(5)
    for kind, body in KINDS.items()
}
TEMPLATE = json.dumps(
    {"Resources": {name: json.loads(json.dumps(body).replace("PLACE", name)) for name, body in FORTY_FIVE.items()}}
)


@dataclass(frozen=True)
class Server:
    """A process that answers, and how to ask it."""

    endpoint: str
    keys: Keys
    pid: int
    ready: float
    """Seconds from the start to the first answer."""

    def client(self, service: str) -> Any:
        config = Config(retries={"total_max_attempts": 1}, max_pool_connections=32)
        return boto3.client(
            service,
            region_name="eu-west-1",
            endpoint_url=self.endpoint,
            aws_access_key_id=self.keys.access_key,
            aws_secret_access_key=self.keys.secret_key,
            config=config,
        )

    def memory(self) -> float:
        """Resident MiB."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def ours(folder: Path) -> tuple[Server, Callable[[], object]]:
    began = time.monotonic()
    running, _ = start(folder, port=0)
    ready = time.monotonic() - began
    return Server(running.endpoint, running.secret.keys("admin", ACCOUNT), running.pid, ready), lambda: stop(
        folder, forget=True
    )


def motos(_: Path) -> tuple[Server, Callable[[], object]]:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    began = time.monotonic()
    words = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    server = Server(f"http://127.0.0.1:{port}", Keys("AKIAIOSFODNN7EXAMPLE", "none"), process.pid, 0)
    while not answers(server):
        time.sleep(0.01)

    def end() -> None:
        process.kill()
        process.wait()

    return Server(server.endpoint, server.keys, server.pid, time.monotonic() - began), end


def answers(server: Server) -> bool:
    try:
        return bool(server.client("sts").get_caller_identity()["Account"])
    except (ConnectionError, EndpointConnectionError):
        return False


@pytest.fixture
def rounds(tmp_path: Path) -> Iterator[list[tuple[Server, Server]]]:
    """A pair of servers for each round, started in turn; ended at the end."""
    ends, pairs = [], []
    for number in range(ROUNDS):
        mine, end = ours(tmp_path / str(number))
        theirs, also = motos(tmp_path)
        ends += [end, also]
        pairs.append((mine, theirs))
    yield pairs
    for end in ends:
        end()


def compare(name: str, pairs: list[tuple[float, float]], aim: float) -> None:
    ratio = statistics.median(mine / theirs for mine, theirs in pairs)
    mine, theirs = (statistics.median(values) for values in zip(*pairs, strict=True))
    TABLE.add(name, f"{ratio:.2f} ×", f"{mine * 1000:.1f} ms, moto_server {theirs * 1000:.1f} ms", aim=f"{aim} ×")


def seconds(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def create(server: Server) -> None:
    stacks = server.client("cloudformation")
    stacks.create_stack(StackName="measured", TemplateBody=TEMPLATE, Capabilities=["CAPABILITY_NAMED_IAM"])
    waiter = stacks.get_waiter("stack_create_complete")
    waiter.wait(StackName="measured", WaiterConfig={"Delay": 0.05, "MaxAttempts": 2000})


def delete(server: Server) -> None:
    stacks = server.client("cloudformation")
    stacks.delete_stack(StackName="measured")
    waiter = stacks.get_waiter("stack_delete_complete")
    waiter.wait(StackName="measured", WaiterConfig={"Delay": 0.05, "MaxAttempts": 2000})


def ask(server: Server) -> float:
    """The median of a signed request, with warm connections."""
    parameters = server.client("ssm")
    parameters.put_parameter(Name="/ds/value", Value="x", Type="String", Overwrite=True)
    return statistics.median(seconds(lambda: parameters.get_parameter(Name="/ds/value")) for _ in range(REQUESTS))


def test_ready_requests_and_stacks(rounds: list[tuple[Server, Server]]) -> None:
    compare("embedded AWS ready, against moto_server", [(a.ready, b.ready) for a, b in rounds], 1.5)
    compare("a signed request", [(ask(a), ask(b)) for a, b in rounds], 0.8)
    compare("45 resources made", [(seconds(lambda: create(a)), seconds(lambda: create(b))) for a, b in rounds], 1.9)  # noqa: B023
    compare("45 resources deleted", [(seconds(lambda: delete(a)), seconds(lambda: delete(b))) for a, b in rounds], 3)  # noqa: B023


def test_two_hundred_at_once_and_memory(tmp_path: Path) -> None:
    server, end = ours(tmp_path / "state")
    try:
        TABLE.add("embedded AWS: memory when idle", f"{server.memory():.0f} MiB", aim="80 MiB")
        parameters = server.client("ssm")
        with ThreadPoolExecutor(32) as pool:
            put = [
                pool.submit(parameters.put_parameter, Name=f"/p/{n}", Value="x", Type="String") for n in range(PARALLEL)
            ]
            assert all(each.result()["Version"] == 1 for each in put)
        pages = parameters.get_paginator("get_parameters_by_path").paginate(Path="/p/")
        assert sum(len(page["Parameters"]) for page in pages) == PARALLEL
        until, rounds, sizes = time.monotonic() + SOAK, 0, []
        while time.monotonic() < until:
            mixed(server, rounds)
            rounds += 1
            sizes.append(server.memory())
        half = sizes[len(sizes) // 2]
        words = f"{rounds} rounds; {half:.0f} MiB after half of them"
        TABLE.add(f"memory after {SOAK:.0f} s of mixed load", f"{sizes[-1]:.0f} MiB", words)
    finally:
        end()


def mixed(server: Server, number: int) -> None:
    """Stacks that come and go, objects, parameters, refusals."""
    create(server)
    bucket = server.client("s3")
    name = f"load-{number}"
    bucket.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    for key in range(20):
        bucket.put_object(Bucket=name, Key=str(key), Body=b"x" * 10_000)
    for key in range(20):
        bucket.delete_object(Bucket=name, Key=str(key))
    bucket.delete_bucket(Bucket=name)
    roles = server.client("iam")
    for _ in range(20):
        with pytest.raises(ClientError):
            roles.get_role(RoleName="nobody")
    delete(server)
