"""Files that a command was told to write, and what is said where this machine takes or gives none."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from generator.diagnostics import Finding, Unmet

MACHINES = frozenset(
    getattr(errno, name)
    for name in (
        "EACCES",
        "EDQUOT",
        "EEXIST",
        "EISDIR",
        "ELOOP",
        "ENAMETOOLONG",
        "ENOENT",
        "ENOSPC",
        "ENOTDIR",
        "EPERM",
    )
) | {errno.EROFS}
"""What a file system refuses for reasons of its own, and not by a bug of ours."""
PACKAGE = Path(__file__).resolve().parents[1]


def write_output(file: Path, text: str) -> None:
    """Write a file as it was asked for, its folder too; raises Unmet (LOC821) where that cannot be."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Unmet(_finding("write", str(file), error)) from error


def require_place(file: Path) -> None:
    """Look whether a file could be written, before what takes long; raises Unmet (LOC821) where it could not.

    Nothing is made: what happens in the meantime `write_output` will say.
    """
    above = next(each for each in (file, *file.absolute().parents) if each.exists())
    number = 0
    if above == file:
        number = errno.EISDIR if file.is_dir() else 0
    elif not above.is_dir():
        number = errno.ENOTDIR
    if not number and not os.access(above, os.W_OK):
        number = errno.EACCES
    if number:
        raise Unmet(_finding("write", str(file), OSError(number, os.strerror(number))))


def explain_refusal(error: OSError) -> Finding | None:
    """What to say of a file system's refusal that nobody expected; None where it may be a bug of ours."""
    name = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else ""
    ours = bool(name) and Path(name).resolve().is_relative_to(PACKAGE)
    if ours or error.errno not in MACHINES or not (name or error.errno in (errno.ENOSPC, errno.EDQUOT)):
        return None
    return _finding("use", name or "the disk", error)


def _finding(verb: str, name: str, error: OSError) -> Finding:
    said = (error.strerror or str(error)).lower()
    fixes = {errno.ENOSPC: "make room on the disk", errno.EDQUOT: "make room on the disk"}
    fix = fixes.get(error.errno or 0, "name a place that is there and that you may write to")
    return Finding("LOC821", f"cannot {verb} {name}: {said}", fix=fix)
