"""What a step may do to people."""

from __future__ import annotations

from enum import IntEnum


class Risk(IntEnum):
    """What a step may do to people; anything above routine needs `--allow`."""

    ROUTINE = 0
    BROADENS = 1
    """Somebody can do more than before."""
    BREAKS_USERS = 2
    """Somebody can do less than before."""
    DESTROYS = 3
    """Something is deleted that cannot be made again with its identity."""

    @property
    def words(self) -> str:
        """`routine`, `broadens`, `breaks-users`, `destroys`: what `--allow` takes."""
        return self.name.lower().replace("_", "-")
