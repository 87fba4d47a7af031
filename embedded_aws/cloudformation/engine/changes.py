"""The changes of a change set: what an update would do to each resource. Changes nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from embedded_aws.cloudformation.engine.difference import Difference, compare
from embedded_aws.cloudformation.engine.secrets import hide_secrets
from embedded_aws.cloudformation.engine.step import describe_resources
from embedded_aws.cloudformation.engine.store import STACK, Resource, Stack
from embedded_aws.cloudformation.engine.tags import add_tags
from embedded_aws.cloudformation.errors import invalid
from embedded_aws.service import ServiceError
from generator.cloudformation.errors import TemplateError
from generator.cloudformation.registry.schema import read_schema
from generator.cloudformation.registry.validate import coerce
from generator.cloudformation.template.intrinsics import resolve
from generator.cloudformation.template.references import Reference, walk_references
from generator.cloudformation.template.scope import Lookups, Scope
from generator.cloudformation.template.secrets import holds_secret

KNOWN_AFTER_APPLY = "{{changeSet:KNOWN_AFTER_APPLY}}"
"""What AWS shows for a value that is known only after the change set is executed."""
ASPECTS = {"DeletionPolicy": "deletion", "UpdateReplacePolicy": "replacement", "Metadata": "metadata"}
NESTED_DETAIL = {
    "Target": {"Attribute": "Properties", "RequiresRecreation": "Never"},
    "Evaluation": "Dynamic",
    "ChangeSource": "Automatic",
}
"""A nested stack is among the changes each time (`ResourceChangeDetail`, ChangeSource, in the API reference)."""

UNRESOLVED = re.compile(r"\{\{IntrinsicFunction:[^{}]*\}\}")
"""The value of a nested stack's parameter that is known only after the change set is executed, as the parameters of the
change set show it (aws/serverless-application-model, its test of the intrinsics resolver)."""

Change = dict[str, Any]


@dataclass(frozen=True)
class NestedChange:
    """The change set of a nested stack: its id, the stack's, and whether it changes anything."""

    change_set_id: str | None
    stack_id: str | None
    changes: bool


Nest = Callable[[Resource, Mapping[str, Any]], NestedChange]
"""Makes the change set of a nested stack from its resource and its properties as far as they are known."""


def plan_changes(stack: Stack, scope: Scope, nest: Nest | None = None) -> list[Change]:
    """The resource changes that take a stack to a scope: additions and modifications in order, then removals.

    `stack.revision` must be the new one, since its tags count; raises ServiceError where the template does not hold.
    `nest` looks into nested stacks; without it each one is among the changes.
    """
    wanted = describe_resources(scope)
    known: dict[str, Mapping[str, Any] | None] = {}
    live, scope.lookups = scope.lookups, PredictedLookups(scope.lookups, stack, known)
    changes: list[Change] = []
    for resource in wanted:
        existing = stack.resources.get(resource.logical_id)
        if existing is None or not existing.exists:
            known[resource.logical_id] = None
            made = nest(resource, _predict(stack, scope, resource)) if nest and resource.kind == STACK else None
            changes.append(_change("Add", resource, made))
        elif change := _plan_modification(stack, scope, existing, resource, known, nest):
            changes.append(change)
    scope.lookups = live
    kept = {resource.logical_id for resource in wanted}
    return changes + [
        _change("Remove", one, PolicyAction=_policy_action(one.deletion))
        for one in stack.resources.values()
        if one.logical_id not in kept and one.exists
    ]


def _policy_action(policy: str) -> str:
    return "Retain" if policy.startswith("Retain") else "Delete"


class PredictedLookups:
    """Look-ups of a change set: KNOWN_AFTER_APPLY for what a resource will give that is new or replaced."""

    def __init__(self, live: Lookups, stack: Stack, known: Mapping[str, Mapping[str, Any] | None]) -> None:
        self.parameter, self.zones, self.entities = live.parameter, live.zones, live.entities
        self._exported = live.exported
        self._stack, self._known = stack, known

    def exported(self, name: str) -> str:
        """An export's value; that there is none yet stops the execution only (cfnsync's design, measured on AWS)."""
        try:
            return self._exported(name)
        except ServiceError:
            return KNOWN_AFTER_APPLY

    def reference(self, logical_id: str, scope: Scope) -> Any:
        """What `Ref` will give."""
        return (
            KNOWN_AFTER_APPLY if self._known.get(logical_id) is None else self._stack.resources[logical_id].physical_id
        )

    def attribute(self, logical_id: str, attribute: str, scope: Scope) -> Any:
        """What `Fn::GetAtt` will give."""
        wanted = self._known.get(logical_id)
        if wanted is None:
            return KNOWN_AFTER_APPLY
        existing = self._stack.resources[logical_id]
        if attribute in wanted and not holds_secret(wanted[attribute]):
            return wanted[attribute]
        return existing.attributes.get(attribute, KNOWN_AFTER_APPLY)


def _plan_modification(
    stack: Stack,
    scope: Scope,
    existing: Resource,
    wanted: Resource,
    known: dict[str, Mapping[str, Any] | None],
    nest: Nest | None,
) -> Change | None:
    if wanted.kind != existing.kind:
        raise invalid(
            "Update of resource type is not permitted. The new template modifies resource type of the following "
            f"resources: [{existing.logical_id}]"
        )
    predicted = _predict(stack, scope, existing)
    properties = _as_shown(predicted)
    difference = compare(existing.kind, existing.properties, properties)
    replacement = _replacement(difference, properties)
    known[existing.logical_id] = None if replacement != "False" else properties
    details = [_detail(name, difference, stack, scope, existing, properties) for name in difference.changed]
    aspects = [name for name, field in ASPECTS.items() if getattr(wanted, field) != getattr(existing, field)]
    details += [_aspect_detail(name) for name in aspects]
    nested = nest(existing, predicted) if nest and existing.kind == STACK else None
    if nested is not None and nested.changes:
        known[existing.logical_id] = {**properties, **dict.fromkeys(existing.attributes, KNOWN_AFTER_APPLY)}
    if existing.kind == STACK and not details and (nested is None or nested.changes):
        details = [NESTED_DETAIL]
    if not details:
        return None
    scopes = [*dict.fromkeys("Tags" if name == "Tags" else "Properties" for name in difference.changed), *aspects]
    action = f"ReplaceAnd{_policy_action(wanted.replacement)}"
    kept = {} if replacement == "False" else {"PolicyAction": action}
    return _change("Modify", existing, nested, Replacement=replacement, Scope=scopes, Details=details, **kept)


def _aspect_detail(name: str) -> dict[str, Any]:
    target = {"Attribute": name, "RequiresRecreation": "Never"}
    return {"Target": target, "Evaluation": "Static", "ChangeSource": "DirectModification"}


def _as_shown(value: Any) -> Any:
    """A value as a change set shows it: parameters that are not known yet as KNOWN_AFTER_APPLY, too."""
    match value:
        case str():
            return UNRESOLVED.sub(KNOWN_AFTER_APPLY, value)
        case list():
            return [_as_shown(item) for item in value]
        case dict():
            return {name: _as_shown(inner) for name, inner in value.items()}
    return value


def _predict(stack: Stack, scope: Scope, existing: Resource) -> dict[str, Any]:
    """The properties that a resource will have; KNOWN_AFTER_APPLY for a value that depends on a new resource."""
    schema = read_schema(existing.kind)
    declared = scope.template.resources[existing.logical_id].get("Properties") or {}
    given: dict[str, Any] = {}
    for name, value in declared.items():
        try:
            resolved = resolve({name: value}, scope)
        except (ServiceError, TemplateError):
            # A function over what is not known yet, such as Fn::Select from a list that a new resource will have.
            if not any(_predict_reference(one, scope) == KNOWN_AFTER_APPLY for one in walk_references(value)):
                raise
            resolved = {name: KNOWN_AFTER_APPLY}
        given |= resolved
    coerced: dict[str, Any] = coerce(given, schema, schema)
    return add_tags(existing.kind, existing.logical_id, coerced, stack)


def _predict_reference(reference: Reference, scope: Scope) -> Any:
    if reference.condition or reference.name not in scope.template.resources:
        return None
    if not reference.attribute:
        return scope.lookups.reference(reference.name, scope)
    return scope.lookups.attribute(reference.name, reference.attribute, scope)


def _is_unknown(value: Any) -> bool:
    return KNOWN_AFTER_APPLY in json.dumps(value, default=str)


def _replacement(difference: Difference, wanted: Mapping[str, Any]) -> str:
    certain = [difference.recreates[name] for name in difference.changed if not _is_unknown(wanted.get(name))]
    if "Always" in certain:
        return "True"
    possible = [*certain, *(difference.recreates[name] for name in difference.changed if _is_unknown(wanted.get(name)))]
    return "Conditional" if {"Always", "Conditionally"} & set(possible) else "False"


def _detail(
    name: str, difference: Difference, stack: Stack, scope: Scope, existing: Resource, wanted: Mapping[str, Any]
) -> dict[str, Any]:
    before, after = existing.properties.get(name), wanted.get(name)
    target: dict[str, Any] = {
        "Attribute": "Tags" if name == "Tags" else "Properties",
        "RequiresRecreation": difference.recreates[name],
    }
    if name != "Tags":
        kind = "Add" if before is None else "Remove" if after is None else "Modify"
        target |= {"Name": name, "Path": f"/Properties/{name}", "AttributeChangeType": kind}
    target |= {
        key: hide_secrets(stack, _words(value))
        for key, value in (("BeforeValue", before), ("AfterValue", after))
        if value is not None
    }
    value = (scope.template.resources[existing.logical_id].get("Properties") or {}).get(name)
    source, cause = next(_causes(value, stack, scope), ("DirectModification", None))
    detail = {"Target": target, "Evaluation": "Dynamic" if _is_unknown(after) else "Static", "ChangeSource": source}
    return detail | ({"CausingEntity": cause} if cause else {})


def _causes(value: Any, stack: Stack, scope: Scope) -> Iterator[tuple[str, str]]:
    """Why a value changed, where it is not its own text: a resource that will be new, or a parameter."""
    for one in walk_references(value):
        if _predict_reference(one, scope) == KNOWN_AFTER_APPLY:
            yield (
                ("ResourceAttribute", f"{one.name}.{one.attribute}")
                if one.attribute
                else ("ResourceReference", one.name)
            )
    before = stack.previous.given if stack.previous else {}
    for one in walk_references(value):
        if one.name in scope.parameters and before.get(one.name) != stack.revision.given.get(one.name):
            yield "ParameterReference", one.name


def _words(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)


def _change(action: str, resource: Resource, nested: NestedChange | None = None, **more: Any) -> Change:
    change = {
        "Action": action,
        "LogicalResourceId": resource.logical_id,
        "ResourceType": resource.kind,
        "Scope": [],
        "Details": [],
        **more,
    }
    if physical_id := resource.physical_id or (nested and nested.stack_id):
        change["PhysicalResourceId"] = physical_id
    if nested and nested.change_set_id:
        change["ChangeSetId"] = nested.change_set_id
    return {"Type": "Resource", "ResourceChange": change}
