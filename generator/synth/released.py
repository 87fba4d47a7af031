"""The template of a release, as a document: the file below `dist/` that never changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from generator.cloudformation.template.reader import read_document
from generator.model import Release


def read_released(root: Path, release: Release) -> dict[str, Any]:
    """The document of a release; raises OSError where its file is gone, TemplateError where it cannot be read."""
    return read_document((root / release.template).read_text(encoding="utf-8"))
