"""The text of one file of the project."""

from __future__ import annotations

import stat
from pathlib import Path

from generator.diagnostics import Finding, Problems, Span
from generator.manifest.codes import Codes
from generator.manifest.yaml.limits import MAX_BYTES


def read_text(root: Path, path: str, codes: Codes) -> str:
    """The text of `root/path`; raises Problems where it is missing, outside the project, too large or not UTF-8."""
    content = _read_bytes(root, path, codes)
    if len(content) > MAX_BYTES:
        raise _problem(codes["large"], f"`{path}` is larger than 1 MiB", path, "split what it describes, or remove it")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        message = f"`{path}` is not UTF-8: the byte 0x{content[error.start]:02x} does not belong here"
        raise _problem(codes["encoding"], message, path, "save the file as UTF-8", line, column) from None


def _read_bytes(root: Path, path: str, codes: Codes) -> bytes:
    file = root / path
    try:
        if not file.resolve().is_relative_to(root.resolve()):
            raise _problem(codes["missing-file"], f"`{path}` is a link that leaves the project", path, "copy the file")
        if not stat.S_ISREG(file.stat().st_mode):
            raise _problem(codes["missing-file"], f"`{path}` is not a file", path, "put a file there")
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        fix = "write one; `./build.py schema` says what it may hold"
        raise _problem(codes["missing-file"], f"there is no `{path}`", path, fix) from None
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links, before Python 3.13
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "a loop of links"
        raise _problem(codes["missing-file"], f"`{path}` cannot be read: {reason}", path, "make it readable") from None


def _problem(code: str, message: str, path: str, fix: str, line: int = 1, column: int = 1) -> Problems:
    return Problems([Finding(code, message, Span(path, line, column), fix)])
