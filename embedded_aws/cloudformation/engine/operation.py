"""A stack operation: the credentials it has, the thread it runs in, and what happens where that thread breaks off."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from embedded_aws.cloudformation.engine.change_sets import drop_unused, finish_execution
from embedded_aws.cloudformation.engine.failures import StepFailed
from embedded_aws.cloudformation.engine.store import Resource, Stack, StackStore
from embedded_aws.cloudformation.engine.topics import check_topics, tell_topics
from embedded_aws.cloudformation.nesting import expire
from embedded_aws.service import Gateway, Keys, ServiceError

PRINCIPAL = "cloudformation.amazonaws.com"
SESSION = "AWSCloudFormation"


@dataclass(frozen=True)
class StackOperation:
    """One operation on one stack: the gateway, the state, the stack, and the credentials of its role or its caller.

    `nested` are the change sets of nested stacks that it carries out, by logical id: one whose change set finds nothing
    to change stays as it is.
    """

    gateway: Gateway
    store: StackStore
    stack: Stack
    keys: Keys
    nested: Mapping[str, str] = field(default_factory=dict)

    def client(self, service: str) -> Any:
        """A boto3 client in the stack's region."""
        return self.gateway.client(self.keys, service, self.stack.region)

    @property
    def unchanged(self) -> list[str]:
        """The nested stacks, by logical id, whose change set finds nothing to change."""
        found = {name: self.store.change_sets.get(one) for name, one in self.nested.items()}
        return [name for name, one in found.items() if one is not None and one.status == "FAILED"]

    def check_cancelled(self, logical_id: str) -> None:
        """Raises StepFailed where the operation is to stop."""
        expire(self.stack)
        if self.stack.cancelled is not None:
            raise StepFailed(logical_id, self.stack.cancelled)

    def add_resource(self, resource: Resource) -> None:
        """Adds a resource to the stack, in place of one with the same logical id."""
        with self.store.lock:
            self.stack.resources[resource.logical_id] = resource

    def set_status(self, status: str, reason: str | None = None) -> None:
        """Gives the stack a status, with its event, of which its topics are told."""
        if not status.endswith("_IN_PROGRESS"):
            drop_unused(self.store, self.nested.values())
            finish_execution(self.store, self.stack, status)
        tell_topics(self.gateway, self.keys, self.stack, self.store.set_status(self.stack, status, reason))

    def set_resource_status(self, resource: Resource, status: str, reason: str | None = None, text: str = "") -> None:
        """Gives a resource of the stack a status, with its event; `text` is the JSON of its properties."""
        event = self.store.set_resource_status(self.stack, resource, status, reason, text)
        tell_topics(self.gateway, self.keys, self.stack, event)

    def announce(self, topics: tuple[str, ...], status: str) -> None:
        """Tell these topics that the operation begins; raises ServiceError where one cannot be told."""
        check_topics(self.gateway, self.keys, self.stack, topics, status)


def acting_keys(gateway: Gateway, keys: Keys, role: str | None) -> Keys:
    """The credentials of a stack operation: its role's, or the caller's, forwarded."""
    if role is None:
        return gateway.forward(keys, PRINCIPAL)
    try:
        return gateway.assume(role, PRINCIPAL, SESSION)
    except ServiceError as error:
        raise ServiceError("ValidationError", f"Role {role} is invalid or cannot be assumed") from error


def start(operation: StackOperation, steps: Callable[[StackOperation], None]) -> None:
    """Carries out the steps in a thread of their own."""
    name = f"stack {operation.stack.name}"
    threading.Thread(target=_carry_out, args=(operation, steps), name=name, daemon=True).start()


def _carry_out(operation: StackOperation, steps: Callable[[StackOperation], None]) -> None:
    try:
        steps(operation)
    except Exception as error:  # noqa: BLE001 - a thread's last line: without it a stack would be in progress for ever
        reason = f"Internal failure: {type(error).__name__}: {error}"
        operation.set_status(interrupted_status(operation.stack.status), reason)


def interrupted_status(status: str) -> str:
    """The status of a stack whose operation broke off."""
    if status.startswith("UPDATE"):
        return "UPDATE_ROLLBACK_FAILED"
    return status.removesuffix("_IN_PROGRESS") + "_FAILED"
