"""The template of a release, as a document: the file below `dist/` that never changes.

YAML takes half a second for a large template, so that what was read is kept below `.cache/`, by the digest of the text.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from generator.cloudformation.template.reader import read_document
from generator.model import Digest, Release
from generator.synth.cache import digest_code, digest_words, read_record, write_record

FOLDER = ".cache/templates"


def read_released(root: Path, release: Release) -> dict[str, Any]:
    """The document of a release; raises OSError where its file is gone, TemplateError where it cannot be read."""
    return read_kept(root, (root / release.template).read_text(encoding="utf-8"))


def read_kept(root: Path, text: str) -> dict[str, Any]:
    """The document of a template's text, read once for all commands; raises TemplateError where it cannot be read."""
    digest = Digest.of(text.encode())
    path, key = root / FOLDER / f"{digest.short}.json", digest_words(digest.hex, digest_code("cloudformation/template"))
    known = read_record(path, key, lambda record: dict(record["document"]))
    if known is None:
        known = read_document(text)
        # JSON has no keys but texts: a document that would come back as another one is read anew each time.
        if json.loads(json.dumps(known)) == known:
            write_record(path, key, {"document": known})
    return known
