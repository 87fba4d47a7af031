"""When a notebook counts as idle."""

from __future__ import annotations

import argparse
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.notebook.lifecycle.idle_stop import boot_time, check_once, idle_seconds, to_time

BOOT, NOW = 1_000.0, 10_000.0
_MOMENTS = st.lists(st.tuples(st.booleans(), st.floats(0, 20_000)), max_size=5)


def test_a_busy_kernel_keeps_it_running_however_old_its_activity() -> None:
    assert idle_seconds([(False, 2_000.0), (True, 1_500.0)], BOOT, NOW) == 0


def test_the_latest_activity_counts() -> None:
    assert idle_seconds([(False, 2_000.0), (False, 9_400.0)], BOOT, NOW) == 600


def test_without_kernels_it_counts_from_the_start_of_the_machine() -> None:
    assert idle_seconds([], BOOT, NOW) == 9_000


def test_activity_before_the_start_does_not_count() -> None:
    assert idle_seconds([(False, 10.0)], BOOT, NOW) == 9_000


@given(_MOMENTS)
def test_idleness_is_never_negative_and_never_longer_than_the_machine_runs(moments: list[tuple[bool, float]]) -> None:
    assert 0 <= idle_seconds(moments, BOOT, NOW) <= NOW - BOOT


@pytest.mark.parametrize("text", ["2026-11-01T10:00:00.123456Z", "2026-11-01T10:00:00Z", "2026-11-01T10:00:00.1+00:00"])
def test_jupyters_time_is_universal_time(text: str) -> None:
    assert to_time(text) == 1_793_527_200


def test_the_machine_started_before_now() -> None:
    assert boot_time(NOW) < NOW


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "https://127.0.0.1:9/"])
def test_where_jupyter_does_not_answer_nothing_is_stopped(url: str, capsys: Any) -> None:
    given_words = argparse.Namespace(
        url=url, token="", started=0.0, minutes=1.0, notebook="ds-churn-dev-x", region="eu-west-1"
    )
    assert check_once(given_words, NOW) is False
    assert "nothing is stopped" in capsys.readouterr().out
