"""`demo`: the whole story, and what it says comes next, typed as it stands."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.e2e.conftest import COPIED
from tests.e2e.world import CHECKOUT, COMMAND_PATIENCE, Done, clean_environment

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder where `./build.py` can be typed, with a project of its own in it."""
    (tmp_path / "build.py").symlink_to(CHECKOUT / "build.py")
    for name in COPIED:
        source = CHECKOUT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy2
        copy(source, tmp_path / name)
    return tmp_path


def bash(folder: Path, *lines: str, stops: bool = True) -> Done:
    """Type the lines into one shell; it ends at the first that fails."""
    done = subprocess.run(
        ["bash", *(["-e"] if stops else []), "-c", "\n".join(lines)],
        cwd=folder,
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=COMMAND_PATIENCE * 2,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def test_what_the_demo_prints_as_next_is_typed_and_works(folder: Path) -> None:
    demo = bash(folder, "./build.py --project . demo").ended(0)
    said, after = demo.out.split("\nnext: ")
    assert "commands in" in said
    lines = re.findall(r"^  (.+)$", after, re.MULTILINE)
    assert len(lines) == len(after.strip().splitlines()) - 1 == 6
    up, status, catalog, launch, notebooks, down = lines
    try:
        done = bash(folder, up, "echo == 1", status, "echo == 2", catalog, "echo == 3", launch, "echo == 4", notebooks)
    finally:
        bash(folder, down).ended(0).said("stopped: process")
    done.ended(0)
    _, standing, offered, launched, listed = re.split(r"== \d", done.out)
    assert "team-setting" in standing
    assert "notebook" in offered
    assert "Team setting" in offered
    assert "NotebookInstanceName = ds-churn-dev-mine" in launched
    assert "churn-dev-mine" in listed
    assert "InService" in listed
