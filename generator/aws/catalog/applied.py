"""What the last run that wrote wanted, as the release record in the artifact bucket says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from generator.aws.artifacts import Artifacts
from generator.aws.catalog.release_record import record_key
from generator.aws.errors import refusals
from generator.aws.session import Connection
from generator.planning import CatalogState
from generator.planning.snapshot import read_snapshot


@dataclass(frozen=True)
class Applied:
    """A run: who, when, what it wanted, the ids that it saw, and the addresses that it did not come to."""

    by: str
    at: datetime
    wanted: CatalogState
    ids: Mapping[str, str]
    undone: frozenset[str]


@refusals("s3")
def read_applied(connection: Connection, root: Path, catalog: str) -> Applied | None:
    """The newest run; None where nobody has applied, or a version that kept no wishes."""
    text = Artifacts(connection, root).read(record_key(catalog))
    try:
        return _applied(json.loads(text)) if text is not None else None
    except (ValueError, TypeError, KeyError):
        return None


def _applied(record: Mapping[str, Any]) -> Applied:
    return Applied(
        record["by"],
        datetime.fromisoformat(record["at"]),
        read_snapshot(record["wanted"]),
        record["ids"],
        frozenset(step["address"] for step in record["steps"][record["done"] :]),
    )
