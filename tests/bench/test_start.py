"""What the command line costs before it does anything."""

from __future__ import annotations

import subprocess

import pytest

from tests.bench.measuring import CHECKOUT, PYTHON, Command, race
from tests.bench.table import TABLE, ms

pytestmark = pytest.mark.bench

HELP = Command([PYTHON, "build.py", "--help"])
COMPLETION = Command(
    ["/usr/bin/env", "_BUILD_PY_COMPLETE=bash_complete", "COMP_WORDS=build.py re", "COMP_CWORD=1", PYTHON, "build.py"]
)
HEAVY = ("boto3", "botocore", "cfnlint", "troposphere", "awacs", "pydantic", "yaml", "rich", "moto")


@pytest.mark.parametrize(("name", "command"), [("--help", HELP), ("completion", COMPLETION)])
def test_help_and_completion_are_near_the_interpreters_own_start(name: str, command: Command) -> None:
    for words, aim in ((["-c", "pass"], "near"), (["-c", "import click"], "< 1.3")):
        ours, theirs, ratio = race(command, Command([PYTHON, *words]), 15)
        TABLE.add(f"{name} / python {' '.join(words)}", ms(ours.cpu), ms(theirs.cpu), ratio, aim)


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys; sys.argv = ['build.py', '--help']; import build\n"
        "try: build.main()\nexcept SystemExit: pass\n"
        "print('heavy', *[name for name in sys.argv[1:] and %r if name in sys.modules])"
    )
    done = subprocess.run([PYTHON, "-c", program % (HEAVY,)], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    found = done.stdout.splitlines()[-1].split()[1:]
    TABLE.add("--help: heavy imports", str(len(found)), aim="0")
    assert found == []
