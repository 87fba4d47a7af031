"""The generator's wheel, which a project keeps: its name, version and bytes."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from generator.diagnostics import Finding, Span, Unmet
from generator.model import Digest

NAME = "data-science-catalog"
_FILE = re.compile(r"data_science_catalog-(?P<version>[0-9][0-9A-Za-z.+!]*)-py3-none-any\.whl")
_FIX = "in a checkout of the generator: make wheel; then name the file that it prints"


@dataclass(frozen=True)
class Wheel:
    """A wheel of the generator, as it will lie in `wheels/`."""

    file: str
    version: str
    content: bytes

    @property
    def requirement(self) -> str:
        """Its lines of a lock file."""
        return f"{NAME}=={self.version} \\\n    --hash=sha256:{Digest.of(self.content)}\n"


def read_wheel(path: Path) -> Wheel:
    """Read a wheel; raises Unmet (VER512) where the file is none of the generator's."""
    named = _FILE.fullmatch(path.name)
    if named is None:
        raise Unmet(Finding("VER512", f"`{path.name}` is not named like a wheel of {NAME}", Span(str(path)), fix=_FIX))
    try:
        content = path.read_bytes()
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (OSError, zipfile.BadZipFile) as error:
        raise Unmet(Finding("VER512", f"the wheel cannot be read: {error}", Span(str(path)), fix=_FIX)) from error
    if "generator/shipped/dist/ledger.json" not in names:
        words = "the wheel holds no products: it is not what `make wheel` builds"
        raise Unmet(Finding("VER512", words, Span(str(path)), fix=_FIX))
    return Wheel(path.name, named["version"], content)
