"""The whole story, as `make demo` plays it once everything is installed."""

from __future__ import annotations

import pytest

from tests.bench.measuring import CHECKOUT, PYTHON, Command
from tests.bench.table import TABLE, ms

pytestmark = pytest.mark.bench


def test_the_demo() -> None:
    cost = Command([PYTHON, str(CHECKOUT / "build.py"), "demo"]).run()
    TABLE.add("demo (clock)", ms(cost.wall), aim="< 60 s")
