"""Amazon's command line in both of its major versions, as a person has it: a program, a home, and nothing else."""

from __future__ import annotations

import atexit
import os
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from tests.e2e.warm import AWS, REAL, Warm
from tests.e2e.world import CHECKOUT, COMMAND_PATIENCE, Done, clean_environment, fork, run_command
from tests.foreign.environments import aws_2

FIRST, SECOND = 1, 2
SAYS_NO = {FIRST: 255, SECOND: 254}
"""The exit code where AWS refuses."""
PLUGINS = f"[plugins]\ncli_legacy_plugin_path = {CHECKOUT}\nwaits = tests.foreign.awscli2.plugin\n"


def run_aws(version: int, words: Sequence[str], folder: Path, variables: Mapping[str, str]) -> Done:
    """`aws WORDS` by the program of a major version, with these variables and the folder for a home."""
    given = {"HOME": str(folder), **variables}
    if version == FIRST:
        return fork(folder, AWS, *words, **given)
    if REAL in os.environ:
        return run_command([str(aws_2()), *words], folder, clean_environment(**given))
    return Done(*_waiting().run(words, folder, clean_environment(**given), COMMAND_PATIENCE))


@cache
def _waiting() -> Warm:
    """The one process of AWS CLI 2 that forks for each command."""
    home = tempfile.TemporaryDirectory()
    config = Path(home.name, "config")
    config.write_text(PLUGINS, encoding="utf-8")
    started = Warm([str(aws_2()), "--version"], clean_environment(HOME=home.name, AWS_CONFIG_FILE=str(config)))
    atexit.register(home.cleanup)
    atexit.register(started.end)
    return started
