"""One project with released versions and one deployed environment, made once a test run; copies for the tests."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.principals import set_the_stage, staged
from tests.e2e.world import ACCOUNT, CHECKOUT, ENVIRONMENT, World, ended, run, started, stopped
from tests.waiting import alone

BY_ADMINISTRATOR = {
    "test_interrupted::test_apply_that_is_killed_at_any_step_converges_without_a_second_of_anything": (
        "it publishes fourteen catalogs one after the other, and the roles are of one; its neighbors are run by them"
    ),
}
"""Files, or single tests, in which the administrator runs what is a planner's, publisher's or deployer's elsewhere, and
why it cannot be otherwise."""
COPIED = ("portfolio.yaml", "products", "dist", ".cfnlintrc")


@pytest.fixture(scope="session")
def common(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that every process of this test run has in common."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "e2e"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def released(common: Path) -> Path:
    """The project, with the newest release of both products released; to be copied and not to be changed."""
    return _made_once(common / "released", _release)


@pytest.fixture(scope="session")
def deployed(common: Path, released: Path) -> Path:
    """The state of an embedded AWS in which the environment is deployed; to be copied."""
    return _made_once(common / "deployed", lambda folder: _deploy(folder, released))


@pytest.fixture(scope="session")
def published(common: Path, released: Path, deployed: Path) -> Path:
    """The state of an embedded AWS in which the portfolio is published, too; to be copied."""
    return _made_once(common / "published", lambda folder: _publish(folder, released, deployed))


@pytest.fixture
def project(released: Path, tmp_path: Path) -> Path:
    """A project of the test's own."""
    return Path(shutil.copytree(released, tmp_path / "project"))


@pytest.fixture
def world(request: pytest.FixtureRequest, deployed: Path, project: Path, tmp_path: Path) -> Iterator[World]:
    """An AWS of the test's own, with the environment and nothing published."""
    with _running(deployed, project, tmp_path / "aws") as found:
        yield _seen(request, found)


@pytest.fixture
def catalog(request: pytest.FixtureRequest, published: Path, project: Path, tmp_path: Path) -> Iterator[World]:
    """An AWS of the test's own, with the environment and the portfolio published as the project says."""
    with _running(published, project, tmp_path / "aws") as found:
        yield _seen(request, found)


@pytest.fixture(scope="module")
def shared(
    request: pytest.FixtureRequest, published: Path, released: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """As `catalog`, for all tests of a module: they leave it as it is, or clean up behind themselves."""
    folder = tmp_path_factory.mktemp("shared")
    project = Path(shutil.copytree(released, folder / "project"))
    with _running(published, project, folder / "aws") as found:
        yield _seen(request, found)


def _seen(request: pytest.FixtureRequest, world: World) -> World:
    """The world in which each command is run by the principal that it is for, or the administrator's."""
    module = request.module.__name__.rpartition(".")[2]
    names = {module, f"{module}::{request.node.name.partition('[')[0]}"}
    return staged(world) if names.isdisjoint(BY_ADMINISTRATOR) else world


@contextmanager
def _running(kept: Path, project: Path, state: Path) -> Iterator[World]:
    shutil.copytree(kept, state)
    found = started(state, project)
    try:
        yield found
    finally:
        ended(found)


def _release(folder: Path) -> None:
    for name in COPIED:
        source = CHECKOUT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy2(source, folder / name)
    ledger = folder / "dist" / "ledger.json"
    rows = json.loads(ledger.read_text())["releases"] if ledger.exists() else []
    for product in {"environment", "notebook"} - {row["product"] for row in rows}:
        run(folder, "release", product).ended(0)


def _deploy(folder: Path, project: Path) -> None:
    """The administrator sets the stage, and the deployer deploys."""
    try:
        administrator = started(folder, project)
        set_the_stage(administrator)
        staged(administrator).build("deploy", ENVIRONMENT).ended(0)
    finally:
        stopped(folder)


def _publish(folder: Path, project: Path, deployed: Path) -> None:
    shutil.copytree(deployed, folder, dirs_exist_ok=True)
    try:
        staged(started(folder, project)).build("apply", "catalog", "--allow", "broadens").ended(0)
    finally:
        stopped(folder)


def _made_once(folder: Path, make: Callable[[Path], None]) -> Path:
    """A folder that the first process to ask for it makes, while the others wait."""
    with alone(folder):
        if not folder.exists():
            part = folder.with_suffix(".part")
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir()
            make(part)
            part.rename(folder)
    return folder


@pytest.fixture
def empty(project: Path, tmp_path: Path) -> Iterator[World]:
    """An account in which there is nothing but its people."""
    world = started(tmp_path / "aws", project)
    yield world
    ended(world)


@pytest.fixture
def ready(empty: World) -> World:
    """The account, bootstrapped for its administrator; each command is run by the principal that it is for."""
    empty.build("bootstrap", "dev", "--trust", f"arn:aws:iam::{ACCOUNT}:user/admin", "--yes").ended(0)
    return staged(empty)
