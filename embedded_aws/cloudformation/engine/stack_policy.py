"""Stack policies: what an update may do to which resource.

Sources: "Prevent updates to stack resources" in the CloudFormation user guide (a denial overrides, and what is not
allowed is denied); LocalStack's tests of stack policies, which their authors have run against AWS, for what is refused
and for an empty policy, which denies nothing. What they disagree about is open question Q92.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from embedded_aws.cloudformation.engine.store import Resource, Stack
from embedded_aws.cloudformation.errors import invalid

ACTIONS = frozenset({"Update:Modify", "Update:Replace", "Update:Delete", "Update:*"})
OPERATORS: Mapping[str, Callable[[str, str], bool]] = {"StringEquals": str.__eq__, "StringLike": fnmatchcase}
MEMBERS = frozenset({"Sid", "Effect", "Principal", "Action", "NotAction", "Resource", "NotResource", "Condition"})


def check_policy(text: str) -> None:
    """Raises ServiceError for what is no stack policy."""
    try:
        policy = json.loads(text)
    except (ValueError, RecursionError):
        policy = None
    if not isinstance(policy, dict) or not all(map(_is_statement, _statements(policy))):
        raise invalid("Error validating stack policy: Invalid stack policy")


def check_action(stack: Stack, action: str, resource: Resource) -> None:
    """Raises ServiceError where the policy of a stack does not allow an update to do this to a resource."""
    text = stack.policy_during or stack.policy
    statements = list(_statements(json.loads(text))) if text else []
    if not statements:
        return
    name = f"LogicalResourceId/{resource.logical_id}"
    matching = [(index, one) for index, one in enumerate(statements) if _matches(one, f"Update:{action}", resource)]
    for index, one in matching:
        if one["Effect"] == "Deny":
            # Documents of other tools show the sentence, with #1 for the second statement.
            said = ",".join(_texts(one.get("Action", f"Update:{action}")))
            raise invalid(
                f"Action denied by stack policy: Statement [#{index}] does not allow [{said}] for resource [{name}]"
            )
    if not matching:
        raise invalid("Action not allowed by stack policy")


def _statements(policy: Mapping[str, Any]) -> Iterator[Any]:
    statements = policy.get("Statement", [])
    yield from statements if isinstance(statements, list) else [statements]


def _is_statement(one: Any) -> bool:
    if not isinstance(one, dict) or not set(one) <= MEMBERS or one.get("Effect") not in ("Allow", "Deny"):
        return False
    pairs = (("Action", "NotAction"), ("Resource", "NotResource"))
    return (
        one.get("Principal") in ("*", {"AWS": "*"})
        and all((first in one) != (second in one) for first, second in pairs)
        and all(action in ACTIONS for action in _texts(one.get("Action", one.get("NotAction"))))
        and _is_condition(one.get("Condition", {}))
    )


def _is_condition(condition: Any) -> bool:
    return isinstance(condition, dict) and all(
        operator in OPERATORS and isinstance(keys, dict) and set(keys) == {"ResourceType"}
        for operator, keys in condition.items()
    )


def _matches(one: Mapping[str, Any], action: str, resource: Resource) -> bool:
    name = f"LogicalResourceId/{resource.logical_id}"
    return (
        _chooses(one, "Action", action)
        and _chooses(one, "Resource", name)
        and all(
            any(OPERATORS[operator](resource.kind, wanted) for wanted in _texts(keys["ResourceType"]))
            for operator, keys in one.get("Condition", {}).items()
        )
    )


def _chooses(one: Mapping[str, Any], member: str, value: str) -> bool:
    wanted = any(fnmatchcase(value, pattern) for pattern in _texts(one.get(member, one.get(f"Not{member}"))))
    return wanted if member in one else not wanted


def _texts(value: Any) -> list[str]:
    return [str(one) for one in (value if isinstance(value, list) else [value])]
