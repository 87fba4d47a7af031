"""A plugin of AWS CLI 2, in whose own interpreter it runs: the program has imported itself, and waits for commands.

Each command is a fork of it, as in `tests.e2e.warm`: a start takes a second of the processor's time, and a fork none.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import reload

import awscli
from awscli import clidriver

from tests.e2e.warm import fork_for_each, shorten_pauses


def awscli_initialize(_hooks: object) -> None:
    """What AWS CLI 2 calls when it has read its plugins; ends with the end of stdin, and never returns."""
    fork_for_each(_become)
    os._exit(0)


def _become(words: Sequence[str]) -> None:
    shorten_pauses()
    sys.argv = ["aws", *words]
    reload(awscli)  # it puts where its data lies among the variables
    code = clidriver.main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
