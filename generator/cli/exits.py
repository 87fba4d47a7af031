"""The exit codes, a public promise."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What a command's exit code says; `./build.py explain exits` prints this table."""

    FINE = 0
    PROBLEMS = 1
    """Problems in your files."""
    USAGE = 2
    """The command line is off, or something that it needs is missing."""
    REFUSED = 4
    """Refused: unsafe, stale or frozen."""
    AWS_REFUSED = 5
    """AWS said no."""
    CHANGES = 10
    """`plan --exit-code`: there are changes."""
    BROADENS = 11
    """`plan --exit-code`: there are changes, and they broaden permissions."""
    BUG = 70
    """Our bug; a log file holds the details."""
    INTERRUPTED = 130
    """Interrupted with Ctrl-C."""
