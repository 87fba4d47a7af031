"""The release record: who applied which plan, with what result, and which ids were there in the end.

One object in the artifact bucket, `catalogs/<catalog>/applied.json`, written once by each run that writes; the bucket
keeps every version of it, so that its versions are the history. A create looks into the newest: an id that an earlier
run saw and that does not show any more has gone, and need not be waited for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from generator.aws.artifacts import Artifacts
from generator.aws.errors import refusals
from generator.aws.session import Connection
from generator.model import Address
from generator.planning import Plan
from generator.planning.snapshot import snapshot

FORMAT = 1


def record_key(catalog: str) -> str:
    """The object that is the newest record."""
    return f"catalogs/{catalog}/applied.json"


class ReleaseRecord:
    """The record of one catalog in one account and region; read at most once a run."""

    def __init__(self, connection: Connection, artifacts: Artifacts, catalog: str) -> None:
        self._connection = connection
        self._artifacts = artifacts
        self._key = record_key(catalog)
        self._ids: Mapping[str, str] | None = None

    @refusals("s3")
    def seen(self, address: Address) -> str | None:
        """The id that was there when the newest run ended."""
        if self._ids is None:
            text = self._artifacts.read(self._key)
            self._ids = _ids(text) if text is not None else {}
        return self._ids.get(str(address))

    @refusals("s3")
    def write(self, plan: Plan, ids: Mapping[Address, str], done: int, stopped: str | None) -> None:
        """Note what a run did: `done` steps of the plan, and where it stopped early, why."""
        content = {
            "format": FORMAT,
            "catalog": plan.catalog,
            "account": plan.account,
            "region": plan.region,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "by": self._connection.identity[1],
            "plan": plan.digest,
            "steps": plan.records,
            "done": done,
            "stopped": stopped,
            "ids": {str(address): identity for address, identity in sorted(ids.items())},
            "wanted": snapshot(plan.wanted) if plan.wanted is not None else None,
        }
        self._artifacts.write(self._key, json.dumps(content, ensure_ascii=False, separators=(",", ":")))


def _ids(text: str) -> dict[str, str]:
    """The ids of a record; none where it is not ours: it only saves waiting."""
    try:
        content: Any = json.loads(text)
        return dict(content["ids"]) if content["format"] == FORMAT else {}
    except (ValueError, TypeError, KeyError):
        return {}
