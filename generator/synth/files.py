"""Files of the project, each written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from generator.model import Digest


def write_whole(path: Path, content: bytes) -> bool:
    """Write beside it and rename; returns False, and touches nothing, where the file already holds this."""
    if read_bytes(path) == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return True


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
