"""Ways to weaken the roles: every statement without each of its conditions, wider, or gone."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.behavior.permissions.environment import Environment

Change = Callable[[dict[str, Any]], dict[str, Any] | None]


@dataclass(frozen=True)
class Mutation:
    """One statement of one resource of the template, weakened: `how` says what was done to it."""

    resource: str
    sid: str
    how: str
    change: Change

    def __str__(self) -> str:
        return f"{self.resource} {self.sid}: {self.how}"

    def weaken(self, environment: Environment) -> Environment:
        """The environment with the statement changed."""
        body = copy.deepcopy(environment.document["Resources"][self.resource])
        policy = policy_of(body)
        weakened = [self._one(statement) for statement in policy["Statement"]]
        policy["Statement"] = [statement for statement in weakened if statement is not None]
        return environment.with_policy(name_of(body), policy)

    def _one(self, statement: dict[str, Any]) -> dict[str, Any] | None:
        return self.change(statement) if statement["Sid"] == self.sid else statement


def policy_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """The policy that a role (its trust) or a managed policy has."""
    properties = body["Properties"]
    policy: dict[str, Any] = properties.get("PolicyDocument") or properties["AssumeRolePolicyDocument"]
    return policy


def name_of(body: Mapping[str, Any]) -> str:
    """What decisions call that policy by."""
    properties = body["Properties"]
    return str(properties.get("ManagedPolicyName") or properties["RoleName"])


def all_mutations(document: Mapping[str, Any]) -> Iterator[Mutation]:
    """Every weakening of every statement of the roles, their policies and their trust."""
    for name, body in document["Resources"].items():
        if body["Type"] in {"AWS::IAM::ManagedPolicy", "AWS::IAM::Role"}:
            for statement in policy_of(body)["Statement"]:
                yield from _of(name, statement)


def _of(name: str, statement: Mapping[str, Any]) -> Iterator[Mutation]:
    sid = statement["Sid"]
    if statement["Effect"] == "Deny":
        yield Mutation(name, sid, "gone", lambda _: None)
        for action in _many(statement, "Action"):
            yield Mutation(name, sid, f"without {action}", _without_action(action))
        return
    for operator, tests in statement.get("Condition", {}).items():
        for key in tests:
            yield Mutation(name, sid, f"without {operator} on {key}", _without(operator, key))
            if operator.split(":")[-1].startswith(("StringEquals", "StringLike", "ArnEquals", "ArnLike")):
                yield Mutation(name, sid, f"with any {key}", _with_value(operator, key))
    if "Resource" in statement and statement["Resource"] != ["*"]:
        yield Mutation(name, sid, "on every resource", lambda found: {**found, "Resource": ["*"]})
    if "Principal" in statement:
        yield Mutation(name, sid, "for anybody", lambda found: {**found, "Principal": "*"})


def _many(statement: Mapping[str, Any], element: str) -> list[str]:
    listed = statement.get(element, [])
    return list(listed) if len(listed) > 1 else []


def _without_action(action: str) -> Change:
    return lambda found: {**found, "Action": [each for each in found["Action"] if each != action]}


def _without(operator: str, key: str) -> Change:
    def change(found: dict[str, Any]) -> dict[str, Any]:
        left = {name: value for name, value in found["Condition"][operator].items() if name != key}
        condition = {name: tests for name, tests in found["Condition"].items() if name != operator}
        return {**found, "Condition": {**condition, **({operator: left} if left else {})}}

    return change


def _with_value(operator: str, key: str) -> Change:
    """The same test by a pattern that fits everything."""
    wide = (
        operator.replace("StringEquals", "StringLike").replace("ArnEquals", "ArnLike").replace("ArnLike", "StringLike")
    )

    def change(found: dict[str, Any]) -> dict[str, Any]:
        weakened = _without(operator, key)(found)
        condition = {name: dict(tests) for name, tests in weakened["Condition"].items()}
        condition.setdefault(wide, {})[key] = "*"
        return {**weakened, "Condition": condition}

    return change
