"""A guide below docs/, block by block: where each is typed, what happens before it, and a shell that types it."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.world import CHECKOUT, REGION, World, clean_environment

PART = re.compile(r"<!-- (?P<kind>accident|place): (?P<what>[^>]+?) -->|```sh\n(?P<block>.*?)```", re.DOTALL)


@dataclass(frozen=True)
class Step:
    """A block of the guide: where it is typed, what happens before it."""

    place: str
    accident: str
    block: str


def read_steps(text: str, place: str) -> list[Step]:
    """The blocks of a guide, in their order; `place` is where the first ones are typed."""
    accident, found = "", list[Step]()
    for part in PART.finditer(text):
        if part["kind"] == "place":
            place = part["what"]
        elif part["kind"] == "accident":
            accident = part["what"]
        else:
            found.append(Step(place.removesuffix(" again"), accident, part["block"]))
            accident = ""
    return found


def type_into(world: World, state: Path, block: str, typed: str | None = None, **more: str) -> str:
    """Type a block into a shell of the project, with the embedded AWS's profiles; the first failure ends it.

    `typed` is what somebody types when asked; returns what was printed.
    """
    launcher = world.project / "build.py"
    if not launcher.exists():
        launcher.write_text(f'#!/bin/sh\nexec {sys.executable} {CHECKOUT}/build.py --project {world.project} "$@"\n')
        launcher.chmod(0o755)
    files = {"AWS_CONFIG_FILE": "config", "AWS_SHARED_CREDENTIALS_FILE": "credentials"}
    variables = {name: str(state / "aws" / file) for name, file in files.items()}
    variables |= {"AWS_ENDPOINT_URL": world.endpoint, "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION, **more}
    shell = clean_environment(**variables)
    shell["PATH"] = f"{Path(sys.executable).parent}:{shell['PATH']}"
    done = subprocess.run(
        ["/bin/sh", "-euc", block],
        cwd=world.project,
        env=shell,
        input=typed,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
        start_new_session=typed is not None,
    )
    assert done.returncode == 0, f"{block}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout
