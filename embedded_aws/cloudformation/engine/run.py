"""One operation on one stack: its credentials, its thread, and a net below it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from embedded_aws.cloudformation.engine.failures import StepFailed
from embedded_aws.cloudformation.engine.store import Stack, Store
from embedded_aws.service import Gateway, Keys, ServiceError

PRINCIPAL = "cloudformation.amazonaws.com"
SESSION = "AWSCloudFormation"


@dataclass(frozen=True)
class Run:
    """What a step needs: the front, the state, the stack and the credentials of its role or of the caller."""

    gateway: Gateway
    store: Store
    stack: Stack
    keys: Keys

    def client(self, service: str) -> Any:
        """A boto3 client in the stack's region."""
        return self.gateway.client(self.keys, service, self.stack.region)

    def check_cancelled(self, logical_id: str) -> None:
        """Raises StepFailed where somebody asked the operation to stop."""
        if self.stack.cancelled is not None:
            raise StepFailed(logical_id, self.stack.cancelled)


def acting_keys(gateway: Gateway, keys: Keys, role: str | None) -> Keys:
    """The credentials of a stack's operation: its role's, or the caller's, forwarded."""
    if role is None:
        return gateway.forward(keys, PRINCIPAL)
    try:
        return gateway.assume(role, PRINCIPAL, SESSION)
    except ServiceError as fault:
        raise ServiceError("ValidationError", f"Role {role} is invalid or cannot be assumed") from fault


def start(run: Run, work: Callable[[Run], None]) -> None:
    """Does the work in a thread of its own."""
    threading.Thread(target=_watch, args=(run, work), name=f"stack {run.stack.name}", daemon=True).start()


def _watch(run: Run, work: Callable[[Run], None]) -> None:
    try:
        work(run)
    except Exception as error:  # noqa: BLE001 - a thread's last line: without it a stack would be in progress for ever
        run.store.turn(run.stack, stuck_status(run.stack.status), f"Internal failure: {type(error).__name__}: {error}")


def stuck_status(status: str) -> str:
    """The status of a stack whose operation was broken off."""
    if status.startswith("UPDATE"):
        return "UPDATE_ROLLBACK_FAILED"
    return status.removesuffix("_IN_PROGRESS") + "_FAILED"
