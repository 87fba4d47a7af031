"""The names in portfolio.yaml, for who types one: without its checks, and with nothing said of a file that is wrong."""

from __future__ import annotations

from pathlib import Path

from generator.diagnostics import Problems
from generator.manifest.codes import PORTFOLIO
from generator.manifest.yaml import parse_yaml, plain, read_text

_FILE = "portfolio.yaml"


def list_keys(root: Path, section: str) -> list[str]:
    """The keys of one section, such as `environments`, in the file's order; none where it cannot be read."""
    try:
        tree, _ = parse_yaml(read_text(root, _FILE, PORTFOLIO), _FILE, PORTFOLIO)
    except Problems:
        return []
    read = plain(tree)
    held = read.get(section) if isinstance(read, dict) else None
    return [str(key) for key in held] if isinstance(held, dict) else []
