#!/usr/bin/env python3
"""The launcher: `./build.py COMMAND`, from the checkout, with nothing activated.

It hands over to the environment that `make setup` created, unless a virtual environment is already active, so that
the locked packages are the ones that run. Where there is neither, it names the command that creates it. It imports
nothing but the standard library, so that `--help` and completion stay near the interpreter's own start time.
"""

from __future__ import annotations

import os
import sys
from importlib.machinery import PathFinder

HERE = os.path.dirname(os.path.realpath(__file__))
PACKAGES = ("click", "yaml", "pydantic", "troposphere", "awacs", "cfnlint", "boto3", "rich")


def hand_over() -> None:
    """Run this file again under the project's own environment; returns where there is none or it is ours already."""
    python = os.path.join(HERE, ".venv", "Scripts/python.exe" if os.name == "nt" else "bin/python")
    if os.path.exists(python) and sys.prefix == sys.base_prefix:
        os.execv(python, [python, os.path.realpath(__file__), *sys.argv[1:]])  # noqa: S606 - our own file


def main() -> int:
    """Hand over, or run the command line here; returns the exit code."""
    hand_over()
    missing = [name for name in PACKAGES if PathFinder.find_spec(name) is None]
    if missing:
        print(
            f"error: this project's packages are not installed here ({', '.join(missing)})\n  = fix: make setup",
            file=sys.stderr,
        )
        return 2
    sys.path.insert(0, HERE)
    from generator.cli import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
