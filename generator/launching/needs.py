"""A template → what its launch asks for, for every set of answers that makes a difference.

Source: `handlers.*.permissions` of the registry's schemas, and the table of calls on behalf.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from generator.cloudformation.registry.schema import find_schema, is_free
from generator.cloudformation.template.references import is_function
from generator.launching.catalog_needs import PLANNING, STACKS, find_launching
from generator.launching.context import context_of
from generator.launching.foreign import find_foreign, find_on_behalf
from generator.launching.listed_names import find_actions
from generator.launching.need import VERBS, Need, Needs, Perhaps, Verb
from generator.launching.places import named, resources_of, service_of
from generator.launching.related import find_related
from generator.launching.triggers import ALWAYS, find_trigger
from generator.launching.worlds import MOST, find_worlds

__all__ = ["Need", "Needs", "Verb", "find_all_needs", "find_needs"]
_BEFORE_IT_EXISTS = frozenset({"kms:TagResource"})
"""Asked for with the creation, when there is no ARN yet (KMS Developer Guide, "Controlling access to tags")."""

_BEFORE_ITS_TAGS = frozenset({"kms:PutKeyPolicy"})
"""No call of the creation: KMS makes no key whose maker may not put another policy (KMS API Reference, `CreateKey`).

His own policies count, too (aws-samples/rds-snapshot-export-to-s3-pipeline#8). Whether the tags that the key is to have
count as its own, no source says (docs/open-questions.md, Q93): they do not here.
"""


def find_needs(
    document: Mapping[str, Any],
    environment: str | None = None,
    narrowed: Mapping[str, Sequence[str]] | None = None,
    stored: Mapping[str, str] | None = None,
) -> Needs:
    """Everything that a launch, its updates and its end ask for; `environment` is the parameter that is pinned.

    `stored` are values of `{{resolve:ssm:NAME}}` by name, in which `${Environment}` stands for the environment's.
    """
    parts = [Needs(tuple(find_launching(document, environment)), perhaps=PLANNING)]
    for logical, body in (document.get("Resources") or {}).items():
        if isinstance(body, Mapping) and "Type" in body:
            parts.append(_of_resource(document, logical, body, environment, narrowed or {}, stored or {}))
        else:
            parts.append(
                Needs((), (f"{logical}: what {logical.partition('::')[2] or 'it'} makes is known to AWS only",))
            )
    return Needs.joined(parts)


def find_all_needs(
    document: Mapping[str, Any],
    earlier: Mapping[str, Mapping[str, Any]],
    environment: str | None = None,
    narrowed: Mapping[str, Sequence[str]] | None = None,
    stored: Mapping[str, str] | None = None,
    pinned: Mapping[str, Sequence[str]] | None = None,
) -> Needs:
    """The same, with what updates from earlier versions ask for: what they lack is deleted, what differs is changed.

    `pinned` are answers that the portfolio gives, of every version; what is narrowed holds for launches to come.
    """
    parts = [find_needs(document, environment, {**(narrowed or {}), **(pinned or {})}, stored)]
    made = document.get("Resources") or {}
    for version, old in earlier.items():
        rest = {name: body for name, body in (old.get("Resources") or {}).items() if made.get(name) != body}
        if rest:
            before = find_needs({**old, "Resources": rest}, environment, pinned, stored)
            parts.append(Needs(tuple(_to_update(before.needs, made, version))))
    return Needs.joined(parts)


def _to_update(needs: Iterable[Need], made: Mapping[str, Any], version: str) -> Iterator[Need]:
    for need in needs:
        gone = made.get(need.logical, {}).get("Type") != need.kind
        if need.logical and need.verb == ("delete" if gone else "update"):
            yield replace(need, verb="update", earlier=version)


def _of_resource(
    document: Mapping[str, Any],
    logical: str,
    body: Mapping[str, Any],
    environment: str | None,
    narrowed: Mapping[str, Sequence[str]],
    stored: Mapping[str, str],
) -> Needs:
    body = _without_documents(body)
    worlds, whole = find_worlds(document, body, named, environment, narrowed, stored)
    found: dict[Need | Perhaps | str, None] = {}
    known = set[str]()
    for world in worlds:
        if "Condition" in body and not world.holds(str(body["Condition"])):
            continue
        settled = world.settle(body.get("Properties") or {})
        properties = settled if isinstance(settled, Mapping) else {}
        properties = {**properties, **find_related(body, properties, world)}
        if (text := repr(properties)) not in known:
            known.add(text)
            found.update(dict.fromkeys(_of_world(logical, body, properties)))
    unknown = [each for each in found if isinstance(each, str)]
    if not whole:
        unknown.append(f"{logical}: more than {MOST} sets of answers; the longest lists are left open")
    perhaps = frozenset(each.action for each in found if isinstance(each, Perhaps))
    return Needs(tuple(each for each in found if isinstance(each, Need)), tuple(unknown), whole, perhaps)


def _without_documents(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The resource without what is in policies and the like: no handler asks for anything because of that."""
    kind, properties = str(body["Type"]), body.get("Properties") or {}
    if not isinstance(properties, Mapping):
        return body
    kept = {
        name: {} if is_free(kind, name) and isinstance(value, Mapping) and not is_function(value) else value
        for name, value in properties.items()
    }
    return {**body, "Properties": kept}


def _of_world(logical: str, body: Mapping[str, Any], properties: Mapping[str, Any]) -> Iterator[Need | Perhaps | str]:
    kind = str(body["Type"])
    if kind.startswith("Custom::") or kind == "AWS::CloudFormation::CustomResource":
        yield from _custom(kind, logical, properties)
        return
    handlers = (find_schema(kind) or {}).get("handlers") or {}
    if not handlers:
        yield f"{logical} ({kind}): the registry does not say what its handlers call"
        return
    if kind == "AWS::CloudFormation::Stack":
        yield f"{logical} ({kind}): what the nested template makes is not looked at"
    for verb in VERBS:
        if verb == "delete" and body.get("DeletionPolicy") == "Retain":
            continue
        for listed in handlers.get(verb, {}).get("permissions", ()):
            actions = find_actions(listed)
            if not actions and find_trigger(kind, listed, properties):
                yield f"{logical} ({kind}): `{listed}` in the registry's list is no action of IAM"
            for action in actions:
                yield from _of_action(kind, logical, verb, action, properties, body)


def _of_action(
    kind: str, logical: str, verb: Verb, action: str, properties: Mapping[str, Any], body: Mapping[str, Any]
) -> Iterator[Need | Perhaps | str]:
    service = service_of(kind)
    if not action.startswith(f"{service}:"):
        yield from find_foreign(kind, logical, verb, action, properties, f"{service}:Create{kind.rpartition('::')[2]}")
        return
    trigger = find_trigger(kind, action, properties, str(body.get("DeletionPolicy", "")))
    if trigger is None:
        return
    if kind == "AWS::CloudFormation::Stack":
        yield Need(action, STACKS, verb, logical, kind, trigger)
        return
    resources = ["*"] if verb == "create" and action in _BEFORE_IT_EXISTS else resources_of(action, kind, properties)
    for resource in resources:
        need = Need(action, resource, verb, logical, kind, trigger, context_of(action, resource, kind, properties))
        yield _before_its_tags(need) if action in _BEFORE_ITS_TAGS and not _bypasses(properties) else need
    if trigger == ALWAYS and verb != "read":
        yield from find_on_behalf(kind, logical, verb, action, properties)


def _before_its_tags(need: Need) -> Need:
    """The same, where it is asked for with the creation: what is made has no tags yet."""
    if need.verb != "create":
        return need
    context = tuple((key, () if "Tag/" in key else value) for key, value in need.context)
    trigger = "KeyPolicy before the key has its tags, where BypassPolicyLockoutSafetyCheck is not true"
    return replace(need, context=context, trigger=trigger)


def _bypasses(properties: Mapping[str, Any]) -> bool:
    """Whether a key is made without that check (CloudFormation Template Reference, `AWS::KMS::Key`)."""
    return str(properties.get("BypassPolicyLockoutSafetyCheck")).lower() == "true"


def _custom(kind: str, logical: str, properties: Mapping[str, Any]) -> Iterator[Need | str]:
    """Source: CloudFormation User Guide, "Custom resources": the token is a function or a topic, which is called."""
    token = str(properties.get("ServiceToken", "*"))
    verbs: tuple[Verb, ...] = ("create", "update", "delete")
    for verb in verbs:
        if ":sns:" in token:
            yield Need("sns:Publish", token, verb, logical, kind, "ServiceToken")
        else:
            arn = (
                token
                if token.startswith("arn:")
                else "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:*"
            )
            yield Need("lambda:InvokeFunction", arn, verb, logical, kind, "ServiceToken")
    yield f"{logical} ({kind}): what the custom resource does is not looked at"
