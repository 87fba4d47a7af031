"""Other ways to write the same policies: split, merged, repeated, in another order, with more that changes nothing."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

Statement = dict[str, Any]
POLICIES = ("PolicyDocument", "KeyPolicy", "AssumeRolePolicyDocument")


def rewrite_resources(resources: Mapping[str, Any], random: Random) -> dict[str, Any]:
    """The resources with every policy written in another way."""
    found = json.loads(json.dumps(resources))
    for body in found.values():
        properties = body.get("Properties", {})
        for name in POLICIES:
            if isinstance(properties.get(name), dict):
                properties[name]["Statement"] = rewrite(properties[name]["Statement"], random)
        for policy in properties.get("Policies", ()) if body["Type"] == "AWS::IAM::Role" else ():
            policy["PolicyDocument"]["Statement"] = rewrite(policy["PolicyDocument"]["Statement"], random)
    return dict(found)


def rewrite(statements: Sequence[Statement], random: Random) -> list[Statement]:
    """The statements of one policy, rewritten a few times over."""
    found = copy.deepcopy(list(statements))
    for _ in range(random.randint(3, 8)):
        place = random.randrange(len(found))
        others = random.choice(WAYS)(found[place], random)
        found[place : place + 1] = others
        _merge(found, random)
    random.shuffle(found)
    for number, statement in enumerate(found):
        if "Sid" in statement:
            statement["Sid"] = f"Renamed{number}"
        for element in ("Action", "Resource"):
            if isinstance(statement.get(element), list):
                random.shuffle(statement[element])
    return found


def _split_list(element: str) -> Callable[[Statement, Random], list[Statement]]:
    def split(statement: Statement, random: Random) -> list[Statement]:
        items = _listed(statement.get(element, ()))
        if len(items) < 2:
            return [statement]
        random.shuffle(items)
        at = random.randint(1, len(items) - 1)
        # What stands in both parts is said twice.
        return [{**statement, element: items[:at]}, {**statement, element: items[at - random.randint(0, 1) :]}]

    return split


def _split_values(statement: Statement, random: Random) -> list[Statement]:
    """Values of one condition are alternatives, and so are two statements."""
    found = _some_test(statement, random, {"StringEquals", "StringLike", "ArnLike", "ArnEquals"})
    if found is None:
        return [statement]
    operator, key = found
    values = _listed(statement["Condition"][operator][key])
    if len(values) < 2:
        return [statement]
    at = random.randint(1, len(values) - 1)
    return [_with_test(statement, operator, key, part) for part in (values[:at], values[at:])]


def _split_if_exists(statement: Statement, random: Random) -> list[Statement]:
    """`IfExists` is the operator without it, or an absent key."""
    found = _some_test(statement, random, None)
    if found is None or not found[0].endswith("IfExists") or ":" in found[0]:
        return [statement]
    operator, key = found
    values = statement["Condition"][operator][key]
    bare = operator.removesuffix("IfExists")
    rest = _without_test(statement, operator, key)
    if key in rest.get("Condition", {}).get(bare, {}) or key in rest.get("Condition", {}).get("Null", {}):
        return [statement]
    return [_with_test(rest, bare, key, values), _with_test(rest, "Null", key, "true")]


def _say_twice(statement: Statement, random: Random) -> list[Statement]:
    return [statement, copy.deepcopy(statement)]


def _say_less_besides(statement: Statement, random: Random) -> list[Statement]:
    """A narrower statement beside a wider one."""
    if "Action" not in statement:
        return [statement]
    key = random.choice(["aws:RequestedRegion", "aws:PrincipalTag/team"])
    narrow = {**statement, "Action": _listed(statement["Action"])[:1]}
    if key in narrow.get("Condition", {}).get("StringEquals", {}):
        return [statement]
    return [statement, _with_test(narrow, "StringEquals", key, "zz-narrow")]


def _in_lower_case(statement: Statement, random: Random) -> list[Statement]:
    if "Action" not in statement:
        return [statement]
    return [{**statement, "Action": [each.lower() for each in _listed(statement["Action"])]}]


def _one_or_list(statement: Statement, random: Random) -> list[Statement]:
    found = dict(statement)
    for element in ("Action", "Resource"):
        if element in found and len(_listed(found[element])) == 1:
            found[element] = found[element][0] if isinstance(found[element], list) else [found[element]]
    return [found]


WAYS: tuple[Callable[[Statement, Random], list[Statement]], ...] = (
    _split_list("Action"),
    _split_list("Resource"),
    _split_values,
    _split_if_exists,
    _say_twice,
    _say_less_besides,
    _in_lower_case,
    _one_or_list,
)


def _merge(statements: list[Statement], random: Random) -> None:
    """Two statements that differ in one list, as one."""
    if len(statements) < 2:
        return
    one, other = random.sample(range(len(statements)), 2)
    for element in ("Action", "Resource"):
        left, right = ({k: v for k, v in statements[at].items() if k not in ("Sid", element)} for at in (one, other))
        if element in statements[one] and element in statements[other] and left == right:
            both = [*_listed(statements[one][element]), *_listed(statements[other][element])]
            statements[one] = {**statements[one], element: both}
            del statements[other]
            return


def _some_test(statement: Statement, random: Random, operators: set[str] | None) -> tuple[str, str] | None:
    tests = [
        (operator, key)
        for operator, keys in statement.get("Condition", {}).items()
        for key in keys
        if operators is None or operator in operators
    ]
    return random.choice(tests) if tests else None


def _with_test(statement: Statement, operator: str, key: str, values: Any) -> Statement:
    found = copy.deepcopy(statement)
    found.setdefault("Condition", {}).setdefault(operator, {})[key] = values
    return found


def _without_test(statement: Statement, operator: str, key: str) -> Statement:
    found = copy.deepcopy(statement)
    del found["Condition"][operator][key]
    if not found["Condition"][operator]:
        del found["Condition"][operator]
    return found


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]
