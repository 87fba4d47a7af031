"""A key that is being made: who may put another policy is asked before it has its tags."""

from __future__ import annotations

from typing import Any

import pytest

from generator.launching import LaunchProof, find_needs, prove_launch
from tests.generator.launching.test_proof import PLACE

TAGGED = {"StringEquals": {"aws:ResourceTag/team": "red"}}
THROUGH_STACKS = {"ForAnyValue:StringEquals": {"aws:CalledVia": "cloudformation.amazonaws.com"}}


def proof(condition: dict[str, Any], **properties: object) -> LaunchProof:
    """Of a template with one tagged key, for a role that may everything, and may put key policies on this condition."""
    key = {"KeyPolicy": {}, "Tags": [{"Key": "team", "Value": "red"}], **properties}
    needs = find_needs({"Resources": {"Key": {"Type": "AWS::KMS::Key", "Properties": key}}})
    rest = {"Effect": "Allow", "NotAction": "kms:PutKeyPolicy", "Resource": "*"}
    puts = {"Effect": "Allow", "Action": "kms:PutKeyPolicy", "Resource": "*", "Condition": condition}
    return prove_launch(needs, [{"Version": "2012-10-17", "Statement": [rest, puts]}], PLACE)


def test_a_role_that_puts_policies_by_tag_makes_no_key() -> None:
    (missing,) = proof(TAGGED).missing
    assert (missing.need.action, missing.need.verb) == ("kms:PutKeyPolicy", "create")
    assert "before the key has its tags" in missing.need.trigger


def test_nor_one_that_asks_for_tags_of_the_request() -> None:
    assert proof({"StringEquals": {"aws:RequestTag/team": "red"}}).blocks


@pytest.mark.parametrize("bypass", [True, "true"])
def test_a_key_without_the_lockout_check_is_made(bypass: object) -> None:
    assert not proof(TAGGED, BypassPolicyLockoutSafetyCheck=bypass).missing


@pytest.mark.parametrize(
    "condition", [THROUGH_STACKS, {"StringEqualsIfExists": TAGGED["StringEquals"], **THROUGH_STACKS}]
)
def test_one_that_puts_them_through_cloudformation_does(condition: dict[str, Any]) -> None:
    found = proof(condition)
    assert (found.missing, found.undecidable) == ((), ())
