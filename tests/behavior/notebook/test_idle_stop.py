"""The idle stop beside a real Jupyter server: it stops this notebook when nobody works, and never otherwise."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from products.notebook.scripts import FOLDER
from tests.behavior.notebook.jupyter import TOKEN, Jupyter, running_jupyter
from tests.waiting import wait_until

pytestmark = pytest.mark.slow

NAME = "ds-churn-dev-exploration"
STOP = f"sagemaker stop-notebook-instance --notebook-instance-name {NAME} --region eu-west-1"
LONG_AGO = 0.0
"""A machine that has run for years, so that only activity counts."""
TWO_SECONDS = 2 / 60
PAUSE = 0.2
"""Seconds between two looks at Jupyter."""


@dataclass(frozen=True)
class Guard:
    """The idle stop as the start script runs it, but for its patience and where Jupyter is."""

    folder: Path
    process: subprocess.Popen[str]

    def stops(self) -> list[str]:
        """The calls that it made to AWS."""
        record = self.folder / "record"
        return record.read_text().splitlines() if record.exists() else []

    def ended(self) -> bool:
        """Whether it is content and gone."""
        return self.process.poll() is not None


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jupyter]:
    with running_jupyter(tmp_path_factory.mktemp("jupyter")) as running:
        yield running


@pytest.fixture
def jupyter(server: Jupyter) -> Iterator[Jupyter]:
    """The one server, without any kernel left over."""
    yield server
    server.end_kernels()


@pytest.fixture
def guards(tmp_path: Path) -> Iterator[list[Guard]]:
    started: list[Guard] = []
    yield started
    for guard in started:
        guard.process.kill()
        guard.process.wait()


def watch(guards: list[Guard], folder: Path, url: str, minutes: float, started: float, status: int = 0) -> Guard:
    aws = folder / "aws"
    aws.write_text(f'#!/bin/sh\necho "$@" >> "{folder}/record"\nexit {status}\n')
    aws.chmod(0o755)
    given = {"minutes": minutes, "notebook": NAME, "region": "eu-west-1", "url": url, "token": TOKEN}
    given |= {"started": started, "pause": PAUSE}
    words = [f"--{key}={value}" for key, value in given.items()]
    process = subprocess.Popen(
        [sys.executable, str(FOLDER / "idle_stop.py"), *words],
        env={"PATH": f"{folder}:/usr/bin:/bin"},
        stdout=(folder / "log").open("w"),
        text=True,
    )
    guards.append(Guard(folder, process))
    return guards[-1]


def test_a_kernel_that_computes_keeps_the_notebook_and_its_end_releases_it(
    jupyter: Jupyter, guards: list[Guard], tmp_path: Path
) -> None:
    kernel = jupyter.start_kernel()
    jupyter.run(kernel, "import time; time.sleep(600)")
    guard = watch(guards, tmp_path, jupyter.url, TWO_SECONDS, LONG_AGO)
    looks = int(TWO_SECONDS * 60 / PAUSE) + 5
    wait_until(lambda: (tmp_path / "log").read_text().count("idle for") > looks, "more looks than two seconds have")
    assert guard.stops() == []
    assert not guard.ended()
    jupyter.interrupt(kernel)
    wait_until(guard.ended, "the idle stop ends")
    assert guard.stops() == [STOP]


def test_an_idle_kernel_lets_it_stop_this_notebook_and_no_other(
    jupyter: Jupyter, guards: list[Guard], tmp_path: Path
) -> None:
    jupyter.start_kernel()
    guard = watch(guards, tmp_path, jupyter.url, TWO_SECONDS, LONG_AGO)
    wait_until(guard.ended, "the idle stop ends")
    assert guard.stops() == [STOP]


def test_recent_work_counts_even_when_it_is_over(jupyter: Jupyter, guards: list[Guard], tmp_path: Path) -> None:
    jupyter.start_kernel()
    guard = watch(guards, tmp_path, jupyter.url, 60, LONG_AGO)
    wait_until(lambda: "idle for" in (tmp_path / "log").read_text(), "the idle stop logs or asks")
    assert guard.stops() == []


def test_without_a_kernel_it_counts_from_the_machines_start(
    jupyter: Jupyter, guards: list[Guard], tmp_path: Path
) -> None:
    fresh, old = tmp_path / "fresh", tmp_path / "old"
    fresh.mkdir()
    old.mkdir()
    young = watch(guards, fresh, jupyter.url, 60, time.time())
    aged = watch(guards, old, jupyter.url, 60, time.time() - 3601)
    wait_until(aged.ended, "the idle stop ends")
    assert aged.stops() == [STOP]
    assert young.stops() == []


def test_where_jupyter_is_down_nothing_is_stopped(guards: list[Guard], tmp_path: Path) -> None:
    guard = watch(guards, tmp_path, "https://127.0.0.1:9/", TWO_SECONDS, LONG_AGO)
    wait_until(lambda: (tmp_path / "log").read_text().count("nothing is stopped") > 1, "the idle stop logs or asks")
    assert guard.stops() == []


def test_a_refused_stop_is_asked_again(jupyter: Jupyter, guards: list[Guard], tmp_path: Path) -> None:
    guard = watch(guards, tmp_path, jupyter.url, TWO_SECONDS, LONG_AGO, status=254)
    wait_until(lambda: len(guard.stops()) > 1, "the idle stop logs or asks")
    assert set(guard.stops()) == {STOP}
    assert not guard.ended()
