"""PD290: launch roles that could rule keys which no launch of theirs made."""

from __future__ import annotations

import pytest

from generator.diagnostics import Finding
from generator.iam.launch_roles import find_in_launch_role
from generator.model.launch_role import LaunchRole, LaunchStatement

When = dict[str, dict[str, tuple[str, ...]]]
KEYS = "arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/*"
STACKS = "arn:${AWS::Partition}:cloudformation:${AWS::Region}:${AWS::AccountId}:stack/SC-${AWS::AccountId}-pp-*"
VIA: When = {"ForAnyValue:StringEquals": {"aws:CalledVia": ("cloudformation.amazonaws.com",)}}
OURS: When = {"StringEquals": {"aws:ResourceTag/product": ("alerts",)}}
TAGGED: When = {"StringEquals": {"aws:RequestTag/product": ("alerts",)}}
OTHER: When = {"StringEquals": {"aws:RequestTag/other": ("alerts",)}}
FROM: When = {"Null": {"cloudformation:ImportResourceTypes": ("true",)}}


def statement(name: str, action: str, when: When, on: str = KEYS) -> LaunchStatement:
    return LaunchStatement(name, (action,), (on,), when)


def findings(*statements: LaunchStatement) -> list[Finding]:
    return [each for each in find_in_launch_role(LaunchRole(statements)) if each.code == "PD290"]


@pytest.mark.parametrize("action", ["kms:PutKeyPolicy", "kms:CreateGrant", "kms:ScheduleKeyDeletion", "kms:*"])
@pytest.mark.parametrize("on", [KEYS, "*"])
def test_what_rules_every_key_is_found(action: str, on: str) -> None:
    (found,) = findings(statement("Keep", action, {}, on))
    assert "`Keep` allows kms:" in found.message
    assert "aws:CalledVia" in (found.fix or "")


def test_a_tag_that_the_role_may_put_on_any_key_tells_nothing() -> None:
    (found,) = findings(statement("Tag", "kms:TagResource", TAGGED, "*"), statement("Keep", "kms:PutKeyPolicy", OURS))
    assert "`Keep`" in found.message


def test_a_change_set_that_imports_brings_any_key_into_a_stack() -> None:
    imports = statement("Plan", "cloudformation:CreateChangeSet", {}, STACKS)
    assert findings(imports, statement("Keep", "kms:PutKeyPolicy", VIA))
    made = statement("Plan", "cloudformation:CreateChangeSet", FROM, STACKS)
    assert findings(made, statement("Keep", "kms:PutKeyPolicy", VIA)) == []


@pytest.mark.parametrize(
    "statements",
    [
        [statement("Keep", "kms:PutKeyPolicy", VIA)],
        [statement("Keep", "kms:PutKeyPolicy", {"Bool": {"aws:ViaAWSService": ("true",)}})],
        [statement("Keep", "kms:PutKeyPolicy", OURS)],
        [statement("Tag", "kms:TagResource", {**TAGGED, **VIA}), statement("Keep", "kms:PutKeyPolicy", OURS)],
        [statement("Tag", "kms:TagResource", OTHER, "*"), statement("Keep", "kms:PutKeyPolicy", OURS)],
        [statement("Keep", "kms:PutKeyPolicy", {}, KEYS.replace("*", "1234"))],
        [statement("Lend", "kms:CreateGrant", {"Bool": {"kms:GrantIsForAWSResource": ("true",)}})],
        [statement("Read", "kms:DescribeKey", {}, "*")],
    ],
)
def test_what_reaches_no_such_key_is_not_found(statements: list[LaunchStatement]) -> None:
    assert findings(*statements) == []
