"""A path in a template → the author's line: where the part was drawn, or the line of the property inside it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from generator.diagnostics import Finding, Span
from generator.synth import Rendered

Sources = Mapping[tuple[str, str], Span]

_FAR = 120
"""A property is looked for this many lines after the part begins, and never beyond the next part."""


class Authors:
    """The authors' files, each read once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files: dict[str, Sequence[str]] = {}

    def find(self, sources: Sources, path: Sequence[str]) -> Span | None:
        """Where an author wrote what is at `path` of the document; None where no author drew that part."""
        if len(path) < 2 or (path[0], path[1]) not in sources:
            return None
        drawn = sources[path[0], path[1]]
        lines = self._lines(drawn.path)
        following = [span.line for span in sources.values() if span.path == drawn.path and span.line > drawn.line]
        end = min([*following, drawn.line + _FAR, len(lines) + 1])
        return _property(drawn, path[2:], lines, end) or _whole_line(drawn, lines)

    def locate(self, finding: Finding, rendered: Rendered) -> Finding:
        """The finding at the author's line, with its path as the label; where no author drew it, where it was."""
        span = _written(finding, rendered) if rendered.source else self.find(rendered.sources, finding.path)
        label = "/".join(finding.path) if span or finding.span is None else ""
        fix = _as_written(finding.fix, rendered.source) if rendered.source else finding.fix
        return replace(finding, span=span or finding.span, label=label or finding.label, path=(), fix=fix)

    def _lines(self, path: str) -> Sequence[str]:
        if path not in self._files:
            try:
                self._files[path] = (self._root / path).read_text(encoding="utf-8").splitlines()
            except (OSError, UnicodeDecodeError):
                self._files[path] = ()
        return self._files[path]


def _as_written(fix: str | None, source: str) -> str | None:
    """A property that a rule words as Python does, `DeletionPolicy="Retain"`, as the template's own language has it."""
    given = re.fullmatch(r"([A-Z]\w+)=(True|False|\d+|\"[^\"]*\"|\[.*\]|Ref\(.*\))", fix or "")
    if given is None:
        return fix
    name, value = given[1], {"True": "true", "False": "false"}.get(given[2], given[2])
    named = value.removeprefix("Ref(").removesuffix(")") if value.startswith("Ref(") else None
    if source.endswith(".json"):
        return f'"{name}": ' + (f'{{ "Ref": "{named}" }}' if named else value)
    return f"{name}: " + (f"!Ref {named}" if named else value.strip('"'))


def _written(finding: Finding, rendered: Rendered) -> Span:
    """A written template is linted as it stands, so that cfn-lint's place is the author's."""
    from generator.synth.written import find_place

    if finding.span is not None:
        return replace(finding.span, path=rendered.source)
    return find_place(rendered, finding.path)


def _property(drawn: Span, path: Sequence[str], lines: Sequence[str], end: int) -> Span | None:
    """The line that names the deepest key of `path`, found key after key from the part's first line down."""
    found: Span | None = None
    line = drawn.line
    for key in path:
        pattern = re.compile(rf"""(?<![\w]){re.escape(key)}(?=["']?\s*[=:,])""")
        for number in range(line, end):
            match = pattern.search(lines[number - 1])
            if match is not None:
                found, line = Span(drawn.path, number, match.start() + 1, len(key)), number
                break
    return found


def _whole_line(drawn: Span, lines: Sequence[str]) -> Span:
    text = lines[drawn.line - 1] if drawn.line <= len(lines) else ""
    start = len(text) - len(text.lstrip())
    return Span(drawn.path, drawn.line, start + 1, max(1, len(text.strip())))
