"""Mutated portfolio.yaml and product.yaml, by a seed: never a traceback, and none takes long.

`FUZZ=100000 pytest -m bench -s tests/bench/test_fuzz.py` mutates so many.
"""

from __future__ import annotations

import os
import shutil
import time
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from generator.diagnostics import Problems
from generator.manifest import load_manifest
from tests.bench.table import TABLE, ms
from tests.fixtures import mutations

pytestmark = pytest.mark.bench

ENTERPRISE = Path(__file__).parents[1] / "fixtures" / "portfolios" / "enterprise"
COUNT = int(os.environ.get("FUZZ", "2000"))
SEED = int(os.environ.get("FUZZ_SEED", "1"))
LONGEST = 2.0


def outcome(root: Path) -> str:
    """`loads`, or the code of the first finding; any other error is the test's."""
    try:
        load_manifest(root)
    except Problems as problems:
        return problems.findings[0].code
    return "loads"


def test_no_mutation_of_a_manifest_ends_in_a_traceback_or_takes_long(tmp_path: Path) -> None:
    root = Path(shutil.copytree(ENTERPRISE, tmp_path / "project"))
    files = [root / "portfolio.yaml", *sorted(root.glob("products/*/product.yaml"))]
    texts = {file: file.read_text() for file in files}
    random = Random(SEED)
    seen: Counter[str] = Counter()
    longest = 0.0
    for number in range(COUNT):
        file = files[0] if number % 2 else random.choice(files[1:])
        file.write_bytes(mutations.mutate(random, texts[file]))
        began = time.process_time()
        seen[outcome(root)] += 1
        longest = max(longest, time.process_time() - began)
        file.write_text(texts[file])
        assert longest < LONGEST, f"mutation {number} of seed {SEED} in {file.name}"
    TABLE.add(f"{COUNT:,} mutated files, seed {SEED}: the longest", ms(longest), aim=f"{LONGEST:.0f} s")
    TABLE.add("findings that were said first: codes, files that load", f"{len(seen) - 1}, {seen['loads']:,}")
