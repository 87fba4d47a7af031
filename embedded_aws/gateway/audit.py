"""Every request, as it was decided: what CloudTrail's LookupEvents answers from, and what tests count."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from embedded_aws.service import Call

KEPT = 20_000
TOLD = frozenset({"servicecatalog"})
"""Services whose requests are kept, for CloudTrail's `requestParameters`."""


@dataclass(frozen=True)
class Entry:
    """One request."""

    id: str
    time: datetime
    account: str
    region: str
    principal: str
    access_key: str
    via: str | None
    service: str
    operation: str
    resources: tuple[str, ...]
    error: str | None
    message: str | None
    vpc_endpoint: str | None
    source_ip: str
    user_agent: str
    request: Mapping[str, Any] | None = None
    """What was asked for, of services whose requests hold no secrets."""

    def as_json(self) -> Mapping[str, Any]:
        """Plain data for the control URL."""
        told = {key: value for key, value in asdict(self).items() if key != "request"}
        return {**told, "time": self.time.isoformat(), "resources": list(self.resources)}


class Audit:
    """The latest entries, and how often each operation was called since the last count."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self._calls: Counter[str] = Counter()
        self._lock = threading.Lock()

    def write(self, call: Call, error: str | None, message: str | None) -> None:
        """Keep an entry of a call and count it."""
        caller = call.caller
        entry = Entry(
            id=call.request_id,
            time=datetime.now(UTC),
            account=call.account,
            region=call.region,
            principal=caller.arn,
            access_key=caller.keys.access_key,
            via=caller.called_via[-1] if caller.called_via else None,
            service=call.service,
            operation=call.operation,
            resources=call.resources,
            error=error,
            message=message,
            vpc_endpoint=call.endpoint.id if call.endpoint else None,
            source_ip=call.source_ip,
            user_agent=call.user_agent,
            request=call.params if call.service in TOLD else None,
        )
        with self._lock:
            self._entries.append(entry)
            self._calls[f"{entry.service}:{entry.operation}"] += 1

    def entries(self) -> Iterator[Entry]:
        """From the newest to the oldest."""
        return iter(list(self._entries)[::-1])

    def calls(self) -> Mapping[str, int]:
        """How often each operation was called."""
        return dict(sorted(self._calls.items()))

    def count_again(self) -> None:
        """Start counting from nothing."""
        with self._lock:
            self._calls.clear()

    def dump(self) -> object:
        """Plain data for a snapshot."""
        return list(self._entries)

    def load(self, state: object) -> None:
        """Replace the entries by what `dump` gave."""
        self._entries = deque(state if isinstance(state, list) else [], maxlen=KEPT)
