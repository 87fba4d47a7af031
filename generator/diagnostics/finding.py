"""One finding: a stable code, a position, one sentence of what, and one line of fix."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """How much a finding matters: an error fails every command, a warning or an information only `check`."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, order=True)
class Span:
    """A place in a file: a path relative to the project, a line and a column, both from 1."""

    path: str
    line: int = 1
    column: int = 1
    length: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Finding:
    """What is wrong (`message`), where (`span`), a label under the caret (`label`) and a `fix` that can be pasted.

    `code` is stable and is a public promise; `generator.diagnostics.codes` explains each. `path` is the place inside a
    template, such as `("Resources", "DataKey")`, until `generator.verify.positions` finds the author's line for it.
    """

    code: str
    message: str
    span: Span | None = None
    fix: str | None = None
    label: str | None = None
    severity: Severity = Severity.ERROR
    path: tuple[str, ...] = ()
