"""May a role do something at all? A request that its policies allow, made up from what they themselves name.

`find_witness(role, action, shape, keys)` takes a `DeployedRole`, the pattern of the resource (`*` for anything) and the
condition keys that are fixed, and returns an allowed request or None. Resources come from the Allows of the role, the
values of condition keys from the tests of the statements that speak of the action: each request is then decided by the
evaluator. None is no proof that there is none; a request is one that there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any

from generator.iam.evaluate import NamedPolicy, Request, decide
from generator.iam.lint.statements import listed, statements_of
from generator.iam.roles import DeployedRole

Context = dict[str, str | Sequence[str]]
_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_SESSION = "session"
_OPEN = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "*", "Resource": "*"}
_OPEN_KEY = NamedPolicy("key", {"Version": "2012-10-17", "Statement": [_OPEN]})


def find_witness(
    role: DeployedRole, action: str, shape: str = "*", keys: Mapping[str, str] | None = None
) -> Request | None:
    """An allowed request for the action on a resource of that shape, in a context with these keys."""
    account = role.arn.split(":")[4]
    for statement in _statements(role, "Allow", action):
        context = _context(role, statement, action, dict(keys or {}))
        for resource in _resources(statement, shape):
            request = Request(role.session(_SESSION), action, resource, account, context)
            # The policy of a key is another question; this one is about the role's own.
            policies = role.policies(resource=_OPEN_KEY if action.startswith("kms:") else None)
            if decide(request, policies).allowed:
                return request
    return None


def _statements(role: DeployedRole, effect: str, action: str) -> Iterator[Mapping[str, Any]]:
    limits = (role.boundary,) if role.boundary and effect == "Deny" else ()
    for policy in (*role.identity, *limits):
        for statement in statements_of(policy.document):
            if statement["Effect"] != effect:
                continue
            patterns = [str(each) for each in listed(statement.get("Action", []))]
            if "NotAction" in statement or any(fnmatchcase(action.lower(), each.lower()) for each in patterns):
                yield statement


def _resources(statement: Mapping[str, Any], shape: str) -> Iterator[str]:
    """What each of the statement's resources has in common with the shape, as a plain ARN."""
    for pattern in listed(statement.get("Resource", "*")):
        common = _meet(_VARIABLE.sub("*", str(pattern)), shape)
        if common is not None:
            yield common.replace("*", "x")


@lru_cache(8192)
def _meet(one: str, other: str) -> str | None:
    """A pattern that both patterns contain; None where they have nothing in common."""
    if not one or not other:
        return "" if not (one + other).strip("*") else None
    if one[0] != "*" and other[0] == "*":
        one, other = other, one
    if one[0] == "*":
        rest = _meet(one[1:], other)
        if rest is not None:
            return ("*" if other[0] == "*" and not rest.startswith("*") else "") + rest
        rest = _meet(one, other[1:])
        return None if rest is None else other[0] + rest
    rest = _meet(one[1:], other[1:]) if other[0] in (one[0], "?") or one[0] == "?" else None
    return None if rest is None else other[0] + rest


def _context(role: DeployedRole, statement: Mapping[str, Any], action: str, keys: Context) -> Context:
    """The fixed keys, then what the statement asks for, then what no Deny refuses."""
    found: Context = {
        "aws:PrincipalArn": role.arn,
        "aws:PrincipalAccount": role.arn.split(":")[4],
        "aws:ResourceAccount": role.arn.split(":")[4],
        "aws:SecureTransport": "true",
        "aws:ViaAWSService": "false",
        **keys,
    }
    known = {key.lower() for key in found}
    for effect, wanted in (("Allow", statement), *(("Deny", each) for each in _statements(role, "Deny", action))):
        for operator, tests in wanted.get("Condition", {}).items():
            for key, values in tests.items():
                value = _value(operator, [str(each) for each in listed(values)], effect)
                if value is not None and key.lower() not in known:
                    known.add(key.lower())
                    found[key] = value
    for name in {name for value in found.values() for name in _VARIABLE.findall(str(value))}:
        found.setdefault(name, "x")
    return {key: _filled(value) for key, value in found.items()}


def _value(operator: str, values: list[str], effect: str) -> str | Sequence[str] | None:
    """What makes the test hold for an Allow, and keeps it from holding for a Deny; None for nothing that is needed."""
    name = operator.split(":")[-1].removesuffix("IfExists")
    if name == "Null":
        needed = (values[0].lower() == "false") == (effect == "Allow")
        return "x" if needed and effect == "Deny" else None
    if ("Not" in name) == (effect == "Allow"):
        return None
    if name == "Bool" and effect == "Deny":
        return None
    value = values[0].partition("/")[0] if "IpAddress" in name else values[0]
    return [value] if ":" in operator else value


def _filled(value: str | Sequence[str]) -> str | Sequence[str]:
    return _plain(value) if isinstance(value, str) else [_plain(each) for each in value]


def _plain(pattern: str) -> str:
    return _VARIABLE.sub("x", pattern).replace("*", "x").replace("?", "x")
