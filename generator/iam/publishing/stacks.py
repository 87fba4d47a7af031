"""Stacks by change set: what makes, changes and deletes them, by their names."""

from __future__ import annotations

from collections.abc import Sequence

from awacs.aws import ConditionElement, Statement

from generator.iam.conditions import for_any_value, string_equals
from generator.iam.statements import allow

CALLED_VIA = "aws:CalledVia"
CHANGING = (
    "cloudformation:CreateChangeSet",
    "cloudformation:DeleteChangeSet",
    "cloudformation:DeleteStack",
    "cloudformation:DescribeChangeSet",
    "cloudformation:DescribeStackEvents",
    "cloudformation:ExecuteChangeSet",
    "cloudformation:TagResource",
)


def change_stacks(sid: str, arns: Sequence[str], *more: str) -> Statement:
    """`TagResource` is asked for stacks with tags (CloudFormation User Guide, "Control access with IAM")."""
    return allow(sid, (*CHANGING, *more), list(arns))


def through_stacks() -> ConditionElement:
    """Only CloudFormation may, when it calls for whoever changes a stack.

    Source: CloudFormation User Guide, "Forward access sessions (FAS) requests and permission evaluation".
    """
    return for_any_value(string_equals(CALLED_VIA, "cloudformation.amazonaws.com"))
