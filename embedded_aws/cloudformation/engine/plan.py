"""What an update would do, resource by resource: the changes of a change set. Makes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from embedded_aws.cloudformation.engine.difference import Difference, compare
from embedded_aws.cloudformation.engine.store import Resource, Stack
from embedded_aws.cloudformation.engine.tags import add_tags
from embedded_aws.cloudformation.errors import invalid
from embedded_aws.service import ServiceError
from generator.cloudformation.errors import TemplateError
from generator.cloudformation.registry.schema import read_schema
from generator.cloudformation.registry.validate import coerce
from generator.cloudformation.template.intrinsics import resolve
from generator.cloudformation.template.order import find_dependencies, sort_resources
from generator.cloudformation.template.references import Reference, walk_references
from generator.cloudformation.template.scope import Lookups, Scope

LATER = "{{changeSet:KNOWN_AFTER_APPLY}}"
"""What stands for a value that is known only after the change set is executed."""
ASPECTS = {"DeletionPolicy": "deletion", "UpdateReplacePolicy": "replacement", "Metadata": "metadata"}

Change = dict[str, Any]


def plan_changes(stack: Stack, scope: Scope) -> list[Change]:
    """The resource changes that take a stack to a scope: additions and modifications in order, then removals.

    `stack.revision` must be the new one, since its tags count; raises ServiceError where the template does not hold.
    """
    needs = find_dependencies(scope)
    known: dict[str, Mapping[str, Any] | None] = {}
    live, scope.lookups = scope.lookups, Foreseen(scope.lookups, stack, known)
    changes: list[Change] = []
    for logical_id in sort_resources(needs):
        standing = stack.resources.get(logical_id)
        if standing is None or not standing.stands:
            known[logical_id] = None
            changes.append(_change("Add", logical_id, str(scope.template.resources[logical_id]["Type"])))
        elif change := _plan_modification(stack, scope, standing, known):
            changes.append(change)
    scope.lookups = live
    changes += [
        _change(
            "Remove", one.logical_id, one.kind, one.physical_id, PolicyAction=_policy_action(one.deletion, "Delete")
        )
        for one in stack.resources.values()
        if one.logical_id not in needs and one.stands
    ]
    return changes


def _policy_action(policy: str, otherwise: str) -> str:
    return "Retain" if policy.startswith("Retain") else otherwise


class Foreseen:
    """Look-ups of a change set: LATER for what a resource will give that is new or replaced."""

    def __init__(self, live: Lookups, stack: Stack, known: Mapping[str, Mapping[str, Any] | None]) -> None:
        self.parameter, self.zones, self.exported, self.entities = (
            live.parameter,
            live.zones,
            live.exported,
            live.entities,
        )
        self._stack, self._known = stack, known

    def reference(self, logical_id: str, scope: Scope) -> Any:
        """What `Ref` will give."""
        return LATER if self._known.get(logical_id) is None else self._stack.resources[logical_id].physical_id

    def attribute(self, logical_id: str, attribute: str, scope: Scope) -> Any:
        """What `Fn::GetAtt` will give."""
        wanted = self._known.get(logical_id)
        if wanted is None:
            return LATER
        standing = self._stack.resources[logical_id]
        return wanted[attribute] if attribute in wanted else standing.attributes.get(attribute, LATER)


def _plan_modification(
    stack: Stack, scope: Scope, standing: Resource, known: dict[str, Mapping[str, Any] | None]
) -> Change | None:
    declared = scope.template.resources[standing.logical_id]
    _check_kind(declared, standing)
    wanted = _foreseen_properties(stack, scope, standing)
    difference = compare(standing.kind, standing.properties, wanted)
    replacement = _replacement(difference, wanted)
    known[standing.logical_id] = None if replacement != "False" else wanted
    details = [_detail(name, difference, stack, scope, standing, wanted) for name in difference.changed]
    aspects = [name for name, value in _aspects(declared).items() if value != getattr(standing, ASPECTS[name])]
    details += [_aspect_detail(name) for name in aspects]
    if not details:
        return None
    scopes = [*dict.fromkeys("Tags" if name == "Tags" else "Properties" for name in difference.changed), *aspects]
    policy = _policy_action(_aspects(declared)["UpdateReplacePolicy"], "Delete")
    kept = {} if replacement == "False" else {"PolicyAction": f"ReplaceAnd{policy}"}
    return _change(
        "Modify",
        standing.logical_id,
        standing.kind,
        standing.physical_id,
        Replacement=replacement,
        Scope=scopes,
        Details=details,
        **kept,
    )


def _check_kind(declared: Mapping[str, Any], standing: Resource) -> None:
    if declared["Type"] != standing.kind:
        raise invalid(
            "Update of resource type is not permitted. The new template modifies resource type of the following "
            f"resources: [{standing.logical_id}]"
        )


def _aspect_detail(name: str) -> dict[str, Any]:
    target = {"Attribute": name, "RequiresRecreation": "Never"}
    return {"Target": target, "Evaluation": "Static", "ChangeSource": "DirectModification"}


def _aspects(declared: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "DeletionPolicy": declared.get("DeletionPolicy", "Delete"),
        "UpdateReplacePolicy": declared.get("UpdateReplacePolicy", "Delete"),
        "Metadata": declared.get("Metadata"),
    }


def _foreseen_properties(stack: Stack, scope: Scope, standing: Resource) -> dict[str, Any]:
    """The properties that a resource will have; LATER for one that cannot be said yet."""
    schema = read_schema(standing.kind)
    declared = scope.template.resources[standing.logical_id].get("Properties") or {}
    given: dict[str, Any] = {}
    for name, value in declared.items():
        try:
            resolved = resolve({name: value}, scope)
        except (ServiceError, TemplateError):
            # A function over what is not known yet, such as Fn::Select from a list that a new resource will have.
            if not any(_foresee_reference(one, scope) == LATER for one in walk_references(value)):
                raise
            resolved = {name: LATER}
        given |= resolved
    coerced: dict[str, Any] = coerce(given, schema, schema)
    return add_tags(standing.kind, standing.logical_id, coerced, stack)


def _foresee_reference(reference: Reference, scope: Scope) -> Any:
    if reference.condition or reference.name not in scope.template.resources:
        return None
    if not reference.attribute:
        return scope.lookups.reference(reference.name, scope)
    return scope.lookups.attribute(reference.name, reference.attribute, scope)


def _is_later(value: Any) -> bool:
    return LATER in json.dumps(value, default=str)


def _replacement(difference: Difference, wanted: Mapping[str, Any]) -> str:
    certain = [difference.recreates[name] for name in difference.changed if not _is_later(wanted.get(name))]
    if "Always" in certain:
        return "True"
    possible = [*certain, *(difference.recreates[name] for name in difference.changed if _is_later(wanted.get(name)))]
    return "Conditional" if {"Always", "Conditionally"} & set(possible) else "False"


def _detail(
    name: str, difference: Difference, stack: Stack, scope: Scope, standing: Resource, wanted: Mapping[str, Any]
) -> dict[str, Any]:
    before, after = standing.properties.get(name), wanted.get(name)
    target: dict[str, Any] = {
        "Attribute": "Tags" if name == "Tags" else "Properties",
        "RequiresRecreation": difference.recreates[name],
    }
    if name != "Tags":
        kind = "Add" if before is None else "Remove" if after is None else "Modify"
        target |= {"Name": name, "Path": f"/Properties/{name}", "AttributeChangeType": kind}
    target |= {
        key: _words(value) for key, value in (("BeforeValue", before), ("AfterValue", after)) if value is not None
    }
    value = (scope.template.resources[standing.logical_id].get("Properties") or {}).get(name)
    source, cause = next(_causes(value, stack, scope), ("DirectModification", None))
    detail = {"Target": target, "Evaluation": "Dynamic" if _is_later(after) else "Static", "ChangeSource": source}
    return detail | ({"CausingEntity": cause} if cause else {})


def _causes(value: Any, stack: Stack, scope: Scope) -> Iterator[tuple[str, str]]:
    """Why a value changed, where it is not its own text: a resource that will be new, or a parameter."""
    for one in walk_references(value):
        if _foresee_reference(one, scope) == LATER:
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


def _change(action: str, logical_id: str, kind: str, physical_id: str | None = None, **more: Any) -> Change:
    change = {
        "Action": action,
        "LogicalResourceId": logical_id,
        "ResourceType": kind,
        "Scope": [],
        "Details": [],
        **more,
    }
    if physical_id:
        change["PhysicalResourceId"] = physical_id
    return {"Type": "Resource", "ResourceChange": change}
