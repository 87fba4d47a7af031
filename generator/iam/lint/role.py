"""What is wrong with the statements of all of a role's policies together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from generator.diagnostics import Finding, Span
from generator.iam import keys
from generator.iam.guardrails import NOT_ALWAYS_SENT
from generator.iam.lint.statements import (
    ConditionTest,
    LintedStatement,
    may_carry,
    placed_statements,
    read_statement,
    texts,
)
from generator.iam.machines import LOCAL_DISKS

_UPDATES = re.compile(r"[a-z-]+:Update")


def check_role(documents: Iterable[Mapping[str, Any]], span: Span | None = None) -> list[Finding]:
    """What is wrong with the statements of all of a role's policies together; each finding's path is its statement's,
    after the number of its document: `("0", "Statement", "3")`."""
    every = [
        read_statement(statement, (str(number), *path))
        for number, document in enumerate(documents)
        for path, statement in placed_statements(document)
    ]
    statements = [statement for statement in every if not statement.inverted]
    return [
        *_check_voided(statements, span),
        *_check_open_lists(statements, span),
        *_check_unguarded(statements, span),
    ]


def _check_voided(statements: Sequence[LintedStatement], span: Span | None) -> Iterator[Finding]:
    """A narrower Allow means nothing beside one that allows the same with less."""
    allows = [statement for statement in statements if statement.effect == "Allow"]
    for narrow in allows:
        for wide in allows:
            both = narrow.actions & wide.actions
            if narrow is wide or not both or not _less(wide, narrow):
                continue
            yield Finding(
                "SEC408",
                f"`{narrow.sid}` limits {min(both)}, and `{wide.sid}` allows it with less",
                span,
                f"take {min(both)} out of `{wide.sid}`",
                path=wide.path,
            )


def _less(wide: LintedStatement, narrow: LintedStatement) -> bool:
    few, many = set(map(_plain, wide.tests)), set(map(_plain, narrow.tests))
    return few < many and all(any(_covers(large, small) for large in wide.resources) for small in narrow.resources)


def _check_open_lists(statements: Sequence[LintedStatement], span: Span | None) -> Iterator[Finding]:
    """An allow-list that a request without the key passes, and nothing refuses such a request."""
    for statement in (statement for statement in statements if statement.effect == "Allow"):
        for test in statement.tests:
            if not test.holds_without_key or test.name == "Null" or "Not" in test.name:
                continue
            for action in sorted(statement.actions):
                if not _UPDATES.match(action) and not _must_be_there(statements, statement, action, test.key):
                    yield Finding(
                        "SEC409",
                        f"`{statement.sid}` limits `{test.key}`, and lets {action} through without it",
                        span,
                        f'add a condition Null "{test.key}": "false"',
                        path=statement.path,
                    )
                    break


def _must_be_there(statements: Sequence[LintedStatement], statement: LintedStatement, action: str, key: str) -> bool:
    """Whether the statement itself asks for the key, or another denies the action without it."""
    names = _names(key)
    if any(_is_null_of(test, names) and not test.holds_without_key for test in statement.tests):
        return True
    return any(
        action in other.actions
        and other.effect == "Deny"
        and other.tests
        and any(_is_null_of(test, names) for test in other.tests)
        and all((_is_null_of(test, names) and test.holds_without_key) or _spares(test) for test in other.tests)
        for other in statements
    )


def _spares(test: ConditionTest) -> bool:
    """Whether a refusal spares machines that take no volume key, and nothing else."""
    disks = test.operator == "ForAnyValue:StringNotLike" and set(test.values) <= set(LOCAL_DISKS)
    return test.key == keys.INSTANCE_TYPES and disks


def _is_null_of(test: ConditionTest, names: frozenset[str]) -> bool:
    return test.name == "Null" and test.key.lower() in names


def _names(key: str) -> frozenset[str]:
    """Both names of a key that AWS renamed: `VolumeKmsKey` and `VolumeKmsKeyArn`."""
    low = key.lower()
    return frozenset({low, f"{low}arn", low.removesuffix("arn")})


def _check_unguarded(statements: Sequence[LintedStatement], span: Span | None) -> Iterator[Finding]:
    """A key of SageMaker's that one Allow tests, and that another action which carries it goes without."""
    allows = [statement for statement in statements if statement.effect == "Allow"]
    tested = {test.key for statement in allows for test in statement.tests}
    guarding = sorted(key for key in tested if key.lower().startswith("sagemaker:"))
    for statement in allows:
        for key in guarding:
            loose = [action for action in sorted(statement.actions) if _loose(statements, statement, action, key)]
            if loose:
                yield Finding(
                    "SEC411",
                    f"`{statement.sid}` allows {loose[0]} whatever `{key}` is, which another statement tests",
                    span,
                    f"add the condition on `{key}`",
                    path=statement.path,
                )


def _loose(statements: Sequence[LintedStatement], statement: LintedStatement, action: str, key: str) -> bool:
    if (key, action) in NOT_ALWAYS_SENT or not may_carry(action, key):
        return False
    names = _names(key)
    if any(test.key.lower() in names for test in statement.tests):
        return False
    return not any(
        other.effect == "Deny"
        and action in other.actions
        and (not other.tests or any(test.key.lower() in names for test in other.tests))
        for other in statements
    )


def _plain(test: ConditionTest) -> tuple[str, str, str]:
    return test.operator, test.key.lower(), repr(test.values)


def _covers(large: Any, small: Any) -> bool:
    if large == "*" or large == small:
        return True
    left, right = next(texts([large]), None), next(texts([small]), None)
    return left is not None and right is not None and left.endswith("*") and right.startswith(left[:-1])
