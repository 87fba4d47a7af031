"""What a product's CHANGELOG.md says about a version."""

from __future__ import annotations

import re
from pathlib import Path

from generator.synth.files import read_bytes

_HEADING = re.compile(r"^## +v?(?P<version>\d+\.\d+\.\d+)\b.*$", re.MULTILINE)


def read_changes(root: Path, product: str) -> dict[str, str]:
    """Version → its words, from products/<product>/CHANGELOG.md; nothing where there is none."""
    text = (read_bytes(root / "products" / product / "CHANGELOG.md") or b"").decode("utf-8", "replace")
    found = list(_HEADING.finditer(text))
    ends = [*(match.start() for match in found), len(text)][1:]
    return {match["version"]: text[match.end() : end].strip() for match, end in zip(found, ends, strict=True)}
