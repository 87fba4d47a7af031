"""A command in a fork of a warm process is the command in a process of its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.e2e.warm import AWS, BUILD
from tests.e2e.world import Done, build_command, clean_environment, fork, run_command

SAYS_WHO_IT_IS = """\
import os, sys, signal
print(sorted(os.environ), os.getcwd(), sys.argv, sys.path[:2], sys.stdin.read(), signal.getsignal(signal.SIGINT))
sys.exit(7)
"""


def both(project: Path, *words: str, **variables: str) -> tuple[Done, Done]:
    """What a fork and a process of its own say."""
    real = run_command(build_command(project, *words), project, clean_environment(**variables))
    return fork(project, BUILD, "--project", str(project), *words, **variables), real


@pytest.mark.parametrize(
    "words", [("plan", "--profile", "nobody"), ("render", "--check"), ("launch", "--help"), ("plam",)]
)
def test_it_says_the_same(project: Path, words: tuple[str, ...]) -> None:
    warm, real = both(project, *words, COLUMNS="77", AWS_DEFAULT_REGION="eu-west-1")
    assert warm == real


def test_it_has_the_same_folder_variables_arguments_streams_and_signals(project: Path) -> None:
    file = project / "products" / "notebook" / "template.py"
    file.write_text(SAYS_WHO_IT_IS)
    warm, real = both(project, "render")
    assert warm == real
    assert str(project) in warm.text
    assert "default_int_handler" in warm.text


def test_what_one_command_changes_another_does_not_see(project: Path) -> None:
    file = project / "products" / "notebook" / "template.py"
    file.write_text("import generator.cli.table as table, os\ntable.ROWS = ()\nos.environ['CHANGED'] = 'yes'\n" * 3)
    fork(project, BUILD, "--project", str(project), "render")
    for _ in range(3):
        fork(project, BUILD, "explain", "PF101").ended(0)
    assert "CHANGED" not in os.environ


@pytest.mark.slow
def test_the_aws_cli_says_the_same(tmp_path: Path) -> None:
    words = ("sts", "get-caller-identity", "--region", "nowhere-1")
    real = run_command([sys.executable, "-m", AWS, *words], tmp_path, clean_environment())
    assert fork(tmp_path, AWS, *words) == real
    assert "credentials" in real.err
