"""A project's folder with every release, and a publisher that has published from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.behavior.publishing.catalogs import BODIES, small
from tests.behavior.publishing.publisher import Publisher


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project's folder with every release."""
    root = tmp_path_factory.mktemp("project")
    for path, content in BODIES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content)
    return root


@pytest.fixture
def publisher(project: Path) -> Publisher:
    """A publisher that has published `small()`."""
    made = Publisher(project)
    made.publish(small())
    return made
