"""The embedded AWS: getting ready, the main job on it, and how many calls publishing takes."""

from __future__ import annotations

import os
import shutil
import statistics
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from embedded_aws import embedded
from embedded_aws.gateway.pipeline import App
from tests.bench.measuring import CHECKOUT
from tests.bench.request_path import take_request, trace_request
from tests.bench.table import TABLE, ms
from tests.e2e.world import ENVIRONMENT, World, run, started, stopped, writes

pytestmark = pytest.mark.bench


@pytest.fixture(scope="module")
def world(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """An embedded AWS with nothing on it, timed while it starts."""
    state = tmp_path_factory.mktemp("aws")
    began = time.monotonic()
    found = started(state, released)
    TABLE.add("local up: until it answers (clock)", ms(time.monotonic() - began))
    yield found
    stopped(state)


def timed(world: World, name: str, *words: str) -> dict[str, int]:
    """Type a command; adds how long it took, and the server's share, to the table; returns the calls it made."""
    pid = world.control("GET", "status")["pid"]
    with world.counting() as calls:
        before, began = cpu_of_process(pid), time.monotonic()
        world.build(*words).ended(0)
        wall, server = time.monotonic() - began, cpu_of_process(pid) - before
    TABLE.add(f"{name} (clock)", ms(wall), f"server {ms(server)}", aim=f"{sum(calls.values())} calls")
    return calls


def cpu_of_process(pid: int) -> float:
    """Processor seconds of a process that runs, from /proc."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def of_service_catalog(calls: Mapping[str, int]) -> int:
    """How many of the calls were Service Catalog's."""
    return sum(count for name, count in calls.items() if name.startswith("servicecatalog:"))


def test_the_main_job(world: World) -> None:
    timed(world, "deploy an environment of 120 resources", "deploy", ENVIRONMENT)
    first = timed(world, "first publish", "apply", "--allow", "broadens")
    TABLE.add(
        "first publish: reads, writes",
        f"{sum(first.values()) - sum(writes(first).values())}, {sum(writes(first).values())}",
    )
    again = timed(world, "publish again", "apply")
    lists = of_service_catalog(again)
    TABLE.add("publish again: calls for 1 portfolio, 1 product", str(lists), aim="1 + 4 + 1")
    TABLE.add("publish again: writes", str(sum(writes(again).values())), aim="0")
    assert writes(again) == {}
    assert lists == 6
    scientist = world.as_scientist("dana")
    timed(scientist, "launch a notebook", "launch", "notebook", "--name", "measured", "--environment", ENVIRONMENT)
    timed(scientist, "terminate it", "terminate", "measured", "--yes")


def test_calls_of_a_no_op_grow_by_four_a_portfolio_and_one_a_product(world: World, tmp_path: Path) -> None:
    project = Path(shutil.copytree(world.project, tmp_path / "project"))
    several = replace(world, project=project, staged=None)
    enlarge(project)
    several.build("apply", "--allow", "broadens").ended(0)
    with several.counting() as calls:
        several.build("apply").ended(0).said("No changes.")
    lists = of_service_catalog(calls)
    TABLE.add("publish again: calls for 3 portfolios, 6 products", str(lists), aim="1 + 4 × 3 + 6")
    assert writes(calls) == {}
    assert lists == 19


QUEUES = CHECKOUT / "tests" / "fixtures" / "projects" / "small" / "products" / "queue"
PORTFOLIO = """\
  more-{number}:
    name: More, {number}
    provider: ML Platform
    support: {{ email: ml-platform@example.com }}
    environment: churn-dev
    products:
{offers}
    access:
      - environment-role: data-scientist
"""
OFFER = '      - {{ use: queue-{number}, offer: {{ current: "1.0.0" }}, launch-role: notebook-creation }}'


def enlarge(project: Path) -> None:
    """Two more portfolios, with two and three products of their own."""
    for number in range(5):
        name = f"queue-{number}"
        shutil.copytree(QUEUES, project / "products" / name, ignore=shutil.ignore_patterns("__pycache__"))
        run(project, "release", name).ended(0)
    text = (project / "portfolio.yaml").read_text(encoding="utf-8")
    for number, dealt in enumerate(((0, 1), (2, 3, 4))):
        offers = "\n".join(OFFER.format(number=product) for product in dealt)
        text += PORTFOLIO.format(number=number, offers=offers)
    (project / "portfolio.yaml").write_text(text, encoding="utf-8")


def test_overhead_of_a_request() -> None:
    with embedded() as aws:
        parameters = aws.client("ssm")
        parameters.put_parameter(Name="/ds/value", Value="x", Type="String")
        environ = take_request(parameters, "get_parameter", Name="/ds/value")
        path = trace_request(App(aws.gateway, print), environ)
        whole, ours = path.count(evaluator=True), path.count(evaluator=False)
        TABLE.add("ssm:GetParameter: files, calls (without IAM's evaluator)", f"{whole} ({ours})", aim="16, 104")
        client = aws.client("sts")
        client.get_caller_identity()
        clock = []
        for _ in range(200):
            began = time.perf_counter()
            client.get_caller_identity()
            clock.append(time.perf_counter() - began)
    TABLE.add("a signed request and its answer, client included (clock)", ms(statistics.median(clock)))
