"""What an administrator and a data scientist see, word for word. `UPDATE_GOLDEN=1` writes the screens again."""

from __future__ import annotations

import os
import re
from itertools import groupby

import pytest

from tests.e2e.world import CHECKOUT, ENVIRONMENT, World

SCREENS = CHECKOUT / "tests" / "golden" / "screens"
CHANGING = (
    (r"\b[0-9a-f]{12,64}\b(?<!\b111122223333)", "…"),
    (r"\d+\.\d s\b", "… s"),
    (r"\(\d+ calls\)", "(… calls)"),
    (r"\bSC-\d+-pp-\w+/[\w-]+", "SC-…"),
    (r"\bpp-\w{8,}", "pp-…"),
    (r"authToken=\S+", "authToken=…"),
    (r"-\w{4}\.notebook\.", "-….notebook."),
)

STEP = re.compile(r"^ +\d+/(\d+) ")


def screen(world: World, *words: str) -> str:
    """A command, what it printed and how it ended; what differs from run to run is `…`."""
    done = world.build(*words)
    parts = [f"{name}\n{text.rstrip()}\n" for name, text in (("-- stdout", done.out), ("-- stderr", done.err)) if text]
    shown = f"$ ./build.py {' '.join(words)}\n{''.join(parts)}-- exit {done.code}\n"
    for pattern, put in CHANGING:
        shown = re.sub(pattern, put, shown)
    # A record is seen in as many states as there was time to look.
    return _steps_in_any_order(re.sub(r"  (created|in progress)   … s\n", "", shown))


def _steps_in_any_order(shown: str) -> str:
    """Steps of one stage are done side by side: they are shown by their words, without the place in the run."""
    rows: list[str] = []
    for is_step, group in groupby(shown.splitlines(keepends=True), key=lambda line: STEP.match(line) is not None):
        lines = list(group)
        rows += sorted(STEP.sub(r"    …/\1 ", line) for line in lines) if is_step else lines
    return "".join(rows)


def compare(name: str, screens: list[str]) -> None:
    path = SCREENS / f"{name}.txt"
    shown = "\n".join(screens)
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(shown)
    assert shown == path.read_text()


@pytest.mark.slow
def test_the_screens_of_publishing_and_launching(world: World) -> None:
    publishing = [
        screen(world, "deploy", ENVIRONMENT, "--preview"),
        screen(world, "plan"),
        screen(world, "apply"),
        screen(world, "apply", "--allow", "broadens"),
        screen(world, "plan"),
        screen(world, "status"),
    ]
    dana = world.as_scientist("dana")
    launching = [
        screen(dana, "catalog"),
        screen(dana, "show", "notebook"),
        screen(dana, "launch", "notebook", "--name", "exploration", "--set", "VolumeSize=500"),
        screen(dana, "launch", "notebook", "--name", "exploration"),
        screen(dana, "notebooks"),
        screen(dana, "open", "exploration"),
        screen(dana, "open", "another"),
        screen(dana, "terminate", "exploration"),
        screen(dana, "terminate", "exploration", "--yes"),
        screen(dana, "notebooks"),
    ]
    compare("publish", publishing)
    compare("launch", launching)
