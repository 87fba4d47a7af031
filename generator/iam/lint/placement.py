"""Conditions on keys that never come: for the action of the statement, on the types of resource that it names.

A request asks IAM about each resource by itself. `ec2:CreateNetworkInterface` asks about a subnet, its groups and the
new interface, and only the first two have `ec2:Vpc`: an Allow on all three that tests it makes no interface, ever.
Source: IAM User Guide, "Policy evaluation logic"; Service Authorization Reference, the keys beside each resource type.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from generator.diagnostics import Finding, Span
from generator.iam.actions import ResourceType, resource_patterns
from generator.iam.lint.statements import ConditionTest, LintedStatement, may_carry, may_carry_on, texts

_PLACEHOLDER = re.compile(r"\$\{[^}]*\}")


def check_keys(statement: LintedStatement, span: Span | None) -> Iterator[Finding]:
    """Each test of the statement that an action, or one of the named types of its resources, has no value for."""
    for test in statement.tests:
        for action in sorted(statement.actions):
            where = _blind(statement, test, action)
            if where is not None:
                yield _misplaced(statement, test, action + where, span)
                break


def _blind(statement: LintedStatement, test: ConditionTest, action: str) -> str | None:
    """Where the test sees no value: `""` for the action as a whole, ` on a <type>` for one type; None for nowhere.

    Where a test that sees nothing is harmless (an Allow by IfExists, a Deny of what must be there), one type that
    carries the key is reason enough for it.
    """
    if not may_carry(action, test.key):
        return ""
    named = _named(statement, action)
    blind = [kind for kind in named if not may_carry_on(action, kind, test.key)]
    harmless = test.holds_without_key == (statement.effect == "Allow")
    if blind and (not harmless or len(blind) == len(named)):
        return f" on a {blind[0].name}"
    return None


def _named(statement: LintedStatement, action: str) -> list[ResourceType]:
    """The types of the action's resources that the statement is about: those it names, or all that each call needs
    where it denies the action on everything; none where that cannot be said."""
    kinds = resource_patterns(action)
    if statement.effect == "Deny" and "*" in statement.resources:
        return [kind for kind in kinds if kind.required]
    named = {kind.name: kind for resource in statement.resources for kind in _kinds_of(resource, kinds)}
    return list(named.values())


def _kinds_of(resource: Any, kinds: tuple[ResourceType, ...]) -> Iterator[ResourceType]:
    """The types whose ARNs the pattern means, the most exact ones only; none for `*` and for what is not yet known."""
    for text in texts([resource]):
        plain = _PLACEHOLDER.sub("x", text).replace("*", "x")
        fitting = [kind for kind in kinds if _shape(kind.arn).fullmatch(plain)]
        longest = max((_literal(kind.arn) for kind in fitting), default=0)
        yield from (kind for kind in fitting if _literal(kind.arn) == longest)


@cache
def _shape(arn: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, _PLACEHOLDER.split(arn))))


def _literal(arn: str) -> int:
    return len(_PLACEHOLDER.sub("", arn))


def _misplaced(statement: LintedStatement, test: ConditionTest, what: str, span: Span | None) -> Finding:
    where = f"`{statement.sid}` tests `{test.key}`, which {what} never carries"
    fix = f"take {what} out of the statement, or the condition"
    if statement.effect == "Allow":
        then = "so the condition says nothing" if test.holds_without_key else "so it is never allowed"
        return Finding("SEC407", f"{where}: {then}", span, fix)
    then = "so it is denied for ever" if test.holds_without_key else "so it is never denied"
    return Finding("SEC406", f"{where}: {then}", span, fix)
