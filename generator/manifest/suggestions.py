"""What somebody probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_LONGEST = 60
_MANY = 200


def suggest(name: str, known: Iterable[str]) -> str | None:
    """The known name that looks most like `name`, or None.

    difflib takes about ten microseconds a pair, so that among many names only those of the same first letter are
    looked at, and long texts are not.
    """
    if not 1 <= len(name) <= _LONGEST:
        return None
    choices = list(known)
    if len(choices) > _MANY:
        choices = [choice for choice in choices if choice[:1] == name[0] and abs(len(choice) - len(name)) <= 2][:_MANY]
    return next(iter(get_close_matches(name, choices, 1)), None)
