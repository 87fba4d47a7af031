"""Released templates: their documents, and where a statement of a policy stands in their text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from generator.model import Release
from generator.synth.released import read_kept

_LONGEST = 60
"""Lines of a statement that are shown."""
_OPENS = re.compile(r"""\s{1,8}["']?(?P<name>[^\s"':]+)["']?\s*:""")
_SAYS_SID = re.compile(r"""\s*(- )?["']?Sid["']?\s*:\s*["']?(?P<sid>[^\s"',]*)["',]?\s*$""")


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
        return read_kept(self._root, self.text)

    def find_statement(self, resource: str, sid: str | None) -> tuple[int, str]:
        """The line of a statement inside a resource, and its lines; the resource's own line where it has no Sid."""
        lines, start = self._lines, self._openings.get(resource)
        if start is None:
            return 0, ""
        depth = _indent(lines[start])
        end = next(
            (at for at in range(start + 1, len(lines)) if lines[at].strip() and _indent(lines[at]) <= depth), len(lines)
        )
        for at in self._sids.get(sid, ()) if sid is not None else ():
            if start <= at < end:
                return at + 1, _item(lines, at)
        return start + 1, lines[start].strip()

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.splitlines()

    @cached_property
    def _openings(self) -> dict[str, int]:
        """The first line, counted from 0, that opens a block of each name as resources have it."""
        found: dict[str, int] = {}
        for at, line in enumerate(self._lines):
            if (match := _OPENS.match(line)) is not None:
                found.setdefault(match["name"], at)
        return found

    @cached_property
    def _sids(self) -> dict[str, list[int]]:
        """The lines, counted from 0, that say each Sid."""
        found: dict[str, list[int]] = {}
        for at, line in enumerate(self._lines):
            if "Sid" in line and (match := _SAYS_SID.match(line)) is not None:
                found.setdefault(match["sid"], []).append(at)
        return found


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
