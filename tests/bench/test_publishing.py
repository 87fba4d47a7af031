"""Calls of the publisher, counted on its fake: nothing to do, everything for the first time, one more version."""

from __future__ import annotations

import time
import tracemalloc
from collections import Counter
from pathlib import Path

import boto3
import pytest

from generator.apply import apply_plan
from generator.aws.artifacts import Artifacts
from generator.aws.catalog import Writer, leased, plan_catalog
from generator.aws.session import Connection
from generator.planning import plan_changes
from tests.behavior.publishing.publisher import Publisher, is_read
from tests.behavior.publishing.sized import PAGE, SIZES, Size, write_bodies
from tests.bench.measuring import cpu_of
from tests.bench.table import TABLE, ms
from tests.e2e.world import REGION, started, stopped

pytestmark = pytest.mark.bench

TRUST = """{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
  "Principal": {"Service": "servicecatalog.amazonaws.com"}}]}"""
BUCKET = 3
"""Writes that make an account's bucket, once: itself, its versioning, its policy. What else is asked of it a new bucket
has by itself."""
KEPT = 4
"""Writes of a run, however much it publishes: the lease, taken and given back; the release record, before anybody is
let in and at the end."""
BESIDE = {"s3": 1, "cloudformation": 1}
"""Reads of a no-op besides Service Catalog's: the release record, and the list of stacks, for launch roles."""


def prepare(project: Path, size: Size) -> Publisher:
    """A publisher of a catalog of this size, on an account that pages as AWS does."""
    write_bodies(project, size.catalog("2.0.0"))
    publisher = Publisher(project)
    publisher.service.page, publisher.service.looks = PAGE, False
    return publisher


def count(publisher: Publisher, run: object) -> tuple[Counter[str], Counter[str]]:
    """(reads, writes) of one run, by the service."""
    before = len(publisher.names)
    run()  # type: ignore[operator]
    calls = publisher.names[before:]
    reads = Counter(name.partition(":")[0] for name in calls if is_read(name))
    return reads, Counter(name.partition(":")[0] for name in calls if not is_read(name))


def heartbeats(publisher: Publisher) -> int:
    """How often the lease was renewed: by the clock, and not by what is published."""
    (bucket,) = publisher.buckets.buckets.values()
    return sum(key.endswith("/lease.json") for key, _ in bucket.versions) - 2


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
def test_calls(tmp_path: Path, size: Size) -> None:
    publisher, wanted = prepare(tmp_path, size), size.catalog()
    reads, first = count(publisher, lambda: publisher.apply(wanted))
    least = size.least_writes
    TABLE.add(f"first publish {size.name}: writes", f"{first.total():,}", f"{least:,}", first.total() / least, "1.05")
    TABLE.add(f"first publish {size.name}: reads", f"{reads.total():,}")
    assert first.total() == least + BUCKET + KEPT + heartbeats(publisher)

    reads, none = count(publisher, lambda: plan_catalog(publisher.connect(), wanted))
    TABLE.add(f"nothing to do {size.name}: reads", f"{reads['servicecatalog']:,}", aim=f"{size.most_reads:,}")
    assert none.total() == 0
    assert reads["servicecatalog"] <= size.most_reads
    assert {service: number for service, number in reads.items() if service != "servicecatalog"} == BESIDE

    more = size.catalog("2.0.0")
    reads, one = count(publisher, lambda: publisher.publish(more))
    TABLE.add(f"one more version {size.name}: writes, reads", f"{one['servicecatalog']}, {reads.total():,}", aim="1")
    assert one["servicecatalog"] == 1


def test_planning_a_large_catalog_takes_little(tmp_path: Path) -> None:
    size = SIZES[-1]
    publisher, wanted = prepare(tmp_path, size), size.catalog()
    nothing = publisher.observe(wanted)
    tracemalloc.start()
    seconds = cpu_of(lambda: plan_changes(wanted, nothing))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    TABLE.add(f"planning {size.name}, all new", ms(seconds), aim="5 s")
    TABLE.add(f"planning {size.name}, all new: memory", f"{peak / 2**20:.0f} MiB", aim="150 MiB")
    assert (seconds < 5, peak < 150 * 2**20) == (True, True)


def test_a_first_publish_by_the_clock(tmp_path: Path) -> None:
    size, state = SIZES[2], tmp_path / "aws"
    wanted = size.catalog()
    write_bodies(tmp_path, wanted)
    world = started(state, tmp_path)
    key, secret = world.keys["AWS_ACCESS_KEY_ID"], world.keys["AWS_SECRET_ACCESS_KEY"]
    connection = Connection(boto3.Session(key, secret, region_name=REGION), world.endpoint)
    # A launch constraint's local role must be there.
    connection.client("iam").create_role(RoleName="ds-launch", AssumeRolePolicyDocument=TRUST)
    before = connection.calls
    artifacts = Artifacts(connection, tmp_path)
    began = time.monotonic()
    with leased(connection, artifacts, wanted.catalog) as lease:
        plan, observed = plan_catalog(connection, wanted)
        for _ in apply_plan(plan, observed, Writer(connection, wanted.catalog, artifacts, lease)):
            pass
    wall = time.monotonic() - began
    stopped(state)
    TABLE.add(f"first publish {size.name} on the embedded AWS (clock)", ms(wall), "152 s", wall / 152, "< 0.33")
    assert connection.calls - before < 2 * size.least_writes
