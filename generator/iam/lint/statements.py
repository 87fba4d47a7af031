"""The statements of a policy document as the linter reads them: actions as AWS knows them, conditions one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.iam.actions import ResourceType, UnknownAction, carries, carries_on, matching

Path = tuple[str, ...]

_PER_ACTION = ("aws:requesttag/", "aws:resourcetag/", "aws:tagkeys")
"""Global keys that nevertheless only some actions carry; every other `aws:` key may come with any request."""

_CONTEXT = "kms:encryptioncontext:"
"""The encryption context's own key follows this; the reference has one placeholder for all."""


@dataclass(frozen=True)
class ConditionTest:
    """One condition: `ForAllValues:StringEquals` on `sagemaker:VpcSubnets`, against `values`."""

    operator: str
    key: str
    values: tuple[Any, ...]

    @property
    def name(self) -> str:
        """The operator without its set operator and `IfExists`."""
        return self.operator.split(":")[-1].removesuffix("IfExists")

    @property
    def holds_without_key(self) -> bool:
        """Whether the condition is met by a request without the key."""
        if self.name == "Null":
            return str(self.values[0]).lower() == "true"
        if self.operator.startswith("ForAnyValue:"):
            return False
        lenient = self.operator.startswith("ForAllValues:") or self.operator.endswith("IfExists")
        return lenient or "Not" in self.name


@dataclass(frozen=True)
class LintedStatement:
    """One statement as AWS reads it; `inverted` is whether it has NotAction, whose actions are not listed.

    `path` is its place.
    """

    sid: str
    effect: str
    actions: frozenset[str]
    resources: tuple[Any, ...]
    tests: tuple[ConditionTest, ...]
    inverted: bool
    path: Path = ()


def statements_of(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every statement of the policy, with both branches of each `Fn::If`."""
    return (statement for _, statement in placed_statements(document))


def placed_statements(document: Mapping[str, Any]) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """The same, each with its path in the policy, such as `("Statement", "3", "Fn::If", "1")`."""
    yield from _branches(document.get("Statement", []), ("Statement",))


def _branches(node: Any, path: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    match node:
        case list() | tuple():
            for index, item in enumerate(node):
                yield from _branches(item, (*path, str(index)))
        case {"Fn::If": [_, then, otherwise]}:
            for number, branch in (("1", then), ("2", otherwise)):
                yield from _branches(branch, (*path, "Fn::If", number))
        case {"Effect": _}:
            yield path, node


def read_statement(statement: Mapping[str, Any], path: Path = ()) -> LintedStatement:
    """One statement of a document, read; actions that AWS does not know are left out."""
    patterns = texts(statement.get("Action", []))
    return LintedStatement(
        sid=str(statement.get("Sid", "(no Sid)")),
        effect=str(statement["Effect"]),
        actions=frozenset(action for pattern in patterns if is_known(pattern) for action in matching(pattern)),
        resources=tuple(listed(statement.get("Resource", []))),
        tests=tuple(_tests(statement.get("Condition", {}))),
        inverted="NotAction" in statement,
        path=path,
    )


def _tests(condition: Mapping[str, Any]) -> Iterator[ConditionTest]:
    for operator, pairs in condition.items():
        for key, values in pairs.items():
            yield ConditionTest(operator, key, tuple(listed(values)))


def may_carry(action: str, key: str) -> bool:
    """Whether a request for the action can have a value for the condition key."""
    low = key.lower()
    if low.startswith("aws:") and not low.startswith(_PER_ACTION):
        return True
    if low.startswith(_CONTEXT):
        return carries(action, "kms:EncryptionContext:${EncryptionContextKey}")
    return carries(action, key)


def may_carry_on(action: str, kind: ResourceType, key: str) -> bool:
    """As `may_carry`, when the action is asked about a resource of this one type."""
    low = key.lower()
    if low.startswith("aws:") and not low.startswith(_PER_ACTION):
        return True
    return may_carry(action, key) if low.startswith(_CONTEXT) else carries_on(action, kind, key)


def is_known(pattern: str) -> bool:
    """Whether AWS has an action that the pattern means."""
    try:
        return bool(matching(pattern))
    except UnknownAction:
        return False


def texts(values: Any) -> Iterator[str]:
    """The strings of an element, and the texts of its `Fn::Sub`; any other intrinsic function is left out."""
    for value in listed(values):
        match value:
            case str():
                yield value
            case {"Fn::Sub": str() as text} | {"Fn::Sub": [str() as text, _]}:
                yield text


def listed(values: Any) -> Iterable[Any]:
    """The values of an element that holds one or a list."""
    return values if isinstance(values, list | tuple) else [values]
