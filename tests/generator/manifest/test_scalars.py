"""Plain scalars mean what YAML 1.2's core schema says, and not what YAML 1.1 made of them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.manifest.yaml.scalars import read_scalar


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("False", False),
        ("12", 12),
        ("-3", -3),
        ("012", 12),
        ("1.4", 1.4),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("-.inf", -math.inf),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("1:30", "1:30"),
        ("2024-01-01", "2024-01-01"),
        ("1.2.3", "1.2.3"),
        ("10.0.0.0/16", "10.0.0.0/16"),
        ("1_000", "1_000"),
        ("9" * 19, "9" * 19),
        ("-", "-"),
        (".", "."),
        ("1.e", "1.e"),
    ],
)
def test_a_plain_scalar_is_read(text: str, value: object) -> None:
    assert read_scalar(text) == value
    assert type(read_scalar(text)) is type(value)


@given(st.integers(-(10**17), 10**17))
def test_a_whole_number_is_read_back(number: int) -> None:
    assert read_scalar(str(number)) == number


@given(st.text(alphabet="0123456789+-.eEinfa", max_size=12))
def test_whatever_looks_like_a_number_is_read(text: str) -> None:
    assert isinstance(read_scalar(text), str | int | float | None)
