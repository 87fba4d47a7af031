"""What stack sets consist of: plain data, changed only under the lock of their store."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Place = tuple[str, str]
"""An account and a region."""
ENDED = frozenset({"SUCCEEDED", "FAILED", "STOPPED"})


def now() -> datetime:
    """The time as CloudFormation stamps it."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Blueprint:
    """What an update of a stack set replaces at once."""

    text: str
    given: Mapping[str, str]
    """Parameter values as they were given or defaulted."""
    capabilities: tuple[str, ...] = ()
    tags: tuple[tuple[str, str], ...] = ()
    description: str | None = None


@dataclass
class Instance:
    """A stack of the set in an account and region, as the set knows it."""

    account: str
    region: str
    unit: str
    """The unit or root that was targeted."""
    overrides: Mapping[str, str] = field(default_factory=dict)
    stack_id: str | None = None
    status: str = "OUTDATED"
    detail: str = "PENDING"
    reason: str | None = None
    operation: str | None = None
    """The last operation."""

    @property
    def place(self) -> Place:
        """Where it is."""
        return self.account, self.region


@dataclass
class Result:
    """How an operation went in one place."""

    unit: str
    status: str = "PENDING"
    reason: str | None = None


@dataclass
class Operation:
    """One operation on a stack set; `tasks` is where, in the order in which it goes."""

    id: str
    action: str
    """CREATE, UPDATE or DELETE."""
    tasks: tuple[Place, ...]
    results: dict[Place, Result]
    request: str
    """What was asked for, so that the same request with the same id is carried out once."""
    preferences: Mapping[str, Any] = field(default_factory=dict)
    targets: Mapping[str, Any] = field(default_factory=dict)
    retain: bool = False
    status: str = "RUNNING"
    created: datetime = field(default_factory=now)
    ended: datetime | None = None

    @property
    def failures(self) -> int:
        """In how many places it failed."""
        return sum(result.status == "FAILED" for result in self.results.values())


@dataclass
class StackSet:
    """A stack set of an organization's management account in one region."""

    name: str
    id: str
    account: str
    region: str
    blueprint: Blueprint
    automatic: bool
    """Whether accounts that join a unit get the stack, and accounts that leave lose it."""
    retains: bool
    """Whether the stack of an account that leaves stays."""
    queues: bool = False
    """Whether operations wait for one another instead of being refused (managed execution)."""
    token: str | None = None
    status: str = "ACTIVE"
    units: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Unit or root → the regions of the set there."""
    known: dict[str, set[str]] = field(default_factory=dict)
    """Unit or root → its accounts when it was last looked at."""
    instances: dict[Place, Instance] = field(default_factory=dict)
    operations: dict[str, Operation] = field(default_factory=dict)

    @property
    def arn(self) -> str:
        """The ARN."""
        return f"arn:aws:cloudformation:{self.region}:{self.account}:stackset/{self.id}"

    def running(self) -> list[Operation]:
        """The operations that have not ended, the oldest first."""
        return [each for each in self.operations.values() if each.status not in ENDED]


class StackSetStore:
    """All stack sets by id, and the organizations that let stack sets in."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.sets: dict[str, StackSet] = {}
        self.activated: set[str] = set()
        """The management accounts that activated access."""
        self.workers: dict[str, threading.Thread] = {}
        """The threads that carry out operations, by stack set."""

    def interrupt(self) -> None:
        """End the operations that were under way when the state was dumped."""
        for operation in [each for one in self.sets.values() for each in one.running()]:
            operation.status, operation.ended = "STOPPED", now()
            for result in operation.results.values():
                result.status = "CANCELLED" if result.status in ("PENDING", "RUNNING") else result.status

    def find(self, name: str, account: str, region: str) -> StackSet | None:
        """The stack set of a name or an id, in a management account and region."""
        with self.lock:
            for one in self.sets.values():
                if (one.account, one.region, one.status) == (account, region, "ACTIVE") and name in (one.name, one.id):
                    return one
        return None
