"""Statements and policies: awacs objects that troposphere takes as properties.

Every statement has an alphanumeric Sid, at least one action that exists, and none of the constructs on which
evaluators and documentation disagree: no `NotPrincipal`, no wildcard in an ARN's resource type, no policy variable in
`NotResource`, never a policy without its version. What breaks a rule raises `Problems` at the author's line, and each
statement remembers the call of the author's that made it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from awacs import AWSHelperFn, awsencode
from awacs.aws import (
    Action,
    Allow,
    Condition,
    ConditionElement,
    Deny,
    PolicyDocument,
    Principal,
    Statement,
)

from generator.diagnostics.authors import WRITTEN, find_author
from generator.iam.actions import UnknownAction, matching
from generator.iam.conditions import merge
from generator.iam.paths import shorten_paths
from generator.iam.refusal import refuse

_SID = re.compile(r"[A-Za-z0-9]+")
_ACTION = re.compile(r"[a-z0-9-]+:[A-Za-z0-9*?]+")
_ARN = re.compile(r"arn:[^:]*:(?P<service>[^:]*):[^:]*:[^:]*:(?P<resource>.*)")
_TYPED_SERVICES = {"ec2", "iam", "sagemaker", "kms", "servicecatalog", "ssm", "ecr", "logs", "cloudformation"}
_CLOUDFORMATION_VARIABLE = re.compile(r"\$\{AWS::[A-Za-z]+\}|\$\{[A-Z][A-Za-z0-9]*(\.[A-Za-z.]+)?\}")


@dataclass(frozen=True)
class But:
    """Everything but these: `NotAction` or `NotResource`."""

    patterns: tuple[Any, ...]


class _Choice(Statement):
    """One statement where a condition of the template holds, and another, or none, where it does not."""

    def __init__(self, condition: str, then: Statement, otherwise: Statement | None) -> None:
        super().__init__(**then.properties)
        self.__dict__["choice"] = (condition, then, otherwise)
        self.__dict__[WRITTEN] = find_author()

    def JSONrepr(self) -> dict[str, Any]:  # noqa: N802 - awacs's own name
        """`Fn::If`, as awacs writes it."""
        condition, then, otherwise = self.__dict__["choice"]
        return {"Fn::If": [condition, then, otherwise or {"Ref": "AWS::NoValue"}]}


def but(*patterns: Any) -> But:
    """Everything but these actions or resources, for `deny`."""
    return But(patterns)


def _statement(
    effect: str,
    sid: str,
    actions: str | Iterable[str] | But,
    resources: Any,
    *conditions: ConditionElement,
    to: Principal | None = None,
) -> Statement:
    if _SID.fullmatch(sid) is None:
        refuse("SEC402", f"`{sid}` is not a statement id", "use letters and digits only, such as ReadTheData")
    parts: dict[str, Any] = {"Sid": sid, "Effect": effect}
    if to is not None:
        parts["Principal"] = to
    parts |= _actions(sid, actions)
    parts |= _resources(sid, resources, to)
    if conditions:
        parts["Condition"] = Condition(merge(conditions))
    statement = Statement(**parts)
    statement.__dict__[WRITTEN] = find_author()
    return statement


allow = partial(_statement, Allow)
"""Allow `actions` on `resources` where every condition holds; `to` makes it a statement of a resource policy."""
deny = partial(_statement, Deny)
"""Deny `actions` on `resources` where every condition holds; `to` makes it a statement of a resource policy."""


def trust(sid: str, to: Principal, actions: str | Iterable[str], *conditions: ConditionElement) -> Statement:
    """Let `to` assume the role that this trust policy belongs to."""
    return allow(sid, actions, None, *conditions, to=to)


def only_if(condition: str, statement: Statement) -> Statement:
    """The statement, only where the template's condition of that name holds."""
    return _Choice(condition, statement, None)


def either(condition: str, then: Statement, otherwise: Statement) -> Statement:
    """`then` where the template's condition of that name holds, `otherwise` where it does not."""
    return _Choice(condition, then, otherwise)


def allowed_actions(statement: Statement) -> list[str]:
    """The action patterns of an Allow, of both of a choice; none of a Deny."""
    _, *chosen = statement.__dict__.get("choice", (None, statement))
    return [
        str(action.JSONrepr())
        for each in chosen
        if each is not None and each.Effect == Allow
        for action in each.properties.get("Action", ())
    ]


def policy(*statements: Statement) -> PolicyDocument:
    """A policy of version 2012-10-17; Sids are unique in it."""
    if not statements:
        refuse("SEC401", "a policy has no statement", "give it one, or leave the policy out")
    sids = [statement.Sid for statement in statements]
    for sid in sids:
        if sids.count(sid) > 1 and not all(
            isinstance(statement, _Choice) for statement in statements if statement.Sid == sid
        ):
            refuse("SEC402", f"two statements of one policy are called `{sid}`", "give one of the two another name")
    return PolicyDocument(Version="2012-10-17", Statement=list(statements))


def plain_policy(*statements: Statement) -> dict[str, Any]:
    """The same as plain data."""
    document: dict[str, Any] = json.loads(json.dumps(policy(*statements), cls=awsencode))
    return document


def anyone() -> Principal:
    """Every principal, for Deny statements and for statements whose conditions name who."""
    return Principal("*")


def accounts(*arns: Any) -> Principal:
    """IAM principals or accounts, by ARN."""
    return Principal("AWS", _one_or_list(arns))


def services(*names: Any) -> Principal:
    """AWS services, such as `sagemaker.amazonaws.com`."""
    return Principal("Service", _one_or_list(names))


def federated(*arns: Any) -> Principal:
    """SAML or OpenID Connect providers, by ARN."""
    return Principal("Federated", _one_or_list(arns))


def _actions(sid: str, actions: str | Iterable[str] | But) -> dict[str, list[Action]]:
    element, names = ("NotAction", actions.patterns) if isinstance(actions, But) else ("Action", actions)
    listed = [names] if isinstance(names, str) else list(dict.fromkeys(names))
    if not listed:
        refuse("SEC401", f"the statement `{sid}` names no action", "name at least one action")
    return {element: [_action(sid, name) for name in listed]}


def _action(sid: str, name: str) -> Action:
    if name == "*":
        return Action("*")
    if _ACTION.fullmatch(name) is None:
        refuse("SEC403", f"`{name}` in `{sid}` is not an action", "write service:Action, such as s3:GetObject")
    try:
        known = matching(name)
    except UnknownAction:
        known = ()
    if not known:
        refuse(
            "SEC403", f"AWS has no action `{name}`, named in `{sid}`", "look it up; a wildcard must mean at least one"
        )
    return Action(*name.split(":", 1))


def _resources(sid: str, resources: Any, to: Principal | None) -> dict[str, Any]:
    """`Resource` or `NotResource` as a list; `Fn::Split` makes a list itself."""
    if resources is None:
        if to is None:
            refuse("SEC401", f"the statement `{sid}` names no resource", 'name a resource, or "*"')
        return {}
    element, named = ("NotResource", resources.patterns) if isinstance(resources, But) else ("Resource", resources)
    if hasattr(named, "to_dict") and "Fn::Split" in named.to_dict():
        return {element: named}
    listed = list(named) if isinstance(named, list | tuple) else [named]
    if not listed:
        refuse("SEC401", f"the statement `{sid}` names no resource", 'name a resource, or "*"')
    for resource in listed:
        _refuse_banned(sid, element, resource)
    return {element: listed}


def _refuse_banned(sid: str, element: str, resource: Any) -> None:
    text = arn_text(resource)
    if text is None:
        return
    if element == "NotResource" and "${" in _CLOUDFORMATION_VARIABLE.sub("", text):
        refuse("SEC404", f"`{sid}` has a policy variable in NotResource", "name the resources without a variable")
    match = _ARN.fullmatch(_CLOUDFORMATION_VARIABLE.sub("x", shorten_paths(text)))
    if match and match["service"] in _TYPED_SERVICES and match["resource"] != "*":
        kind = re.split(r"[/:]", match["resource"], maxsplit=1)[0]
        if "*" in kind or "?" in kind:
            refuse("SEC404", f"`{sid}` has a wildcard in the resource type of `{text}`", "write the type out")


def arn_text(resource: Any) -> str | None:
    """The text of an ARN that is a string or an `Fn::Sub`; None for anything else."""
    if isinstance(resource, AWSHelperFn) or hasattr(resource, "to_dict"):
        resource = resource.to_dict() if hasattr(resource, "to_dict") else None
    match resource:
        case str():
            return resource
        case {"Fn::Sub": str() as text} | {"Fn::Sub": [str() as text, _]}:
            return text
    return None


def _one_or_list(values: tuple[Any, ...]) -> Any:
    return values[0] if len(values) == 1 else list(values)
