"""Launch roles that could rule keys which no launch of theirs made: a key has no name by which a policy could know it.

An existing key differs from one that is being made by nothing that a policy sees: without tags and aliases it sends
the same condition keys, and whoever may tag a key at its creation may tag any (KMS Developer Guide, "Controlling
access to tags": the permission "isn't restricted to particular KMS keys"). What differs is who calls. CloudFormation
changes and deletes the keys that its stacks made, and its calls carry `aws:CalledVia` whatever role a stack has
(CloudFormation User Guide, "Forward access sessions (FAS) requests and permission evaluation", which has a key as its
example). Only a change set that imports brings another key into a stack.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.diagnostics import Finding
from generator.iam.actions import named
from generator.iam.evaluate import NamedPolicy, PolicyNotUnderstood, PolicySet, Request, decide
from generator.model.launch_role import VARIABLE, LaunchRole

RULING = ("kms:PutKeyPolicy", "kms:CreateGrant", "kms:ScheduleKeyDeletion", "kms:DisableKey")
"""What gives a key to somebody, or takes it from everybody."""
THROUGH_STACKS = ("ForAnyValue:StringEquals", "aws:CalledVia", "cloudformation.amazonaws.com")
"""Operator, condition key and value of the condition that only CloudFormation's calls fulfil."""
_FIX = f'when: {{ "{THROUGH_STACKS[0]}": {{ "{THROUGH_STACKS[1]}": {THROUGH_STACKS[2]} }} }}'
_ACCOUNT, _REGION = "111122223333", "eu-west-1"
_FILLING = {"AWS::AccountId": _ACCOUNT, "AWS::Partition": "aws", "AWS::Region": _REGION}
_KEY = f"arn:aws:kms:{_REGION}:{_ACCOUNT}:key/no-launch-made-it"
_STACK = f"arn:aws:cloudformation:{_REGION}:{_ACCOUNT}:stack/SC-{_ACCOUNT}-pp-any/any"
Context = Mapping[str, str | Sequence[str]]
_THROUGH_STACKS: Context = {"aws:CalledVia": ("cloudformation.amazonaws.com",), "aws:ViaAWSService": "true"}


def find_foreign_keys(role: LaunchRole, policy: Mapping[str, Any]) -> Iterator[Finding]:
    """PD290 for each statement by which the role rules such a key; `policy` is what is made of it."""
    for index, action in find_ruling(policy):
        statement = role.statements[index]
        number = next(place for place, pattern in enumerate(statement.allow) if action in named(pattern))
        span = statement.places[number] if number < len(statement.places) else statement.span
        words = f"`{statement.id}` allows {action} on keys that no launch made: the role could take any of them over"
        yield Finding("PD290", words, span, _FIX)


def find_ruling(policy: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    """(Index of a statement, action) for each statement of a launch role's policy that rules such a key."""
    statements = _filled(policy)["Statement"]
    alone = [NamedPolicy("launch role", {"Version": "2012-10-17", "Statement": [each]}) for each in statements]
    ways: list[Context] = [{}, _THROUGH_STACKS] if _imports(alone) else [{}]
    for index, statement in enumerate(statements):
        tags = _tags(statement)
        found = (action for action in RULING for way in ways if _rules(action, way, tags, alone[index], alone))
        if (action := next(found, "")) != "":
            yield index, action


def _imports(whole: Sequence[NamedPolicy]) -> bool:
    """Whether the role may bring a key that exists into a stack."""
    imported = {"cloudformation:ImportResourceTypes": ("AWS::KMS::Key",)}
    return _allows("cloudformation:CreateChangeSet", _STACK, imported, whole)


def _rules(
    action: str, way: Context, tags: Mapping[str, str], statement: NamedPolicy, whole: Sequence[NamedPolicy]
) -> bool:
    """Whether the statement allows it on a key as it is, or with tags that the role may put on it first."""
    if _allows(action, _KEY, way, (statement,)):
        return True
    asked = {f"aws:RequestTag/{name}": value for name, value in tags.items()}
    may_tag = bool(tags) and _allows("kms:TagResource", _KEY, {**way, **asked, "aws:TagKeys": tuple(tags)}, whole)
    worn = {f"aws:ResourceTag/{name}": value for name, value in tags.items()}
    return may_tag and _allows(action, _KEY, {**way, **worn}, (statement,))


def _tags(statement: Mapping[str, Any]) -> dict[str, str]:
    """The tags that a key must have for the statement, with one value each."""
    prefix = "aws:resourcetag/"
    tested = [each for keys in statement.get("Condition", {}).values() for each in keys.items()]
    held = {key[len(prefix) :]: values for key, values in tested if key.lower().startswith(prefix)}
    return {
        name: str(values[0] if isinstance(values, list) else values).replace("*", "x") for name, values in held.items()
    }


def _allows(action: str, resource: str, context: Context, policies: Sequence[NamedPolicy]) -> bool:
    principal = f"arn:aws:iam::{_ACCOUNT}:role/launch"
    root = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{_ACCOUNT}:root"}, "Action": "*", "Resource": "*"}
    delegating = NamedPolicy("key", {"Version": "2012-10-17", "Statement": [root]}) if ":key/" in resource else None
    try:
        layers = PolicySet(identity=tuple(policies), resource=delegating)
        return decide(Request(principal, action, resource, _ACCOUNT, context), layers).allowed
    except PolicyNotUnderstood:
        return False


def _text(text: str) -> str:
    return VARIABLE.sub(lambda found: _FILLING.get(found[1], found[0]), text)


def _filled(value: Any) -> Any:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        return {key: _filled(each) for key, each in value.items()}
    return [_filled(each) for each in value] if isinstance(value, list | tuple) else value
