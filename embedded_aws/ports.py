"""Who listens on a port of this machine, as far as Linux says."""

from __future__ import annotations

import os
from pathlib import Path

LISTENING = "0A"
PROC = Path("/proc")


def who_listens(port: int) -> str | None:
    """`python3 (process 4711)`; None where nobody listens, or Linux does not say."""
    inodes = {f"socket:[{inode}]" for inode in _inodes(port)}
    for folder in PROC.glob("[0-9]*") if inodes else ():
        if any(link in inodes for link in _links(folder / "fd")):
            return f"{_name(folder)} (process {folder.name})"
    return None


def _inodes(port: int) -> set[str]:
    found: set[str] = set()
    for table in ("tcp", "tcp6"):
        try:
            lines = (PROC / "net" / table).read_text(encoding="ascii").splitlines()[1:]
        except OSError:
            continue
        for fields in map(str.split, lines):
            if fields[3] == LISTENING and int(fields[1].rpartition(":")[2], 16) == port:
                found.add(fields[9])
    return found


def _links(folder: Path) -> list[str]:
    links: list[str] = []
    try:
        for entry in folder.iterdir():
            links.append(os.readlink(entry))
    except OSError:
        return links
    return links


def _name(folder: Path) -> str:
    try:
        return (folder / "comm").read_text(encoding="utf-8").strip()
    except OSError:
        return "a program"
