"""The state of the embedded CloudFormation as plain data: stacks, their resources and events, change sets."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from embedded_aws.cloudformation.answers import Answers
from embedded_aws.cloudformation.engine.announcement import Announcement
from embedded_aws.cloudformation.errors import invalid

ImportTargets = Mapping[str, Mapping[str, str]]
"""The primary identifier of each resource to import, by logical id."""
STACK = "AWS::CloudFormation::Stack"
DELETED = "DELETE_COMPLETE"
KEPT = 100
"""So many deleted stacks are still shown by their ids: AWS has them for 90 days, and memory has an end."""


def now() -> datetime:
    """The time as CloudFormation stamps it."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Drift:
    """How one resource compares with its template; the properties as JSON."""

    status: str
    stamp: datetime
    expected: str | None = None
    actual: str | None = None
    differences: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True)
class Detection:
    """One detection of drift on a stack: what it found, and why it failed where it did."""

    detection_id: str
    stack_id: str
    status: str
    drifted: int
    stamp: datetime
    failure: str = ""


@dataclass
class Resource:
    """One resource of a stack: its template's properties and policies, and what exists of it."""

    logical_id: str
    kind: str
    properties: Mapping[str, Any] = field(default_factory=dict)
    physical_id: str | None = None
    attributes: dict[str, Any] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    deletion: str = "Delete"
    replacement: str = "Delete"
    metadata: Any = None
    creation: Any = None
    """The creation policy."""
    hidden: frozenset[str] = frozenset()
    """Values that are not shown, since a custom resource gave them with NoEcho."""
    drift: Drift | None = None
    status: str = ""
    reason: str | None = None
    stamp: datetime = field(default_factory=now)

    @property
    def exists(self) -> bool:
        """Whether there is something to delete."""
        return self.physical_id is not None and self.status != DELETED


@dataclass(frozen=True)
class Revision:
    """The template, parameter values and settings of a stack: everything that an update replaces at once."""

    text: str
    given: Mapping[str, str]
    """Parameter values as they were given or defaulted."""
    tags: tuple[tuple[str, str], ...] = ()
    capabilities: tuple[str, ...] = ()
    role: str | None = None
    topics: tuple[str, ...] = ()
    resolved: Mapping[str, str] = field(default_factory=dict)
    """What parameters of the SSM types were resolved to."""
    description: str | None = None
    unresolved: frozenset[str] = frozenset()
    """Parameters of a nested change set whose values are known only when it is executed."""


@dataclass(frozen=True)
class Event:
    """One line of a stack's history."""

    event_id: str
    logical_id: str
    physical_id: str
    kind: str
    status: str
    stamp: datetime
    reason: str | None = None
    properties: str | None = None
    token: str | None = None


@dataclass(frozen=True)
class Undo:
    """A step of an update that a rollback undoes: `created`, `replaced` or `updated`; `before` is the old resource."""

    what: str
    logical_id: str
    before: Resource | None = None


@dataclass
class Stack:
    """A stack and its history."""

    name: str
    stack_id: str
    account: str
    region: str
    revision: Revision
    created: datetime
    on_failure: str = "ROLLBACK"
    protected: bool = False
    timeout: int | None = None
    """Minutes within which it must be made."""
    token: str | None = None
    status: str = ""
    reason: str | None = None
    updated: datetime | None = None
    deleted: datetime | None = None
    resources: dict[str, Resource] = field(default_factory=dict)
    outputs: list[dict[str, str]] = field(default_factory=list)
    imports: set[str] = field(default_factory=set)
    events: list[Event] = field(default_factory=list)
    previous: Revision | None = None
    undo: list[Undo] = field(default_factory=list)
    leftovers: list[Resource] = field(default_factory=list)
    """Replaced resources that are still to be deleted."""
    cancelled: str | None = None
    """Why the running operation is to stop, once somebody asked for it."""
    change_set: str | None = None
    drift: Detection | None = None
    parent: str | None = None
    root: str | None = None
    """The ids of the stack that nests this one, and of the outermost one."""
    thorough: bool = False
    """Whether a roll-back also deletes what the operation has made and a policy retains (`RetainExceptOnCreate`)."""
    policy: str | None = None
    policy_during: str | None = None
    policy_after: str | None = None
    """The stack policy; the one that counts while an update runs, and the one that counts after it."""

    @property
    def busy(self) -> bool:
        """Whether an operation runs."""
        return self.status.endswith("_IN_PROGRESS") and self.status != "REVIEW_IN_PROGRESS"


@dataclass
class ChangeSet:
    """A change set: the revision that it was asked for and the changes that it found."""

    name: str
    change_set_id: str
    stack_id: str
    kind: str
    revision: Revision
    created: datetime
    changes: list[dict[str, Any]] = field(default_factory=list)
    status: str = "CREATE_COMPLETE"
    execution: str = "AVAILABLE"
    reason: str | None = None
    description: str | None = None
    on_failure: str = "ROLLBACK"
    token: str | None = None
    targets: ImportTargets = field(default_factory=dict)
    nested: bool = False
    """Whether it was asked for nested stacks, too."""
    importing: bool = False
    """Whether it was asked to import what exists."""
    parent: str | None = None
    root: str | None = None
    """Of a nested stack's: the change sets of the stack that nests it, and of the outermost one."""
    logical_id: str = ""
    """Of a nested stack's: the resource of the stack that nests it."""


@dataclass(frozen=True)
class Adoption:
    """Whose child a stack will be that is about to be made."""

    parent: str
    root: str
    role: str | None


class StackStore:
    """All stacks and change sets. Every change is made holding `lock`, so that a snapshot is whole."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.stacks: dict[str, Stack] = {}
        self.change_sets: dict[str, ChangeSet] = {}
        self.answers = Answers()
        self.detections: dict[str, Detection] = {}
        self.adoptions: dict[tuple[str, str, str], Adoption] = {}
        """By account, region and name of the stack."""
        self.restored: dict[str, str] = {}
        """The template that the next update of a nested stack takes, by its id: a roll-back's."""
        self.announced: dict[tuple[str, str, str], Announcement] = {}
        """Change sets that are about to be made for nested stacks, by account, region and name."""
        self.released: dict[str, Revision] = {}
        """What the change set of a nested stack, by its id, is executed with, once its parent's comes to it."""

    def find(self, name: str, account: str, region: str) -> Stack | None:
        """The stack of a name (one that is not deleted) or of an id (deleted ones too)."""
        with self.lock:
            if name in self.stacks:
                return self.stacks[name] if self.stacks[name].account == account else None
            return next(
                (one for one in self.list_stacks(account, region) if one.name == name and one.status != DELETED), None
            )

    def require(self, name: str, account: str, region: str) -> Stack:
        """As `find`; raises ServiceError where there is none."""
        if (stack := self.find(name, account, region)) is None:
            raise invalid(f"Stack with id {name} does not exist")
        return stack

    def list_stacks(self, account: str, region: str) -> list[Stack]:
        """The stacks of an account and region, newest first."""
        with self.lock:
            return [one for one in reversed(self.stacks.values()) if (one.account, one.region) == (account, region)]

    def exports(self, account: str, region: str) -> Iterator[tuple[Stack, str, str]]:
        """The exports of an account and region: stack, name, value."""
        for stack in reversed(self.list_stacks(account, region)):
            if stack.status != DELETED:
                for output in stack.outputs:
                    if "ExportName" in output:
                        yield stack, output["ExportName"], output["OutputValue"]

    def importers(self, export: str, account: str, region: str) -> list[Stack]:
        """The stacks that use an export."""
        return [one for one in self.list_stacks(account, region) if one.status != DELETED and export in one.imports]

    def set_status(self, stack: Stack, status: str, reason: str | None = None) -> Event:
        """Gives a stack a status; returns its event."""
        with self.lock:
            stack.status, stack.reason = status, reason
            if status == DELETED:
                stack.deleted = now()
                self._forget_the_oldest()
            event = Event(str(uuid4()), stack.name, stack.stack_id, STACK, status, now(), reason, token=stack.token)
            stack.events.append(event)
            return event

    def _forget_the_oldest(self) -> None:
        gone = sorted((one for one in self.stacks.values() if one.deleted), key=lambda one: one.deleted or one.created)
        for stack in gone[:-KEPT]:
            del self.stacks[stack.stack_id]
            for held in (self.change_sets, self.detections):
                for key in [key for key, one in held.items() if one.stack_id == stack.stack_id]:
                    del held[key]

    def set_resource_status(
        self, stack: Stack, resource: Resource, status: str, reason: str | None = None, text: str = ""
    ) -> Event:
        """Gives a resource a status; returns its event, in which `text` is the JSON of its properties."""
        with self.lock:
            stamp = now()
            resource.status, resource.reason, resource.stamp = status, reason, stamp
            name, event_id = (
                resource.logical_id,
                f"{resource.logical_id}-{status}-{stamp.isoformat(timespec='microseconds')}",
            )
            physical_id = resource.physical_id or ""
            event = Event(event_id, name, physical_id, resource.kind, status, stamp, reason, text or None, stack.token)
            stack.events.append(event)
            return event
