"""What is too much to decide, or has no meaning here: said with its reason, never guessed."""

from __future__ import annotations


class Undecided(Exception):
    """The permissions of these statements cannot be computed; the text says why."""
