"""Reads decision cases: files with one JSON object a line, plain or compressed with gzip.

Fields: `principal`, `action`, `resource`, `resourceAccount`, `context`, `identityPolicies`, `resourcePolicy`,
`boundary`, `scps`, `sessionPolicy`, `vpce`, `expected` and `id`. The first four are needed.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from generator.diagnostics import Finding, Problems, Span
from generator.iam.evaluate.fields import FieldError, read_expected, read_policies, read_request
from generator.iam.evaluate.request import Outcome, PolicySet, Request

GZIP = b"\x1f\x8b"
MOST_FINDINGS = 100
"""A file of another kind would have a finding a line; this many are enough."""


@dataclass(frozen=True)
class Case:
    """One line: `name` is its `id`, or `line 7` where it has none; `expected` is None where none is stated."""

    line: int
    name: str
    request: Request
    policies: PolicySet
    expected: Outcome | None


class _LineError(ValueError):
    """One line is no case."""

    def __init__(self, code: str, message: str, fix: str, column: int = 1, length: int = 1) -> None:
        super().__init__(message)
        self.code, self.fix, self.column, self.length = code, fix, column, length


def load_cases(path: Path, shown: str | None = None) -> Iterator[Case]:
    """Each case as soon as its line is read; empty lines are passed over.

    After the last good case it raises Problems with a finding for every malformed line (SEC441 to SEC444); `shown` is
    the path that they state, if not `path` itself.
    """
    name = shown or str(path)
    findings: list[Finding] = []
    try:
        for number, line in enumerate(_read_lines(path), 1):
            try:
                if line.strip():
                    yield _read_case(number, line)
            except _LineError as error:
                span = Span(name, number, error.column, error.length)
                findings.append(Finding(error.code, str(error), span, error.fix))
                if len(findings) == MOST_FINDINGS:
                    break
    except (OSError, EOFError, zlib.error) as error:
        findings.append(Finding("SEC444", f"{name} cannot be read: {error}", Span(name), "give a readable file"))
    if findings:
        raise Problems(findings)


def _read_lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as plain:
        packed = plain.read(len(GZIP)) == GZIP
        plain.seek(0)
        opened: IO[bytes] | gzip.GzipFile = gzip.GzipFile(fileobj=plain) if packed else plain
        yield from opened


def _read_case(number: int, line: bytes) -> Case:
    try:
        text = line.decode("utf-8-sig").rstrip()
    except UnicodeDecodeError as error:
        fix = "save the file as UTF-8"
        raise _LineError("SEC441", f"byte {error.start + 1} is not UTF-8", fix, error.start + 1) from None
    case = _read_object(text)
    try:
        name = str(case["id"]) if "id" in case else f"line {number}"
        return Case(number, name, read_request(case), read_policies(case), read_expected(case))
    except FieldError as error:
        column = text.find(json.dumps(error.field)) + 1
        code = "SEC443" if error.misspelled else "SEC442"
        raise _LineError(code, str(error), error.fix, max(column, 1), len(error.field) + 2) from None


def _read_object(text: str) -> Mapping[str, Any]:
    fix = "write one JSON object on each line"
    try:
        case = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise _LineError("SEC441", f"the line is not JSON: {error.msg}", fix, error.colno) from None
    except (ValueError, RecursionError) as error:
        raise _LineError("SEC441", f"the line is not JSON: {error}", fix) from None
    if not isinstance(case, dict):
        raise _LineError("SEC441", "the line is not a JSON object", fix)
    return case


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """JSON forgets all but the last of two equal names: half a policy would go unread."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the name {twice!r} is twice in one object")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON value")
