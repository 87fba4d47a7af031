"""Help is there at once: `--help` imports click, and hardly anything besides."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from generator.cli.entry import find_width
from tests.e2e.world import CHECKOUT, run_command

FEW = {"_locale", "locale", "textwrap", "click._textwrap"}
"""What click itself imports only where it prints help."""


def imported(*words: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *words], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    return {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}


def test_help_imports_little_besides_click() -> None:
    more = imported("build.py", "--help") - imported("-c", "import click") - FEW
    assert {name for name in more if name.partition(".")[0] != "generator"} == set()
    assert len(more) < 12, f"of our own modules: {sorted(more)}"


@pytest.mark.parametrize("columns", ["", "40", "80", "95", "200", "none", "0"])
def test_help_is_as_wide_as_click_makes_it(columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    program = "import shutil; print(max(min(shutil.get_terminal_size().columns, 110) - 2, 50))"
    done = run_command([sys.executable, "-c", program], CHECKOUT, os.environ)
    assert find_width(110) == int(done.out)
