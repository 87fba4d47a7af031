"""Whether a permissions boundary lets through everything that a role's own policies allow.

A boundary that cuts nothing off can be exchanged for another one: what the role may do then does not rest on it. The
comparison is of texts and errs on the careful side: what it cannot compare counts as cut off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from generator.iam.actions import matching

Statement = Mapping[str, Any]


def find_cut(own: Statement, boundary: Sequence[Statement]) -> Iterator[tuple[str, str]]:
    """Every action and resource of an Allow that no Allow of the boundary lets through under the same conditions."""
    for action in _listed(own.get("Action", "*")):
        for resource in _listed(own.get("Resource", "*")):
            if not _passes(action, resource, own, boundary):
                yield action, resource


def _passes(action: str, resource: str, own: Statement, boundary: Sequence[Statement]) -> bool:
    if any(_lets_through(each, action, resource, own) for each in boundary):
        return True
    if "*" not in action and "?" not in action:
        return False
    every = matching(action)
    return bool(every) and all(any(_lets_through(each, one, resource, own) for each in boundary) for one in every)


def _lets_through(allowed: Statement, action: str, resource: str, own: Statement) -> bool:
    if allowed["Effect"] != "Allow" or "Action" not in allowed or "Resource" not in allowed:
        return False
    return (
        any(covers(each.lower(), action.lower()) for each in _listed(allowed["Action"]))
        and any(covers(each, resource) for each in _listed(allowed["Resource"]))
        and all(_implied(test, own.get("Condition", {})) for test in _tests(allowed.get("Condition", {})))
    )


Test = tuple[str, str, tuple[str, ...]]


def _tests(condition: Mapping[str, Mapping[str, Any]]) -> Iterator[Test]:
    for operator, keys in condition.items():
        for key, values in keys.items():
            yield operator, key.lower(), tuple(_listed(values))


def _implied(wanted: Test, condition: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether the same test stands in the other condition with values that are all within."""
    operator, key, wide = wanted
    return any(
        (each, name) == (operator, key) and all(any(covers(most, value) for most in wide) for value in values)
        for each, name, values in _tests(condition)
    )


@lru_cache(8192)
def covers(wide: str, narrow: str) -> bool:
    """Whether every text that fits the pattern `narrow` fits `wide`, too."""
    if not wide:
        return not narrow
    if wide[0] == "*":
        return covers(wide[1:], narrow) or (bool(narrow) and covers(wide, narrow[1:]))
    if not narrow or narrow[0] == "*":
        return False
    return (wide[0] == "?" or wide[0] == narrow[0]) and covers(wide[1:], narrow[1:])


def _listed(value: Any) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)]
