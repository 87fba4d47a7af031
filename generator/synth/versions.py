"""The version in a product.yaml: its place, and the same file with another one, comments kept."""

from __future__ import annotations

import re
from pathlib import Path

from generator.diagnostics import Finding, Problems, Span
from generator.model import Product, Version

_LINE = re.compile(r"""^version:[ \t]*(["'])(\d+\.\d+\.\d+)\1""", re.MULTILINE)


def find_version(root: Path, product: Product) -> Span:
    """The place of the version; the file's beginning where it cannot be found."""
    path = f"{product.folder}/product.yaml"
    try:
        text = (root / path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return Span(path)
    found = _LINE.search(text)
    if found is None:
        return Span(path)
    start = found.start(2) - 1
    line = text.count("\n", 0, start) + 1
    return Span(path, line, start - text.rfind("\n", 0, start), len(found.group(2)) + 2)


def replace_version(root: Path, product: Product, version: Version) -> bytes:
    """The file with `version`; raises Problems (VER510) where there is no single line to replace."""
    path = f"{product.folder}/product.yaml"
    text = (root / path).read_bytes().decode("utf-8")
    found = list(_LINE.finditer(text))
    if len(found) != 1:
        words = f'the version in `{path}` cannot be set: there must be one line such as `version: "1.2.3"`'
        raise Problems([Finding("VER510", words, Span(path), fix=f'version: "{product.version}"')])
    start, end = found[0].span(2)
    return f"{text[:start]}{version}{text[end:]}".encode()
