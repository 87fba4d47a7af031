#!/usr/bin/env python3
"""`make setup`'s second half: pip installs what a lock file pins, and somebody sees how far it is.

A line a package as pip fetches it, and a count while it unpacks them, which it does without a word. On a terminal they
are one line that changes. Takes the environment's Python, and a lock file other than requirements.lock; ends with pip's
exit code, after all that pip has said where that is not 0. It imports nothing but the standard library: nothing is
installed yet.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import IO, TextIO

LOCK = Path("requirements.lock")
PIP = ("-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar", "off", "--require-hashes")
PAUSE = 0.5
"""Seconds between two looks at what is unpacked."""


class Screen:
    """Where the counts go: one line that changes on a terminal, lines elsewhere."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._width, self._last = stream, 0, ""

    def put(self, words: str) -> None:
        """Show this, unless it is what stands there."""
        if words == self._last:
            return
        self._last = words
        if self._stream.isatty():
            self._stream.write(f"\r{words:<{self._width}}")
            self._width = len(words)
        else:
            self._stream.write(f"{words}\n")
        self._stream.flush()

    def close(self) -> None:
        """What comes next stands on a line of its own."""
        if self._width:
            self._stream.write("\n")


def install(python: str, lock: Path, screen: Screen) -> int:
    """Run pip, and show how far it is; returns its exit code."""
    total = len(re.findall(r"^[A-Za-z0-9][\w.-]*(?:\[.*?\])?==", lock.read_text(encoding="utf-8"), re.MULTILINE))
    folder = Path(python).parent.parent
    command = [python, *PIP, "--only-binary", ":all:", "-r", str(lock)]
    said, fetched, unpacking, before = list[str](), 0, False, _count(folder)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:  # noqa: S603
        assert process.stdout is not None
        for line in _lines(process.stdout):
            said += [line] if line else []
            if match := re.match(r"(?:Collecting|Requirement already satisfied:) ([\w.-]+)", line):
                fetched += 1
                screen.put(f"  fetching {fetched} of {total}: {match[1]}")
            total -= line.startswith("Ignoring ")  # it is for another platform, or another Python
            unpacking = unpacking or line.startswith("Installing collected packages")
            if unpacking:
                screen.put(f"  installing {_count(folder) - before} of {total}")
        code = process.wait()
    screen.close()
    if code:
        sys.stderr.write("".join(said))
    return code


def _count(folder: Path) -> int:
    """How many packages are unpacked in an environment; pip itself is one."""
    return len(list(folder.glob("lib/python*/site-packages/*.dist-info")))


def _lines(stream: IO[str]) -> Iterator[str]:
    """pip's lines as they come, and an empty one now and then while it says nothing."""
    lines = Queue[str | None]()

    def read() -> None:
        for line in stream:
            lines.put(line)
        lines.put(None)

    Thread(target=read, daemon=True).start()
    while True:
        try:
            line = lines.get(timeout=PAUSE)
        except Empty:
            yield ""
            continue
        if line is None:
            return
        yield line


if __name__ == "__main__":
    started = time.monotonic()
    code = install(sys.argv[1], Path(sys.argv[2]) if sys.argv[2:] else LOCK, Screen(sys.stderr))
    if code == 0:
        print(f"  installed in {time.monotonic() - started:.0f} s", file=sys.stderr)
    sys.exit(code)
