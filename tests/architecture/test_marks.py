"""What tests/conftest.py leaves out unread has no test that the run selects."""

from __future__ import annotations

import re
from pathlib import Path

from tests.conftest import SLOW, WHOLE_FILE

TESTS = Path(__file__).resolve().parents[1]
MARK = "pytest.mark." + SLOW
READABLE = re.compile(rf"@{MARK}|pytestmark = {MARK}|.*\bmarks={MARK}\b.*")


def test_a_slow_test_is_marked_by_that_word_in_its_own_file() -> None:
    """A mark under another name would be imported into files that the slow run does not read."""
    lines = [line.strip() for path in TESTS.rglob("*.py") for line in path.read_text(encoding="utf-8").splitlines()]
    unreadable = [line for line in lines if MARK in line and not READABLE.fullmatch(line)]
    assert [line for line in unreadable if not line.startswith("MARK = ")] == []


def test_only_a_mark_of_the_whole_file_leaves_it_out_of_the_quick_run() -> None:
    assert WHOLE_FILE.search(f"import pytest\n\npytestmark = {MARK}\n")
    for line in (f"    pytestmark = {MARK}", f"@{MARK}", f"pytestmark = [{MARK}]", f"# pytestmark = {MARK}"):
        assert not WHOLE_FILE.search(f"import pytest\n\n{line}\n"), line
