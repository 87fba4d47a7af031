"""What cfn-lint said about one template, as plain data that can be kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self


@dataclass(frozen=True)
class Match:
    """One match: the rule's id, its sentence, its level (`error`, `warning`, `informational`) and its place.

    `line` and `column` are those of the template's text, from 1; `path` is the place in the document.
    """

    rule: str
    message: str
    level: str
    line: int
    column: int
    end_line: int
    end_column: int
    path: tuple[str, ...] = ()

    def to_row(self) -> Mapping[str, Any]:
        """A row of JSON."""
        return asdict(self)

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """The match behind a row; raises TypeError or KeyError for another row."""
        return cls(**{**row, "path": tuple(row["path"])})
