"""`explain` and `schema` on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.cli import main
from generator.cli.exits import Exit
from generator.diagnostics.codes import load_explanations


def test_a_code_is_explained_in_either_case(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "pf104"]) == Exit.FINE

    said = capsys.readouterr().out
    assert said.startswith("PF104: A version is not released\n")
    assert "To fix it: " in said


def test_an_unknown_code_gets_a_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "PD2455"]) == Exit.USAGE

    assert "Did you mean `PD245`?" in capsys.readouterr().err


def test_without_a_code_all_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain"]) == Exit.FINE

    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(load_explanations())


def test_exits_prints_the_table_with_a_meaning_for_each(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "exits"]) == Exit.FINE

    lines = capsys.readouterr().out.splitlines()
    assert [int(line.split()[0]) for line in lines] == [int(exit) for exit in Exit]
    assert all(line.rstrip().endswith(".") for line in lines)


def test_schema_prints_one_and_writes_and_checks_both(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = ["--project", str(tmp_path)]

    assert main([*project, "schema", "product"]) == Exit.FINE
    assert '"title": "product.yaml"' in capsys.readouterr().out
    assert main([*project, "schema", "--check"]) == Exit.PROBLEMS
    assert f"fix: ./build.py --project {tmp_path} schema --write" in capsys.readouterr().err
    assert main([*project, "schema", "--write"]) == Exit.FINE
    assert main([*project, "schema", "--check"]) == Exit.FINE
    (tmp_path / "dist/schema/product.schema.json").write_text("{}")
    assert main([*project, "schema", "--check"]) == Exit.PROBLEMS


def test_schema_does_not_write_and_check_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "--write", "--check"]) == Exit.USAGE
