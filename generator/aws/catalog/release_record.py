"""The release record: who applied which plan, with what result, and which ids were there in the end.

One object in the artifact bucket, `catalogs/<catalog>/applied.json`, written once by each run that writes; the bucket
keeps every version of it, so that its versions are the history. A create looks into the newest: an id that an earlier
run saw and that does not show any more has gone, and need not be waited for. It is written too before anybody is let
in, so that the next run knows which portfolios have people while no list shows them yet.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from generator.apply import Result
from generator.aws.artifacts import Artifacts
from generator.aws.errors import refusals
from generator.aws.session import Connection
from generator.model import Address
from generator.model.share import Share, saying
from generator.planning import CatalogState, Plan
from generator.planning.documents import named_by
from generator.planning.record import step_record
from generator.planning.snapshot import read_snapshot, snapshot

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
        self._newest: Mapping[str, Any] | None = None
        self._lock = Lock()

    @refusals("s3")
    def seen(self, address: Address) -> str | None:
        """The id that was there when the newest run ended."""
        found = self._read().get("ids", {}).get(str(address))
        return None if found is None else str(found)

    @refusals("s3")
    def ids(self) -> Mapping[str, str]:
        """The ids that were there when the newest run ended, by their addresses."""
        return {str(address): str(identity) for address, identity in self._read().get("ids", {}).items()}

    @refusals("s3")
    def peopled(self) -> frozenset[str]:
        """Keys of the portfolios that had people when the newest run ended, or was about to let them in."""
        return frozenset(map(str, self._read().get("people", ())))

    def documents(self) -> frozenset[str]:
        """The documents that the service actions named which the newest run wanted."""
        wanted = self._wanted()
        return named_by(wanted.actions.values()) if wanted is not None else frozenset()

    def optioned(self) -> frozenset[str]:
        """Keys of the products that the newest run gave tag options, or was about to take them from and did not."""
        wanted, newest = self._wanted(), self._read()
        left = newest.get("steps", [])[newest.get("done", 0) :]
        given = (
            {key for key, product in wanted.products.items() if product.tag_options} if wanted is not None else set()
        )
        return frozenset(given | {str(step["product"]) for step in left if step.get("step") == "RemoveProductOption"})

    @refusals("s3")
    def unfinished_shares(self) -> Mapping[tuple[str, str, str], str]:
        """(portfolio, type, receiver) of the shares that the newest run was to begin, and did not see end → the
        accounts that did not get it, in AWS's words; nothing where that run was told of none."""
        newest = self._read()
        left = [step for step in newest.get("steps", [])[newest.get("done", 0) :] if step.get("step") == "PutShare"]
        stopped = str(newest.get("stopped") or "")
        return {
            (step["portfolio"], step["share"]["type"], step["share"]["receiver"]): _missed(stopped, step["share"])
            for step in left
        }

    def had_more(self, wanted: CatalogState) -> bool:
        """Whether the newest run knew service actions, documents or tag options of products where none is wanted any
        more, or did not end a share: no list would show that."""
        if any(portfolio in wanted.portfolios for portfolio, _, _ in self.unfinished_shares()):
            return True
        had = self._wanted()
        actions = had.actions if had is not None else {}
        left = bool(self.documents()) and not wanted.documents if wanted.actions else bool(actions)
        tagged = {key for key, product in wanted.products.items() if product.tag_options}
        return left or not self.optioned() <= tagged

    @refusals("s3")
    def write(self, plan: Plan, result: Result) -> None:
        """Note what a run did."""
        content = {
            "format": FORMAT,
            "catalog": plan.catalog,
            "account": plan.account,
            "region": plan.region,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "by": self._connection.identity[1],
            "plan": plan.digest,
            "steps": [step_record(step) for step in result.steps],
            "done": result.done,
            "stopped": result.stopped,
            "people": sorted(result.people),
            "ids": {str(address): identity for address, identity in sorted(result.ids.items())},
            "wanted": snapshot(plan.wanted) if plan.wanted is not None else None,
        }
        self._artifacts.write(self._key, json.dumps(content, ensure_ascii=False, separators=(",", ":")))

    def _wanted(self) -> CatalogState | None:
        """What the newest run wanted; None where there is none, or it kept no wishes."""
        try:
            return read_snapshot(self._read()["wanted"])
        except (ValueError, TypeError, KeyError):
            return None

    def _read(self) -> Mapping[str, Any]:
        with self._lock:
            if self._newest is None:
                self._newest = _content(self._artifacts.read(self._key) or "")
            return self._newest


def _missed(stopped: str, share: Mapping[str, Any]) -> str:
    """What follows the share's name in the words with which its run has stopped."""
    return stopped.partition(f"{saying(Share(share['type'], share['receiver']))}: ")[2]


def _content(text: str) -> dict[str, Any]:
    """A record; empty where it is not ours."""
    try:
        content: Any = json.loads(text)
        whole = content["format"] == FORMAT and isinstance(content["ids"], dict)
        return content if whole and isinstance(content.get("people", []), list) else {}
    except (ValueError, TypeError, KeyError):
        return {}
