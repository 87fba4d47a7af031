"""A path in a template → the author's line: where a part or statement was made, or the line of the property inside."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from generator.diagnostics import Finding, Span
from generator.synth import Rendered
from generator.synth.statement_places import find_made, find_statement

_FAR = 120
"""A property is looked for this many lines after the part begins, and never beyond the next part."""


class Authors:
    """The authors' files, each read once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files: dict[str, Sequence[str]] = {}

    def find(self, rendered: Rendered, path: Sequence[str]) -> Span | None:
        """Where an author wrote what is at `path` of the document; None where no author drew that part."""
        if rendered.source or path[:1] in (("Statement",), ["Statement"]):
            return find_statement(rendered, path)
        made = find_made(rendered, path)
        if made is not None:
            return _inside(made, rendered.document, path, self._lines(made.path))
        if len(path) < 2 or (path[0], path[1]) not in rendered.sources:
            return None
        drawn, parts = rendered.sources[path[0], path[1]], rendered.sources.values()
        lines = self._lines(drawn.path)
        following = [span.line for span in parts if span.path == drawn.path and span.line > drawn.line]
        end = min([*following, drawn.line + _FAR, len(lines) + 1])
        named = _named(drawn, rendered.document, path, lines)
        if named is not None:
            # On a line of its own, the Sid has the statement's other elements beside it.
            alone = lines[named.line - 1].lstrip().startswith(('"Sid"', "'Sid'", "Sid="))
            end = _end(named.line, lines, beside=alone)
            return _property(named, path[path.index("Statement") + 1 :], lines, end) or named
        return _property(drawn, path[2:], lines, end) or _whole_line(drawn, lines)

    def locate(self, finding: Finding, rendered: Rendered) -> Finding:
        """The finding at the author's line, with its path as the label; where no author drew it, where it was."""
        if rendered.source and finding.span is not None:
            # A written template is linted as it stands, so that cfn-lint's place is the author's.
            span: Span | None = replace(finding.span, path=rendered.source)
        else:
            span = self.find(rendered, finding.path)
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


def _inside(made: Span, document: Mapping[str, Any], path: Sequence[str], lines: Sequence[str]) -> Span:
    """The text or the keyword at the end of the path, where the call of a statement holds it; else the call."""
    end = _end(made.line, lines)
    text = _text_at(document, path)
    if text:
        for number in range(made.line, end):
            start = _quoted(text, lines[number - 1], made.column - 1 if number == made.line else 0)
            if start >= 0:
                return Span(made.path, number, start + 1, len(text) + 2)
    return _property(made, path[path.index("Statement") + 1 :], lines, end) or _widened(made, lines)


def _named(drawn: Span, document: Any, path: Sequence[str], lines: Sequence[str]) -> Span | None:
    """Where the file has the Sid of a statement that was written out: after its resource begins, else before."""
    sid = _sid(document, path) if "Statement" in path else None
    numbers = (*range(drawn.line, len(lines) + 1), *range(drawn.line - 1, 0, -1)) if sid else ()
    found = ((number, _quoted(sid or "", lines[number - 1])) for number in numbers)
    return next((Span(drawn.path, number, at + 1, len(sid or "") + 2) for number, at in found if at >= 0), None)


def _quoted(text: str, line: str, start: int = 0) -> int:
    """Where a line has the text between quotes; -1 where it has not."""
    return max(line.find(f"{quote}{text}{quote}", start) for quote in "\"'")


def _sid(document: Any, path: Sequence[str]) -> str | None:
    """The Sid of the innermost statement on the path."""
    lengths = range(len(path), path.index("Statement"), -1)
    return next((sid for length in lengths if (sid := _text_at(document, (*path[:length], "Sid")))), None)


def _end(first: int, lines: Sequence[str], *, beside: bool = False) -> int:
    """The line after what begins on a line: what belongs to it is indented further, or as far where it is `beside`."""
    indent = _indent(lines[first - 1]) - beside if first <= len(lines) else 0
    for number in range(first + 1, len(lines) + 1):
        text = lines[number - 1]
        if text.strip() and _indent(text) <= indent:
            return number
    return len(lines) + 1


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _text_at(document: Any, path: Sequence[str]) -> str | None:
    """The text at a path of the document, or that of its `Fn::Sub`."""
    for step in path:
        if isinstance(document, list) and step.isdecimal() and int(step) < len(document):
            document = document[int(step)]
        else:
            document = document.get(step) if isinstance(document, dict) else None
    text = document.get("Fn::Sub") if isinstance(document, dict) else document
    return text if isinstance(text, str) else None


def _widened(made: Span, lines: Sequence[str]) -> Span:
    """A call that goes over several lines is marked to the end of its first."""
    text = lines[made.line - 1].rstrip() if made.line <= len(lines) else ""
    return made if made.length > 1 else replace(made, length=max(1, len(text) - made.column + 1))


def _whole_line(drawn: Span, lines: Sequence[str]) -> Span:
    text = lines[drawn.line - 1] if drawn.line <= len(lines) else ""
    start = len(text) - len(text.lstrip())
    return Span(drawn.path, drawn.line, start + 1, max(1, len(text.strip())))
