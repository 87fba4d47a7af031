"""What a run has made and not yet removed: on disk before it is made, so that a killed run can be cleaned up."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]
"""`{"terminate": name}`, or `{"as": who, "call": action, "given": parameters}`."""


class Journal:
    """The undo of everything that is there, the latest last; a file that is gone when nothing is left."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def rows(self) -> list[Row]:
        """What is left to undo; nothing where there is no file."""
        try:
            rows: list[Row] = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return []
        return rows

    def add(self, row: Row) -> None:
        """Note it before the thing is made."""
        self._write([*self.rows(), row])

    def remove(self, row: Row) -> None:
        """Forget it after the thing is gone."""
        rows = self.rows()
        rows.remove(row)
        self._write(rows)

    def _write(self, rows: list[Row]) -> None:
        if not rows:
            self._path.unlink(missing_ok=True)
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        part = self._path.with_suffix(".part")
        part.write_text(json.dumps(rows, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        os.replace(part, self._path)
