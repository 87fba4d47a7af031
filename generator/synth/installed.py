"""Which versions of libraries are installed, read off the names of folders.

`importlib.metadata` would say it too, but importing it takes longer than everything else about an unchanged project.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import cache


def installed_versions(packages: Sequence[str]) -> list[str]:
    """`name-version` for each package that is installed; one that cannot be found so is looked up the slow way."""
    folders = _folders()
    return [folders.get(_normal(package)) or _slowly(package) for package in packages]


@cache
def _folders() -> dict[str, str]:
    """Packages' names → their metadata folder, of all places that Python imports from; the first one counts."""
    found: dict[str, str] = {}
    for place in sys.path:
        try:
            names = os.listdir(place or ".")
        except OSError:
            continue
        for name in names:
            if name.endswith(".dist-info"):
                found.setdefault(_normal(name.partition("-")[0]), name.removesuffix(".dist-info"))
    return found


def _normal(name: str) -> str:
    return name.lower().replace("-", "_").replace(".", "_")


def _slowly(package: str) -> str:
    from importlib.metadata import version

    return f"{package}-{version(package)}"
