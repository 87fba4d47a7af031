"""A small project on disk: `queue`, and `bucket` with an asset."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

SMALL = Path(__file__).parents[1] / "fixtures" / "projects" / "small"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the small project, in a folder whose name has a space."""
    root = tmp_path / "a project"
    shutil.copytree(SMALL, root, ignore=shutil.ignore_patterns("__pycache__", "dist", ".cache"))
    return root
