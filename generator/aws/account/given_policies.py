"""What the policy of something given must allow: what the policy that the template would have drawn for it allows.

Each Allow of ours is asked as requests that it admits, one an action and a value of each condition, against the policy
that is there. One that allows more is as good, and so is one that is worded otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from generator.iam.actions import matching
from generator.iam.evaluate import NamedPolicy, PolicyNotUnderstood, PolicySet, Request, decide

Statement = Mapping[str, Any]
_ANYTHING = NamedPolicy(
    "the caller's own", {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
)
_PAIRS = "Pair"
"""`kms:GenerateDataKeyPair`, which nothing of ours calls."""


@dataclass(frozen=True)
class Given:
    """A policy that is there: of which resource (its ARN), in which account, and a role of ours that would call."""

    policy: Mapping[str, Any]
    resource: str
    account: str
    caller: str

    @property
    def keys(self) -> frozenset[str]:
        """The condition keys that it looks at, in lower case."""
        found = (keys for each in listed(self.policy["Statement"]) for keys in each.get("Condition", {}).values())
        return frozenset(key.lower() for keys in found for key in keys)


def find_refused(wanted: Sequence[Statement], given: Given) -> tuple[tuple[Statement, ...], str]:
    """The Allows among `wanted` that the policy does not admit, and why that is not certain, where it is not."""
    there = NamedPolicy("the policy of what is given", given.policy)
    refused, asked = list[Statement](), set[str]()
    for statement in wanted:
        requests = [*_requests(statement, given)]
        asked.update(key.lower() for request in requests for key in request.context)
        try:
            if not all(_admits(request, there) for request in requests):
                refused.append(statement)
        except (PolicyNotUnderstood, ValueError) as error:
            return (statement,), str(error)
    more = sorted(given.keys - asked) if refused else []
    return tuple(refused), f"it asks for {', '.join(more)}" if more else ""


def listed(value: Any) -> list[Any]:
    """A value that may stand alone, as a list."""
    return list(value) if isinstance(value, (list, tuple)) else [value]


def pasted(statements: Sequence[Statement]) -> str:
    """Statements as they are pasted into a policy."""
    return ", ".join(json.dumps(each) for each in statements)


def _admits(request: Request, policy: NamedPolicy) -> bool:
    identity = (_ANYTHING,) if request.principal.startswith("arn:") else ()
    return decide(request, PolicySet(identity=identity, resource=policy)).allowed


def _requests(statement: Statement, given: Given) -> Iterator[Request]:
    tests = [(key, listed(values)) for keys in statement.get("Condition", {}).values() for key, values in keys.items()]
    usual = {
        "aws:SecureTransport": "true",
        "aws:PrincipalAccount": given.account,
        "kms:CallerAccount": given.account,
    }
    for principal, action, pattern in product(
        _principals(statement, given), _actions(statement), _resources(statement)
    ):
        for values in product(*(each for _, each in tests)):
            keys = {key: _plain(str(value)) for (key, _), value in zip(tests, values, strict=True)}
            resource = given.resource if pattern == "*" else _plain(pattern)
            yield Request(principal, action, resource, given.account, {**usual, **keys})


def _principals(statement: Statement, given: Given) -> list[str]:
    named = statement["Principal"]
    return [*listed(named.get("Service", [])), *([given.caller] if "AWS" in named else [])]


def _actions(statement: Statement) -> list[str]:
    found = (matching(each) if "*" in each else (each,) for each in listed(statement["Action"]))
    return [action for each in found for action in each if _PAIRS not in action]


def _resources(statement: Statement) -> list[str]:
    return listed(statement.get("Resource", "*"))


def _plain(pattern: str) -> str:
    """Something that a pattern matches."""
    return pattern.replace("*", "x")
