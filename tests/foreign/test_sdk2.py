"""The SageMaker Python SDK 2, in a launched notebook, as public examples use it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.behavior.deployed.site import Site
from tests.foreign.environments import python_of
from tests.foreign.notebook import Notebook, started

pytestmark = pytest.mark.slow
NAME = "ds-churn-dev-danas"


@pytest.fixture(scope="module")
def python() -> Path:
    return python_of("sdk2")


@pytest.fixture(scope="module")
def notebook(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Notebook:
    return started(site, NAME, tmp_path_factory.mktemp("machine"))


def test_the_first_cells_run(notebook: Notebook, python: Path) -> None:
    done = notebook.run(python, "sdk2/first_cells.py").well()
    assert "role/ds-churn-dev-training" in done.text
