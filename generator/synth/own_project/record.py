"""`.catalog-project.json`: which generator wrote which files of a project, with their digests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.diagnostics import Finding, Span, Unmet
from generator.model import Digest
from generator.synth.files import read_bytes

PATH = ".catalog-project.json"


@dataclass(frozen=True)
class Record:
    """What a generator wrote: its version, the products that were taken, path → digest."""

    generator: str
    products: tuple[str, ...]
    files: Mapping[str, str]

    @property
    def text(self) -> str:
        """As it lies in the project."""
        content = {"format": 1, "generator": self.generator, "products": list(self.products), "files": dict(self.files)}
        return json.dumps(content, indent=2, sort_keys=True) + "\n"


def record_of(generator: str, products: tuple[str, ...], files: Mapping[str, bytes]) -> Record:
    """The record of files that are being written."""
    return Record(generator, products, {path: str(Digest.of(content)) for path, content in sorted(files.items())})


def read_record(root: Path) -> Record:
    """The project's record; raises Unmet (VER513) where there is none, or none that can be read."""
    content = read_bytes(root / PATH)
    fix = "run it in a folder that `./build.py new project DIR` made; or git checkout -- " + PATH
    if content is None:
        raise Unmet(Finding("VER513", f"this is no project of its own: it has no {PATH}", Span(PATH), fix=fix))
    try:
        data = json.loads(content)
        if data["format"] != 1:
            raise ValueError("its format is newer than this generator")
        files = {str(path): str(digest) for path, digest in data["files"].items()}
        return Record(str(data["generator"]), tuple(map(str, data["products"])), files)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unmet(Finding("VER513", f"{PATH} cannot be read: {error}", Span(PATH), fix=fix)) from error
