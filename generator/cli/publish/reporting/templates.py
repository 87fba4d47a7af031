"""Released templates: their documents, and where a statement of a policy stands in their text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from generator.cloudformation.template.reader import read_document
from generator.model import Release
from generator.synth.cache import read_record, write_record

FOLDER = ".cache/report"
_LONGEST = 60
"""Lines of a statement that are shown."""


class ReleasedTemplate:
    """One release's template, parsed once for all reports."""

    def __init__(self, root: Path, release: Release) -> None:
        self.release = release
        self._root = root

    @cached_property
    def text(self) -> str:
        """Its text; raises OSError where the file is missing."""
        return (self._root / self.release.template).read_text(encoding="utf-8")

    @cached_property
    def document(self) -> Mapping[str, Any]:
        """Its document; raises TemplateError where it is not well-formed, OSError where the file is missing."""
        path = self._root / FOLDER / f"{self.release.digest.short}.json"
        known = read_record(path, self.release.digest.hex, lambda record: record["document"])
        if known is not None:
            return dict(known)
        document = read_document(self.text)
        write_record(path, self.release.digest.hex, {"document": document})
        return document

    def find_statement(self, resource: str, sid: str | None) -> tuple[int, str]:
        """The line of a statement inside a resource, and its lines; the resource's own line where it has no Sid."""
        lines = self._lines
        start = next((at for at, line in enumerate(lines) if _opens(line, resource)), None)
        if start is None:
            return 0, ""
        depth = _indent(lines[start])
        end = next(
            (at for at in range(start + 1, len(lines)) if lines[at].strip() and _indent(lines[at]) <= depth), None
        )
        for at in range(start, end or len(lines)) if sid is not None else ():
            if re.match(rf"""\s*(- )?["']?Sid["']?\s*:\s*["']?{re.escape(sid or "")}["',]?\s*$""", lines[at]):
                return at + 1, _item(lines, at)
        return start + 1, lines[start].strip()

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.splitlines()


def _opens(line: str, name: str) -> bool:
    return re.match(rf"""\s{{1,8}}["']?{re.escape(name)}["']?\s*:""", line) is not None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _item(lines: list[str], at: int) -> str:
    """The list item, or the JSON object, that a line belongs to."""
    first = at
    while first > 0 and not lines[first].lstrip().startswith(("- ", "{", "-")):
        first -= 1
    depth, last = _indent(lines[first]), at + 1
    while last < len(lines) and _indent(lines[last]) > depth and last - first < _LONGEST:
        last += 1
    return "\n".join(line[depth:] for line in lines[first:last])
