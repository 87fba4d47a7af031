"""`local` on the command line, where nothing runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.cli import main
from generator.cli.exits import Exit


def test_where_nothing_runs_the_fix_names_the_folder_that_was_asked_about(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "a folder"
    assert main(["local", "status", "--state", str(folder)]) == Exit.USAGE

    said = capsys.readouterr().err
    assert "LOC804" in said
    assert f"fix: ./build.py local up --state '{folder}'" in said
