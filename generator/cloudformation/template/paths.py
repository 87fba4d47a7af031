"""Where two values differ: the shortest paths below which everything else is equal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.cloudformation.template.references import is_function

Path = tuple[str, ...]


def changed_paths(old: Any, new: Any, path: Path = ()) -> Iterator[Path]:
    """Paths of keys; a list and an intrinsic function are compared as a whole."""
    if old == new and type(old) is type(new):
        return
    if isinstance(old, dict) and isinstance(new, dict) and not is_function(old) and not is_function(new):
        for key in dict.fromkeys([*old, *new]):
            if key not in old or key not in new:
                yield (*path, key)
            else:
                yield from changed_paths(old[key], new[key], (*path, key))
        return
    yield path
