"""What a change of templates means for what anybody may do: each statement before and after, by its resource.

Takes resolved resources. It errs on the careful side: what it cannot compare counts as more and as less.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Statement = Mapping[str, Any]
Statements = dict[str, Statement]

_DOCUMENTS = ("AssumeRolePolicyDocument", "PolicyDocument", "KeyPolicy", "ResourcePolicy", "PermissionsPolicyDocument")
_SETS = ("Action", "Resource", "Principal")
_INVERSE = ("NotAction", "NotResource", "NotPrincipal")


@dataclass(frozen=True)
class PolicyChange:
    """What the policies of one resource let people do more and less, each as words such as `Sid: + action`."""

    resource: str
    more: tuple[str, ...]
    less: tuple[str, ...]

    def without(self, people: frozenset[str]) -> PolicyChange:
        """The change without these principals, who are spoken of elsewhere."""
        ends = tuple(f"Principal {sign} {who}" for who in people for sign in "+-")
        more, less = (tuple(text for text in said if not text.endswith(ends)) for said in (self.more, self.less))
        return PolicyChange(self.resource, more, less)


def compare_policies(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[PolicyChange]:
    """Each resource whose policies differ, in the order of its name."""
    for name in sorted({*before, *after}):
        old, new = _statements(before.get(name, {})), _statements(after.get(name, {}))
        if old == new:
            continue
        more, less = list[str](), list[str]()
        for key in sorted({*old, *new}):
            for grows, words in _compare(old.get(key), new.get(key)):
                (more if grows else less).append(f"{key}: {words}" if words else key)
        if more or less:
            yield PolicyChange(name, tuple(more), tuple(less))


def _statements(resource: Mapping[str, Any]) -> Statements:
    """Every statement of a resource's policies, by its Sid or its place."""
    found: Statements = {}
    for place, document in enumerate(_documents(resource.get("Properties") or {})):
        rows = document.get("Statement", [])
        for number, row in enumerate(rows if isinstance(rows, list) else [rows]):
            key = str(row.get("Sid") or f"statement {number + 1}")
            found[key if key not in found else f"{key} {place + 1}"] = row
    return found


def _documents(properties: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(properties, Mapping):
        for key, value in properties.items():
            if key in _DOCUMENTS and isinstance(value, Mapping):
                yield value
            else:
                yield from _documents(value)
    elif isinstance(properties, list):
        for value in properties:
            yield from _documents(value)


def _compare(old: Statement | None, new: Statement | None) -> Iterator[tuple[bool, str]]:
    """(whether somebody may do more, in what): of a statement that came, went or differs."""
    if old is None or new is None:
        statement = old or new or {}
        yield (new is not None) == (statement.get("Effect") == "Allow"), ""
        return
    if old.get("Effect") != new.get("Effect"):
        yield new.get("Effect") == "Allow", ""
        return
    allows = new.get("Effect") == "Allow"
    for key in dict.fromkeys([*old, *new]):
        if key not in ("Sid", "Effect") and old.get(key) != new.get(key):
            for grows, words in _differences(key, old.get(key), new.get(key)):
                yield grows == allows, words


def _differences(key: str, old: Any, new: Any) -> Iterator[tuple[bool, str]]:
    """(whether the statement speaks of more, in words)."""
    comparable = old is not None and new is not None
    if key == "Condition" and comparable:
        yield from _conditions(old, new)
    elif key in (*_SETS, *_INVERSE) and comparable:
        gained, lost = _texts(new) - _texts(old), _texts(old) - _texts(new)
        grows = key in _SETS
        yield from ((grows, f"{key} + {text}") for text in sorted(gained))
        yield from ((not grows, f"{key} - {text}") for text in sorted(lost))
    elif key == "Condition":
        yield old is not None, "another condition"
    else:
        yield from ((True, f"another {key}"), (False, f"another {key}"))


def _conditions(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[bool, str]]:
    """A test that went or lets more values pass speaks of more, one that came of less."""
    before = {(operator, key): value for operator, tests in old.items() for key, value in tests.items()}
    after = {(operator, key): value for operator, tests in new.items() for key, value in tests.items()}
    for test in sorted({*before, *after}):
        operator, key = test
        if test not in after or test not in before:
            yield test not in after, f"{key} ({operator})"
            continue
        gained, lost = _texts(after[test]) - _texts(before[test]), _texts(before[test]) - _texts(after[test])
        negative = "Not" in operator or operator == "Null"
        yield from ((not negative, f"{key} + {text}") for text in sorted(gained))
        yield from ((negative, f"{key} - {text}") for text in sorted(lost))


def _texts(value: Any) -> frozenset[str]:
    match value:
        case str():
            return frozenset({value})
        case list():
            return frozenset().union(*map(_texts, value))
        case Mapping() if all(isinstance(each, (str, list)) for each in value.values()) and not _is_function(value):
            return frozenset().union(*map(_texts, value.values()))
    return frozenset({json.dumps(value, sort_keys=True)})


def _is_function(value: Mapping[str, Any]) -> bool:
    return any(key == "Ref" or key.startswith("Fn::") for key in value)
