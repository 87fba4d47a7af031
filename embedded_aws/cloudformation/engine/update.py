"""A stack is updated: resources made, changed in place or replaced; then cleaned up, or brought back as they were."""

from __future__ import annotations

from collections.abc import Callable, Collection
from copy import copy
from dataclasses import replace

from embedded_aws.cloudformation.engine.create import failure_of
from embedded_aws.cloudformation.engine.delete import delete_resources
from embedded_aws.cloudformation.engine.difference import compare
from embedded_aws.cloudformation.engine.failures import StepFailed, explain
from embedded_aws.cloudformation.engine.run import Run
from embedded_aws.cloudformation.engine.scoping import build_outputs
from embedded_aws.cloudformation.engine.step import (
    REFUSALS,
    apply_create,
    apply_update,
    build_properties,
    describe_resource,
)
from embedded_aws.cloudformation.engine.store import Resource, Undo
from embedded_aws.cloudformation.providers import PROVIDERS
from embedded_aws.service import ServiceError
from generator.cloudformation.errors import TemplateError
from generator.cloudformation.template.order import find_dependencies, sort_resources
from generator.cloudformation.template.scope import Scope

REPLACING = "Requested update requires the creation of a new physical resource; hence creating one."


def apply_revision(run: Run, scope: Scope) -> None:
    """Brings a stack whose status is UPDATE_IN_PROGRESS to its new revision."""
    store, stack = run.store, run.stack
    try:
        needs = find_dependencies(scope)
        order = sort_resources(needs)
        for logical_id in order:
            _bring(run, scope, describe_resource(scope, logical_id, needs[logical_id]))
        outputs = build_outputs(scope, store, stack)
    except (StepFailed, ServiceError, TemplateError) as error:
        _fail(run, failure_of(stack, error))
        return
    with store.lock:
        stack.outputs, stack.imports = outputs, set(scope.imports)
        stack.undo, stack.previous, stack.cancelled = [], None, None
    store.turn(stack, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
    _clean_up(run, order)
    store.turn(stack, "UPDATE_COMPLETE")


def _bring(run: Run, scope: Scope, wanted: Resource) -> None:
    """One resource to what the new revision says; what was done is written down for a rollback."""
    stack, logical_id = run.stack, wanted.logical_id
    standing = stack.resources.get(logical_id)
    if standing is None or not standing.stands:
        _remember(run, Undo("created", logical_id))
        apply_create(run, scope, wanted)
        return
    properties = _properties(run, scope, wanted, standing)
    difference = compare(wanted.kind, standing.properties, properties)
    if difference.replaces:
        _replace(run, scope, wanted, standing, properties)
    elif difference.changed:
        _remember(run, Undo("updated", logical_id, copy(standing)))
        _redescribe(run, standing, wanted)
        apply_update(run, standing, properties)
    else:
        _redescribe(run, standing, wanted)


def _properties(run: Run, scope: Scope, wanted: Resource, standing: Resource) -> dict[str, object]:
    try:
        return build_properties(run, scope, wanted)
    except REFUSALS as error:
        why = explain(error, wanted.kind)
        run.store.note(run.stack, standing, "UPDATE_FAILED", why)
        raise StepFailed(wanted.logical_id, why) from error


def _replace(run: Run, scope: Scope, wanted: Resource, standing: Resource, properties: dict[str, object]) -> None:
    name = PROVIDERS[wanted.kind].named_by
    if name and name in properties and properties[name] == standing.properties.get(name):
        why = (
            "CloudFormation cannot update a stack when a custom-named resource requires replacing. "
            f"Rename {properties[name]} and update the stack again."
        )
        run.store.note(run.stack, standing, "UPDATE_FAILED", why)
        raise StepFailed(wanted.logical_id, why)
    run.store.note(run.stack, standing, "UPDATE_IN_PROGRESS", REPLACING)
    _remember(run, Undo("replaced", wanted.logical_id, standing))
    with run.store.lock:
        run.stack.leftovers.append(replace(standing, deletion=wanted.replacement))
    apply_create(run, scope, wanted, REPLACING)


def _redescribe(run: Run, standing: Resource, wanted: Resource) -> None:
    """Takes over what is CloudFormation's own business: policies, dependencies, metadata."""
    with run.store.lock:
        standing.needs, standing.metadata = wanted.needs, wanted.metadata
        standing.deletion, standing.replacement = wanted.deletion, wanted.replacement


def _remember(run: Run, undo: Undo) -> None:
    with run.store.lock:
        run.stack.undo.append(undo)


def _clean_up(run: Run, order: Collection[str]) -> None:
    """Deletes what was replaced or left out, as far as its policy lets us; a failure leaves it and does not stop us."""
    stack = run.stack
    with run.store.lock:
        dropped = [one for name, one in stack.resources.items() if name not in order]
        replaced = list(stack.leftovers)
    delete_resources(run, [*dropped, *replaced])
    with run.store.lock:
        stack.leftovers = []
        for resource in dropped:
            del stack.resources[resource.logical_id]


def _fail(run: Run, reason: str) -> None:
    stack = run.stack
    if stack.on_failure == "DO_NOTHING":
        run.store.turn(stack, "UPDATE_FAILED", reason)
        return
    run.store.turn(stack, "UPDATE_ROLLBACK_IN_PROGRESS", reason)
    apply_rollback(run, frozenset())


def apply_rollback(run: Run, skipped: Collection[str]) -> None:
    """Undoes an update, the last step first; resources in `skipped` are taken as they are."""
    store, stack = run.store, run.stack
    with store.lock:
        stack.cancelled = None
        stack.revision, stack.previous = stack.previous or stack.revision, stack.revision
    made: list[Resource] = []
    failed: list[str] = []
    for undo in reversed(list(stack.undo)):
        try:
            if undo.logical_id not in skipped:
                made += UNDOING[undo.what](run, undo)
            with store.lock:
                stack.undo.remove(undo)
        except StepFailed:
            failed.append(undo.logical_id)
    if failed:
        with store.lock:
            stack.revision, stack.previous = stack.previous or stack.revision, stack.revision
        store.turn(
            stack, "UPDATE_ROLLBACK_FAILED", f"The following resource(s) failed to update: [{', '.join(failed)}]. "
        )
        return
    for resource in list(stack.resources.values()):
        # What failed before it was touched is what it was.
        if resource.status == "UPDATE_FAILED":
            store.note(stack, resource, "UPDATE_COMPLETE")
    store.turn(stack, "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS")
    delete_resources(run, made, creating=True)
    with store.lock:
        stack.previous, stack.leftovers, stack.undo = None, [], []
    store.turn(stack, "UPDATE_ROLLBACK_COMPLETE")


def _undo_created(run: Run, undo: Undo) -> list[Resource]:
    with run.store.lock:
        return [run.stack.resources.pop(undo.logical_id)] if undo.logical_id in run.stack.resources else []


def _undo_replaced(run: Run, undo: Undo) -> list[Resource]:
    assert undo.before is not None
    with run.store.lock:
        new = run.stack.resources[undo.logical_id]
        run.stack.resources[undo.logical_id] = undo.before
    run.store.note(run.stack, undo.before, "UPDATE_COMPLETE")
    return [new] if new is not undo.before else []


def _undo_updated(run: Run, undo: Undo) -> list[Resource]:
    assert undo.before is not None
    standing = run.stack.resources[undo.logical_id]
    _redescribe(run, standing, undo.before)
    apply_update(run, standing, undo.before.properties)
    return []


UNDOING: dict[str, Callable[[Run, Undo], list[Resource]]] = {
    "created": _undo_created,
    "replaced": _undo_replaced,
    "updated": _undo_updated,
}
