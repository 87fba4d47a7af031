"""CloudFormation as a service of the gateway: finds the operation, and keeps the state across restarts."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from embedded_aws.cloudformation.engine.change_sets import finish_execution
from embedded_aws.cloudformation.engine.operation import interrupted_status
from embedded_aws.cloudformation.engine.store import StackStore
from embedded_aws.cloudformation.errors import operation_not_supported
from embedded_aws.cloudformation.operations import OPERATIONS
from embedded_aws.cloudformation.operations.request_context import RequestContext
from embedded_aws.cloudformation.stacksets.following import follow
from embedded_aws.organization import Organization
from embedded_aws.service import Call, Gateway, ServiceError
from generator.cloudformation.errors import TemplateError

INTERRUPTED = "The embedded AWS was stopped during the operation."


class CloudFormation:
    """The embedded CloudFormation of all accounts and regions."""

    def __init__(self, gateway: Gateway) -> None:
        self._context = RequestContext(gateway, StackStore())

    def __call__(self, params: Mapping[str, Any], call: Call) -> Mapping[str, Any]:
        """Carry out `call.operation`; raises ServiceError."""
        if (operation := OPERATIONS.get(call.operation)) is None:
            raise operation_not_supported(call.operation)
        try:
            return operation(self._context, params, call)
        except TemplateError as error:
            raise ServiceError(error.code, error.message) from error

    def take_answer(self, token: str, body: bytes) -> bool:
        """Take what came to a URL that a stack handed out; False where there is no such URL."""
        return self._context.store.answers.take(token, body)

    def dump(self) -> Any:
        """All stacks and change sets, at one moment."""
        store, sets = self._context.store, self._context.sets
        with sets.lock:
            held = deepcopy({"sets": sets.sets, "activated": sets.activated})
        with store.lock:
            return (
                deepcopy(
                    {
                        "stacks": store.stacks,
                        "change_sets": store.change_sets,
                        "answers": store.answers.dump(),
                        "detections": store.detections,
                    }
                )
                | held
            )

    def load(self, state: Any) -> None:
        """Replace the state; an operation that was under way when it was dumped counts as interrupted."""
        store = self._context.store
        with store.lock:
            store.stacks, store.change_sets = deepcopy(state["stacks"]), deepcopy(state["change_sets"])
            store.answers.load(state.get("answers", {}))
            store.detections = dict(state.get("detections", {}))
            for stack in store.stacks.values():
                if stack.busy:
                    finish_execution(store, stack, interrupted_status(stack.status))
                    store.set_status(stack, interrupted_status(stack.status), INTERRUPTED)
        sets = self._context.sets
        with sets.lock:
            sets.sets, sets.activated = deepcopy(state.get("sets", {})), set(state.get("activated", ()))
            sets.interrupt()

    def follow(self, organization: Organization) -> None:
        """Bring stack sets with automatic deployment to the accounts that their units have now."""
        follow(self._context, organization)

    def wait(self, seconds: float) -> None:
        """Wait until no operation of a stack set runs any more."""
        for worker in list(self._context.sets.workers.values()):
            worker.join(seconds)
