"""A machine with other users: what the process leaves on disk is its owner's, and what it answers is, too."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError

import pytest

from embedded_aws.asking import ask_control
from embedded_aws.process import start, stop
from embedded_aws.secret import FILE, new_secret


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder of a process that was started where everybody may read what is made."""
    before = os.umask(0)
    try:
        start(tmp_path / "state", port=0)
    finally:
        os.umask(before)
    yield tmp_path / "state"
    stop(tmp_path / "state")


def test_nobody_else_reads_the_folder_or_a_file_in_it(folder: Path) -> None:
    _, new = start(folder, port=0)
    assert not new
    stop(folder)
    found = {str(path.relative_to(folder)): path.stat().st_mode & 0o077 for path in (folder, *folder.rglob("*"))}
    assert found.keys() >= {".", FILE, "state.pickle", "server.log", "server.lock", "aws/config", "aws/credentials"}
    assert {name for name, others in found.items() if others} == set()


def test_whoever_cannot_read_the_secret_gets_no_answer(folder: Path) -> None:
    running, _ = start(folder, port=0)
    assert ask_control(running.endpoint, running.secret, "status")["pid"] == running.pid
    with pytest.raises(HTTPError, match="403"):
        ask_control(running.endpoint, new_secret(), "status")


def test_a_state_that_is_forgotten_takes_its_secret_with_it(folder: Path) -> None:
    before = (folder / FILE).read_text()
    stop(folder, forget=True)
    assert not (folder / FILE).exists()
    start(folder, port=0)
    assert (folder / FILE).read_text() != before
