"""What a code of ours means: one row of the table behind `./build.py explain CODE`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Explanation:
    """A code (`PF104`), its title in a few words, why it is a problem, and how to fix it."""

    code: str
    title: str
    why: str
    fix: str
