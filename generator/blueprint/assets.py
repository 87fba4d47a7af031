"""Files that travel with a template, such as a function's code: a folder as a zip of the same bytes everywhere."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from generator.diagnostics import Finding, Problems, Span
from generator.model import Asset, Digest

_BEGINNING = (1980, 1, 1, 0, 0, 0)


def build_asset(name: str, folder: Path, drawn: Span) -> Asset:
    """The zip of `folder`; raises Problems (TP322) where it is missing, empty, or leads out of itself.

    Stored and not compressed: compressors differ from machine to machine, and then so would the digest.
    """
    files = sorted(_files(folder, drawn), key=lambda file: file.relative_to(folder).as_posix())
    if not files:
        raise _refused(f"the asset `{name}` has no files: {folder.name}", drawn)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for file in files:
            entry = zipfile.ZipInfo(file.relative_to(folder).as_posix(), _BEGINNING)
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, file.read_bytes())
    content = buffer.getvalue()
    return Asset(name, Digest.of(content), content)


def _files(folder: Path, drawn: Span) -> Iterator[Path]:
    for path in folder.rglob("*"):
        relative = path.relative_to(folder)
        if "__pycache__" in relative.parts or any(part.startswith(".") for part in relative.parts):
            continue
        if path.is_symlink():
            raise _refused(f"an asset cannot hold a symbolic link: {relative.as_posix()}", drawn)
        if path.is_file():
            yield path


def _refused(message: str, drawn: Span) -> Problems:
    return Problems([Finding("TP322", message, drawn, fix="give a folder of plain files inside the product's folder")])
