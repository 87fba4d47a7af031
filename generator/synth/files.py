"""Files of the project, each written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from generator.model import Digest


def write_whole(path: Path, content: bytes) -> bool:
    """Write beside it and rename; returns False, and touches nothing, where the file already holds this."""
    if read_bytes(path) == content:
        return False
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with _open(part) as file:
            file.write(content)
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return True


def _open(part: Path) -> BinaryIO:
    """A file to write; its folder is made where it is missing."""
    try:
        return part.open("wb")
    except FileNotFoundError:
        part.parent.mkdir(parents=True, exist_ok=True)
        return part.open("wb")


def read_bytes(path: Path) -> bytes | None:
    """The content, or None where there is no such file."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


def read_digest(path: Path) -> Digest | None:
    """The digest of the content, or None where there is no such file."""
    content = read_bytes(path)
    return None if content is None else Digest.of(content)
