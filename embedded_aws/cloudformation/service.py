"""The service behind the seam: finds the operation, and keeps the state across restarts."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from embedded_aws.cloudformation.engine.run import stuck_status
from embedded_aws.cloudformation.engine.store import Store
from embedded_aws.cloudformation.errors import not_offered
from embedded_aws.cloudformation.operations import OPERATIONS
from embedded_aws.cloudformation.operations.request_context import RequestContext
from embedded_aws.service import Call, Gateway, ServiceError
from generator.cloudformation.errors import TemplateError

INTERRUPTED = "The embedded AWS was stopped during the operation."


class CloudFormation:
    """The embedded CloudFormation of all accounts and regions."""

    def __init__(self, gateway: Gateway) -> None:
        self._desk = RequestContext(gateway, Store())

    def __call__(self, params: Mapping[str, Any], call: Call) -> Mapping[str, Any]:
        """Carry out `call.operation`; raises ServiceError."""
        if (operation := OPERATIONS.get(call.operation)) is None:
            raise not_offered(call.operation)
        try:
            return operation(self._desk, params, call)
        except TemplateError as error:
            raise ServiceError(error.code, error.message) from error

    def dump(self) -> Any:
        """Stacks and change sets, as they stand at one moment."""
        store = self._desk.store
        with store.lock:
            return deepcopy({"stacks": store.stacks, "change_sets": store.change_sets})

    def load(self, state: Any) -> None:
        """Replace the state; an operation that was under way when it was dumped counts as broken off."""
        store = self._desk.store
        with store.lock:
            store.stacks, store.change_sets = deepcopy(state["stacks"]), deepcopy(state["change_sets"])
            for stack in store.stacks.values():
                if stack.busy:
                    store.turn(stack, stuck_status(stack.status), INTERRUPTED)
