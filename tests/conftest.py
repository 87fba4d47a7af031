"""For every test: an embedded AWS that is started as a process ends with the test run, however that ends.

Properties have no time limits: on a loaded machine hypothesis would call one example, or the drawing of one, too slow.
Their examples are the same in every run, so that a change that is red was red before it was taken in; `make hunt` draws
others.
What a run's marks leave out as a whole file is not imported; and what was collected is not searched for garbage. Each
command is a process that finds the bytecode of the one before, as it does for a user: without it a quarter of a run of
tests/e2e is Python compiling the same files again.
"""

from __future__ import annotations

import gc
import os
import re
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("EMBEDDED_AWS_ENDS_WITH", str(os.getpid()))
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
settings.register_profile(
    "without-time-limits",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="TESTS_HUNT" not in os.environ,
)
settings.load_profile("without-time-limits")

QUICK, SLOW = "not slow and not bench", "slow"
"""What `make test` and the slow run of `.ci/run` select."""
WHOLE_FILE = re.compile(r"^pytestmark = pytest\.mark\.(slow|bench)$", re.MULTILINE)
GARBAGE_THRESHOLDS = (50_000, 20, 20)
"""Thousands of tests stay in memory: with Python's own thresholds a quarter of collection was a search for garbage."""


def pytest_configure() -> None:
    gc.set_threshold(*GARBAGE_THRESHOLDS)


def pytest_collection_finish() -> None:
    """What is there now stays until the end."""
    gc.collect()
    gc.freeze()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A file in which the run's marks select no test."""
    if not collection_path.match("test_*.py") or config.option.markexpr not in (QUICK, SLOW):
        return None
    text = collection_path.read_text(encoding="utf-8")
    nothing = WHOLE_FILE.search(text) if config.option.markexpr == QUICK else SLOW not in text
    return True if nothing else None
