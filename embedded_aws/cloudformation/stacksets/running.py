"""Operations on stack sets, carried out one after the other in a thread of each set."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from embedded_aws.cloudformation.operations.request_context import RequestContext
from embedded_aws.cloudformation.stacksets.stacks import StackFailed, deploy, open_client, remove
from embedded_aws.cloudformation.stacksets.state import Instance, Operation, Place, StackSet, now
from embedded_aws.service import ServiceError


def enqueue(context: RequestContext, stack_set: StackSet, operation: Operation) -> None:
    """Start an operation, or let it wait for those before it."""
    sets = context.sets
    with sets.lock:
        operation.status = "QUEUED" if stack_set.running() else "RUNNING"
        stack_set.operations[operation.id] = operation
        for place in operation.tasks:
            if (instance := stack_set.instances.get(place)) is not None:
                instance.detail, instance.reason, instance.operation = "PENDING", None, operation.id
        if stack_set.id in sets.workers:
            return
        sets.workers[stack_set.id] = threading.Thread(
            target=_work, args=(context, stack_set), name=f"stack set {stack_set.name}", daemon=True
        )
        sets.workers[stack_set.id].start()


def _work(context: RequestContext, stack_set: StackSet) -> None:
    while True:
        with context.sets.lock:
            waiting = stack_set.running()
            if not waiting:
                del context.sets.workers[stack_set.id]
                return
            operation = waiting[0]
            operation.status = "STOPPING" if operation.status == "STOPPING" else "RUNNING"
        try:
            status = _carry_out(context, stack_set, operation)
        except Exception as error:  # noqa: BLE001 - without it the set would be in progress for ever
            status = "FAILED"
            _break_off(context, operation, f"Internal failure: {type(error).__name__}: {error}")
        with context.sets.lock:
            operation.status, operation.ended = status, now()


def _break_off(context: RequestContext, operation: Operation, reason: str) -> None:
    with context.sets.lock:
        for result in operation.results.values():
            if result.status in ("PENDING", "RUNNING"):
                result.status, result.reason = "FAILED", reason


def _carry_out(context: RequestContext, stack_set: StackSet, operation: Operation) -> str:
    """Go through the places region by region; the status at the end.

    More failures in a region than are tolerated end the operation: nothing is tried in the regions after it.
    """
    failed = False
    for region in dict.fromkeys(region for _, region in operation.tasks):
        places = [place for place in operation.tasks if place[1] == region]
        left = _tolerance(operation.preferences, len(places))
        for place in places:
            if failed or operation.status == "STOPPING":
                why = "Cancelled since failure tolerance has exceeded" if failed else "Cancelled since it was stopped"
                _end(context, stack_set, operation, place, "CANCELLED", why)
                continue
            reason = _act(context, stack_set, operation, place)
            _end(context, stack_set, operation, place, "FAILED" if reason else "SUCCEEDED", reason)
            left -= 1 if reason else 0
            failed = left < 0
    return "STOPPED" if operation.status == "STOPPING" else "FAILED" if failed else "SUCCEEDED"


def _tolerance(preferences: Mapping[str, Any], accounts: int) -> int:
    """How many accounts of a region may fail ("StackSetOperationPreferences"); a percentage is rounded down."""
    percentage = int(preferences.get("FailureTolerancePercentage") or 0)
    return int(preferences.get("FailureToleranceCount") or accounts * percentage // 100)


def _act(context: RequestContext, stack_set: StackSet, operation: Operation, place: Place) -> str | None:
    """Do what is to be done in one place; why it failed, or None."""
    account, region = place
    instance = stack_set.instances.get(place)
    with context.sets.lock:
        operation.results[place].status = "RUNNING"
        if instance is not None:
            instance.detail = "RUNNING"
    if instance is None:
        return None
    try:
        if not (operation.action == "DELETE" and operation.retain):
            client = open_client(context, stack_set.account, account, region)
            (remove if operation.action == "DELETE" else _deploy_set(stack_set))(client, instance)
    except (StackFailed, BotoCoreError) as error:
        return str(error)
    except ClientError as error:
        return str(error.response["Error"].get("Message") or error)
    except ServiceError as error:
        return error.message
    return None


def _deploy_set(stack_set: StackSet) -> Any:
    return lambda client, instance: deploy(client, stack_set, instance)


def _end(
    context: RequestContext, stack_set: StackSet, operation: Operation, place: Place, status: str, reason: str | None
) -> None:
    with context.sets.lock:
        result = operation.results[place]
        result.status, result.reason = status, reason
        instance = stack_set.instances.get(place)
        if instance is None:
            return
        if status == "SUCCEEDED" and operation.action == "DELETE":
            del stack_set.instances[place]
            return
        _mark(instance, operation, status, reason)


def _mark(instance: Instance, operation: Operation, status: str, reason: str | None) -> None:
    """A stack that could not be deleted is INOPERABLE ("StackInstance", Status): only deletions touch it further."""
    instance.detail, instance.reason = status, reason
    if status == "SUCCEEDED":
        instance.status = "CURRENT"
    elif status == "FAILED" and operation.action == "DELETE":
        instance.status = instance.detail = "INOPERABLE"
    else:
        instance.status = "OUTDATED"
