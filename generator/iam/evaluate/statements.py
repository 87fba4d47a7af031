"""A policy document, compiled: checked once as a whole, then asked many times.

Source: IAM User Guide, "Grammar of the IAM JSON policy language".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.iam.evaluate.conditions import Condition, compile_conditions
from generator.iam.evaluate.errors import NotUnderstood, PolicyNotUnderstood
from generator.iam.evaluate.patterns import Context, Matcher
from generator.iam.evaluate.principals import Principals, compile_principals
from generator.iam.evaluate.targets import Resource, compile_action, compile_resource

Document = Mapping[str, Any]
VARIABLES = {"2012-10-17": True, "2008-10-17": False, None: False}
"""The versions of the policy language, and whether they know policy variables; without Version it is the old one."""
DOCUMENT = frozenset({"Version", "Id", "Statement"})
STATEMENT = frozenset(
    {
        "Sid",
        "Effect",
        "Principal",
        "NotPrincipal",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Condition",
    }
)


@dataclass(frozen=True)
class Statement:
    """One compiled statement; `index` counts from 1. A trust policy's statements have no resources."""

    index: int
    sid: str | None
    effect: str
    actions: tuple[Matcher, ...]
    not_action: bool
    resources: tuple[Resource, ...]
    not_resource: bool
    principals: Principals | None
    conditions: tuple[Condition, ...]

    def concerns(self, action: str, resource: str, context: Context) -> bool:
        """Whether it applies to the action (in lower case) on the resource, in this context, whoever asks."""
        for matches in self.actions:
            if matches(action):
                if self.not_action:
                    return False
                break
        else:
            if not self.not_action:
                return False
        if self.resources and not self._is_about(resource, context):
            return False
        return all(condition.holds(context) for condition in self.conditions)

    def _is_about(self, resource: str, context: Context) -> bool:
        answers = [pattern.matches(resource, context) for pattern in self.resources]
        if not self.not_resource:
            return True in answers
        # With a variable that has no value nothing is excluded for sure: a Deny then applies, an Allow does not.
        return True not in answers and (None not in answers or self.effect == "Deny")


def compile_policy(name: str, document: object) -> tuple[Statement, ...]:
    """Compile every statement of a policy; raises PolicyNotUnderstood, which names the policy and the statement."""
    index = 0
    try:
        variables, statements = _read(document)
        compiled = []
        for index, statement in enumerate(statements, 1):
            compiled.append(_compile(index, statement, variables))
    except NotUnderstood as error:
        raise PolicyNotUnderstood(name, index, str(error)) from None
    return tuple(compiled)


def _read(document: object) -> tuple[bool, Sequence[object]]:
    if not isinstance(document, Mapping):
        raise NotUnderstood("a policy document that is not an object")
    _check_elements(document, DOCUMENT)
    version = document.get("Version")
    if not isinstance(version, str | None) or version not in VARIABLES:
        raise NotUnderstood(f"the policy version {version!r}")
    if "Statement" not in document:
        raise NotUnderstood("a policy without the element Statement")
    statements = document["Statement"]
    return VARIABLES[version], statements if isinstance(statements, (list, tuple)) else [statements]


def _compile(index: int, statement: object, variables: bool) -> Statement:
    if not isinstance(statement, Mapping):
        raise NotUnderstood("a statement that is not an object")
    _check_elements(statement, STATEMENT)
    effect = statement.get("Effect")
    if effect not in ("Allow", "Deny"):
        raise NotUnderstood(f"the effect {effect!r}")
    principals = _principals(statement, effect)
    actions, not_action = _one_of(statement, "Action", "NotAction")
    # Only a role's trust policy names no resource: it is the role.
    bare = principals is not None and "Resource" not in statement and "NotResource" not in statement
    resources, not_resource = ((), False) if bare else _one_of(statement, "Resource", "NotResource")
    return Statement(
        index,
        _sid(statement),
        effect,
        tuple(compile_action(action) for action in actions),
        not_action,
        tuple(compile_resource(resource, variables) for resource in resources),
        not_resource,
        principals,
        compile_conditions(statement.get("Condition", {}), variables),
    )


def _check_elements(element: Document, known: frozenset[str]) -> None:
    unknown = sorted(str(name) for name in element if name not in known)
    if unknown:
        raise NotUnderstood(f"the element {', '.join(unknown)}")


def _sid(statement: Document) -> str | None:
    sid = statement.get("Sid")
    if not isinstance(sid, str | None):
        raise NotUnderstood(f"the Sid {sid!r}")
    return sid


def _principals(statement: Document, effect: str) -> Principals | None:
    match "Principal" in statement, "NotPrincipal" in statement:
        case True, True:
            raise NotUnderstood("Principal and NotPrincipal in one statement")
        case True, False:
            return compile_principals(statement["Principal"], excluded=False)
        case False, True if effect == "Allow":
            raise NotUnderstood("NotPrincipal with the effect Allow, which AWS does not support")
        case False, True:
            return compile_principals(statement["NotPrincipal"], excluded=True)
    return None


def _one_of(statement: Document, name: str, negation: str) -> tuple[tuple[str, ...], bool]:
    if (name in statement) is (negation in statement):
        raise NotUnderstood(
            f"a statement with {f'both {name} and' if name in statement else f'neither {name} nor'} {negation}"
        )
    negated = negation in statement
    values = statement[negation if negated else name]
    listed = values if isinstance(values, (list, tuple)) else [values]
    if not listed or not all(isinstance(value, str) and value for value in listed):
        raise NotUnderstood(f"the {negation if negated else name} {values!r}")
    return tuple(listed), negated
