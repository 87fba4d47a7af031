"""The evaluator, on the table of decisions."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.iam.evaluate import decide
from generator.iam.evaluate.cases import load_cases
from tests.bench.measuring import CHECKOUT, build, cpu_of, median
from tests.bench.table import TABLE, ms

pytestmark = pytest.mark.bench

VECTORS = CHECKOUT / "tests" / "behavior" / "vectors" / "iam-1500.jsonl.gz"


def test_fifteen_hundred_decisions(tmp_path: Path) -> None:
    cases = list(load_cases(VECTORS))
    first, again = (cpu_of(lambda: [decide(case.request, case.policies) for case in cases]) for _ in range(2))
    TABLE.add(f"a decision, of {len(cases):,}: policies new → seen before", f"{us(first, cases)} → {us(again, cases)}")
    whole = median([build(tmp_path, "decide", str(VECTORS), "--quiet").run() for _ in range(3)])
    TABLE.add(f"decide, {len(cases):,} cases from a file", ms(whole.cpu))


def us(seconds: float, cases: list[object]) -> str:
    """Microseconds a case."""
    return f"{seconds / len(cases) * 1e6:.0f} µs"
