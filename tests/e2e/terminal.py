"""A command on a terminal: a pseudo-terminal of a width, what it shows as it comes, and what is read of it."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time

from tests.e2e.world import Done, World, build_command, clean_environment
from tests.waiting import PATIENCE

CONTROLS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
PAINT = re.compile(r"\x1b\[[0-9;]+m")


def plain(shown: str) -> str:
    """What was shown, without what moves the cursor and paints; each drawing of the tree stands there."""
    return CONTROLS.sub("", shown).replace("\r\n", "\n").replace("\r", "\n")


def on_terminal(
    world: World, *words: str, columns: int = 110, interrupt_at: str | None = None, **variables: str
) -> Done:
    """Type `build.py WORDS` on a terminal; Ctrl-C once it shows `interrupt_at`. All is in `out`, with its controls."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    known = clean_environment(**world.variables)
    known.pop("COLUMNS")
    with subprocess.Popen(
        build_command(world.project, *words),
        cwd=world.project,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**known, "TERM": "xterm-256color", **variables},
        start_new_session=True,
    ) as process:
        os.close(theirs)
        shown, deadline = b"", time.monotonic() + PATIENCE * 5
        while select.select([ours], [], [], max(0.0, deadline - time.monotonic()))[0]:
            try:
                part = os.read(ours, 65536)
            except OSError:  # Linux: nobody has the other end open any more
                break
            shown += part
            if interrupt_at is not None and interrupt_at in plain(shown.decode("utf-8", "replace")):
                process.send_signal(signal.SIGINT)
                interrupt_at = None
        code = process.wait(PATIENCE)
    os.close(ours)
    return Done(code, shown.decode("utf-8"), "")
