"""Where the measured projects lie, and the table at the end."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.bench.measuring import CHECKOUT
from tests.bench.table import TABLE
from tests.e2e.warm import REAL
from tests.e2e.world import run

COPIED = ("portfolio.yaml", "products", ".cfnlintrc")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The table, after everything else."""
    if TABLE.rows:
        terminalreporter.write_line("\n" + TABLE.text())
        terminalreporter.write_line("Processor time of whole processes (user and system), medians of runs in turn.")


@pytest.fixture(autouse=True)
def real_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is measured are whole processes."""
    monkeypatch.setenv(REAL, "yes")


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The checkout's products and portfolio, with nothing rendered and nothing released."""
    folder = tmp_path_factory.mktemp("bench") / "project"
    folder.mkdir()
    for name in COPIED:
        source = CHECKOUT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, folder / name)
    return folder


@pytest.fixture(scope="session")
def released(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, with a release of both products: a project without any finding."""
    folder = Path(shutil.copytree(project, tmp_path_factory.mktemp("released") / "project"))
    for product in ("environment", "notebook"):
        run(folder, "release", product).ended(0)
    return folder


def plant(folder: Path, count: int) -> Path:
    """A project of so many small products."""
    source = CHECKOUT / "tests" / "fixtures" / "projects" / "small" / "products" / "queue"
    for number in range(count):
        shutil.copytree(
            source, folder / "products" / f"queue-{number:04d}", ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy2(CHECKOUT / ".cfnlintrc", folder)
    return folder
