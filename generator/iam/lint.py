"""The condition linter: does every condition of a policy mean something for every action that it stands with?

`check_policy` takes one policy document, `check_role` all that decide for one role, and both return findings; the
documents may still hold intrinsic functions. A condition on a key that an action never carries denies that action for
ever, or makes an Allow dead; a wider Allow voids a narrower one. Facts: Service Authorization Reference, as held by
`generator.iam.actions`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.diagnostics import Finding, Span
from generator.iam.actions import UnknownAction, carries, matching
from generator.iam.guardrails import NOT_ALWAYS_SENT

_PER_ACTION = ("aws:requesttag/", "aws:resourcetag/", "aws:tagkeys")
"""Global keys that nevertheless only some actions carry; every other `aws:` key may come with any request."""

_CONTEXT = "kms:encryptioncontext:"
"""The encryption context's own key follows this; the reference has one placeholder for all."""

_ARN = re.compile(r"arn:[^:]*:(ec2|iam|sagemaker|kms|ssm|ecr|cloudformation):[^:]*:[^:]*:(?P<kind>[^/:]*)")
_UPDATES = re.compile(r"[a-z-]+:Update")
_VARIABLE = re.compile(r"\$\{(?!AWS::|[A-Z])")


@dataclass(frozen=True)
class Test:
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
        """Whether the condition is met by a request that does not carry the key."""
        if self.name == "Null":
            return str(self.values[0]).lower() == "true"
        if self.operator.startswith("ForAnyValue:"):
            return False
        lenient = self.operator.startswith("ForAllValues:") or self.operator.endswith("IfExists")
        return lenient or "Not" in self.name


@dataclass(frozen=True)
class Rule:
    """One statement, with its actions as written and as AWS knows them."""

    sid: str
    effect: str
    patterns: tuple[str, ...]
    actions: frozenset[str]
    resources: tuple[Any, ...]
    tests: tuple[Test, ...]
    inverted: bool


def check_policy(document: Mapping[str, Any], span: Span | None = None) -> list[Finding]:
    """What is wrong with each statement by itself."""
    findings = []
    if document.get("Version") != "2012-10-17":
        findings.append(_finding("SEC404", "a policy has no Version 2012-10-17", "write the version out", span))
    for statement in statements_of(document):
        findings += _check_constructs(statement, span)
        findings += _check_actions(statement, span)
        rule = _rule(statement)
        if not rule.inverted:
            findings += [_misplaced(rule, test, action, span) for test, action in _misplaced_tests(rule)]
    return findings


def check_role(documents: Sequence[Mapping[str, Any]], span: Span | None = None) -> list[Finding]:
    """What is wrong with the statements of all of a role's policies together."""
    rules = [_rule(statement) for document in documents for statement in statements_of(document)]
    rules = [rule for rule in rules if not rule.inverted]
    return [*_check_voided(rules, span), *_check_open_lists(rules, span), *_check_unguarded(rules, span)]


def statements_of(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every statement of the policy, with both branches of each `Fn::If`."""
    yield from _branches(document.get("Statement", []))


def _branches(node: Any) -> Iterator[Mapping[str, Any]]:
    match node:
        case list() | tuple():
            for item in node:
                yield from _branches(item)
        case {"Fn::If": [_, then, otherwise]}:
            yield from _branches([then, otherwise])
        case {"Effect": _}:
            yield node


def _check_constructs(statement: Mapping[str, Any], span: Span | None) -> Iterator[Finding]:
    sid = statement.get("Sid", "(no Sid)")
    if "Sid" not in statement:
        yield _finding("SEC402", "a statement has no Sid", "give it a name that says what it does", span)
    if "NotPrincipal" in statement:
        yield _finding("SEC404", f"`{sid}` has NotPrincipal", "name the principals, or use conditions", span)
    for resource in _texts(statement.get("NotResource", [])):
        if _VARIABLE.search(resource):
            yield _finding("SEC404", f"`{sid}` has a policy variable in NotResource", "write it out", span)
    for resource in (*_texts(statement.get("Resource", [])), *_texts(statement.get("NotResource", []))):
        match = _ARN.match(resource.replace("${AWS::Partition}", "aws").replace("${AWS::", "${"))
        if match and "*" in match["kind"] and match["kind"] != "*":
            yield _finding("SEC404", f"`{sid}` has a wildcard in a resource type: {resource}", "write it out", span)


def _check_actions(statement: Mapping[str, Any], span: Span | None) -> Iterator[Finding]:
    for pattern in (*_texts(statement.get("Action", [])), *_texts(statement.get("NotAction", []))):
        if not _known(pattern):
            yield _finding(
                "SEC403", f"AWS has no action `{pattern}`, named in `{statement.get('Sid')}`", "look it up", span
            )


def _misplaced_tests(rule: Rule) -> Iterator[tuple[Test, str]]:
    for test in rule.tests:
        for action in sorted(rule.actions):
            if not _may_carry(action, test.key):
                yield test, action
                break


def _misplaced(rule: Rule, test: Test, action: str, span: Span | None) -> Finding:
    where = f"`{rule.sid}` tests `{test.key}`, which {action} never carries"
    fix = f"take {action} out of the statement, or the condition"
    if rule.effect == "Allow":
        what = "so the condition says nothing" if test.holds_without_key else "so it is never allowed"
        return _finding("SEC407", f"{where}: {what}", fix, span)
    what = "so it is denied for ever" if test.holds_without_key else "so it is never denied"
    return _finding("SEC406", f"{where}: {what}", fix, span)


def _check_voided(rules: Sequence[Rule], span: Span | None) -> Iterator[Finding]:
    """A narrower Allow means nothing beside one that allows the same with less."""
    allows = [rule for rule in rules if rule.effect == "Allow"]
    for narrow in allows:
        for wide in allows:
            both = narrow.actions & wide.actions
            if narrow is wide or not both or not _less(wide, narrow):
                continue
            yield _finding(
                "SEC408",
                f"`{narrow.sid}` limits {min(both)}, and `{wide.sid}` allows it with less",
                f"take {min(both)} out of `{wide.sid}`",
                span,
            )


def _less(wide: Rule, narrow: Rule) -> bool:
    asked, more = set(map(_plain, wide.tests)), set(map(_plain, narrow.tests))
    return asked < more and all(any(_covers(large, small) for large in wide.resources) for small in narrow.resources)


def _check_open_lists(rules: Sequence[Rule], span: Span | None) -> Iterator[Finding]:
    """An allow-list that a request without the key passes, and nothing refuses such a request."""
    for rule in (rule for rule in rules if rule.effect == "Allow"):
        for test in rule.tests:
            if not test.holds_without_key or test.name == "Null" or "Not" in test.name:
                continue
            for action in sorted(rule.actions):
                if not _UPDATES.match(action) and not _must_be_there(rules, rule, action, test.key):
                    yield _finding(
                        "SEC409",
                        f"`{rule.sid}` limits `{test.key}`, and lets {action} through without it",
                        f'add a condition Null "{test.key}": "false"',
                        span,
                    )
                    break


def _must_be_there(rules: Sequence[Rule], rule: Rule, action: str, key: str) -> bool:
    names = _names(key)
    if any(test.name == "Null" and not test.holds_without_key and test.key.lower() in names for test in rule.tests):
        return True
    return any(
        action in other.actions
        and other.effect == "Deny"
        and other.tests
        and all(test.name == "Null" and test.holds_without_key and test.key.lower() in names for test in other.tests)
        for other in rules
    )


def _names(key: str) -> frozenset[str]:
    """Both names of a key that AWS renamed: `VolumeKmsKey` and `VolumeKmsKeyArn`."""
    low = key.lower()
    return frozenset({low, f"{low}arn", low.removesuffix("arn")})


def _check_unguarded(rules: Sequence[Rule], span: Span | None) -> Iterator[Finding]:
    """A key of SageMaker's that one Allow tests, and that another action which carries it goes without."""
    allows = [rule for rule in rules if rule.effect == "Allow"]
    guarding = {test.key for rule in allows for test in rule.tests if test.key.lower().startswith("sagemaker:")}
    for rule in allows:
        for key in sorted(guarding):
            loose = [action for action in sorted(rule.actions) if _loose(rules, rule, action, key)]
            if loose:
                yield _finding(
                    "SEC411",
                    f"`{rule.sid}` allows {loose[0]} whatever `{key}` is, which another statement tests",
                    f"add the condition on `{key}`",
                    span,
                )


def _loose(rules: Sequence[Rule], rule: Rule, action: str, key: str) -> bool:
    if (key, action) in NOT_ALWAYS_SENT or not _may_carry(action, key):
        return False
    names = _names(key)
    if any(test.key.lower() in names for test in rule.tests):
        return False
    return not any(
        other.effect == "Deny"
        and action in other.actions
        and (not other.tests or any(test.key.lower() in names for test in other.tests))
        for other in rules
    )


def _rule(statement: Mapping[str, Any]) -> Rule:
    patterns = tuple(_texts(statement.get("Action", [])))
    return Rule(
        sid=str(statement.get("Sid", "(no Sid)")),
        effect=str(statement["Effect"]),
        patterns=patterns,
        actions=frozenset(action for pattern in patterns if _known(pattern) for action in matching(pattern)),
        resources=tuple(_listed(statement.get("Resource", []))),
        tests=tuple(_tests(statement.get("Condition", {}))),
        inverted="NotAction" in statement,
    )


def _tests(condition: Mapping[str, Any]) -> Iterator[Test]:
    for operator, pairs in condition.items():
        for key, values in pairs.items():
            yield Test(operator, key, tuple(_listed(values)))


def _plain(test: Test) -> tuple[str, str, str]:
    return test.operator, test.key.lower(), repr(test.values)


def _covers(large: Any, small: Any) -> bool:
    if large == "*" or large == small:
        return True
    left, right = next(_texts([large]), None), next(_texts([small]), None)
    return left is not None and right is not None and left.endswith("*") and right.startswith(left[:-1])


def _may_carry(action: str, key: str) -> bool:
    low = key.lower()
    if low.startswith("aws:") and not low.startswith(_PER_ACTION):
        return True
    if low.startswith(_CONTEXT):
        return carries(action, "kms:EncryptionContext:${EncryptionContextKey}")
    return carries(action, key)


def _known(pattern: str) -> bool:
    try:
        return bool(matching(pattern))
    except UnknownAction:
        return False


def _texts(values: Any) -> Iterator[str]:
    for value in _listed(values):
        match value:
            case str():
                yield value
            case {"Fn::Sub": str() as text} | {"Fn::Sub": [str() as text, _]}:
                yield text


def _listed(values: Any) -> Iterable[Any]:
    return values if isinstance(values, list | tuple) else [values]


def _finding(code: str, message: str, fix: str, span: Span | None) -> Finding:
    return Finding(code, message, span, fix=fix)
