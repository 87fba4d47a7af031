"""The launch role of job alerts against keys that no launch made: the environment's, another product's, anybody's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from generator.iam.evaluate import NamedPolicy, PolicySet, Request, decide
from generator.iam.foreign_keys import RULING
from generator.launching.proof import fill
from generator.verify.launches import ASSUMED
from tests.bench.measuring import CHECKOUT

ACCOUNT = ASSUMED["AWS::AccountId"]
KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/0000"
OURS = {"aws:ResourceTag/ds:product": "job-alerts"}
THROUGH_STACKS = {"aws:CalledVia": ("cloudformation.amazonaws.com",)}
TAG = {"aws:RequestTag/ds:product": "job-alerts", "aws:TagKeys": ("ds:product",)}
ENVIRONMENTS = {"kms:ResourceAliases": ("alias/ds-churn-dev-data",), "aws:ResourceTag/Project": "churn"}
ANOTHERS = {"aws:ResourceTag/ds:product": "setting"}
CHANGES = (*RULING, "kms:DisableKeyRotation", "kms:UntagResource", "kms:UpdateKeyDescription")
Context = Mapping[str, str | tuple[str, ...]]


@cache
def policy(version: str) -> NamedPolicy:
    """The policy that is frozen with a version."""
    file = CHECKOUT / "dist" / "job-alerts" / version / "launch-role.json"
    frozen: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return NamedPolicy("launch role", fill(frozen, {**ASSUMED, "Environment": "churn-dev"}))


def may(action: str, *context: Context, version: str = "1.2.0") -> bool:
    """Whether the role may do it to a key that leaves the decision to the account, with this context."""
    root = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*", "Resource": "*"}
    delegating = NamedPolicy("key", {"Version": "2012-10-17", "Statement": [root]})
    merged = {key: value for each in context for key, value in each.items()}
    request = Request(f"arn:aws:iam::{ACCOUNT}:role/launch", action, KEY, ACCOUNT, merged)
    return decide(request, PolicySet(identity=(policy(version),), resource=delegating)).allowed


@pytest.mark.parametrize("worn", [{}, ENVIRONMENTS, ANOTHERS, OURS], ids=["bare", "environment", "another", "ours"])
def test_whoever_acts_as_the_role_neither_tags_nor_changes_any_key(worn: Context) -> None:
    assert not may("kms:TagResource", worn, TAG)
    assert not [action for action in CHANGES if may(action, worn)]


@pytest.mark.parametrize("worn", [ENVIRONMENTS, ANOTHERS], ids=["environment", "another"])
def test_not_even_cloudformation_tags_or_changes_the_environments_keys_or_another_products(worn: Context) -> None:
    assert not may("kms:TagResource", worn, TAG, THROUGH_STACKS)
    assert not [action for action in CHANGES if may(action, worn, THROUGH_STACKS)]


def test_a_key_without_the_tag_is_changed_by_nobody_but_while_it_is_made() -> None:
    """KMS makes no key whose maker may not put another policy (`CreateKey`); the one before had only the tag for it."""
    assert [action for action in CHANGES if may(action, THROUGH_STACKS)] == ["kms:PutKeyPolicy"]
    assert not may("kms:PutKeyPolicy", THROUGH_STACKS, version="1.1.0")


def test_no_key_that_exists_is_brought_into_a_stack() -> None:
    imported = {"cloudformation:ImportResourceTypes": ("AWS::KMS::Key",)}
    calls = ("cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet", "cloudformation:CreateStackRefactor")
    assert not [action for action in calls if may(action, imported)]


def test_a_launch_makes_tags_changes_and_deletes_its_own_key() -> None:
    assert may("kms:TagResource", TAG, THROUGH_STACKS)
    own = ("kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:TagResource", "kms:UntagResource", "kms:DescribeKey")
    assert [action for action in own if may(action, OURS, THROUGH_STACKS)] == list(own)


def test_it_uses_no_key_and_lends_none() -> None:
    uses = ("kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:CreateGrant", "kms:CreateAlias")
    assert not [action for action in uses if may(action, OURS, THROUGH_STACKS)]


def test_the_first_version_could_take_any_key_over() -> None:
    """What 1.1.0 mends: the questions above are not answered with no by everything."""
    assert may("kms:TagResource", ENVIRONMENTS, TAG, version="1.0.0")
    assert may("kms:PutKeyPolicy", {**ENVIRONMENTS, **OURS}, version="1.0.0")
