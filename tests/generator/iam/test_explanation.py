"""A denial is explained in the words of AWS's own messages."""

from __future__ import annotations

import pytest

from generator.iam.evaluate import Decision, Outcome, Request, explain, explain_reason
from tests.generator.iam.requests import ACCOUNT, OBJECT, USER

READ = Request(USER, "s3:GetObject", OBJECT, ACCOUNT)
ASSUME = Request(USER, "sts:AssumeRole", f"arn:aws:iam::{ACCOUNT}:role/ds-target", ACCOUNT)


@pytest.mark.parametrize(
    ("layers", "request_", "reason"),
    [
        (["identity"], READ, "because no identity-based policy allows the s3:GetObject action"),
        (["identity"], ASSUME, "because no identity-based policy allows the sts:AssumeRole action"),
        (["resource"], READ, "because no resource-based policy allows the s3:GetObject action"),
        (["resource"], ASSUME, "because no role trust policy allows the sts:AssumeRole action"),
        (["boundary"], READ, "because no permissions boundary allows the s3:GetObject action"),
        (["session"], READ, "because no session policy allows the s3:GetObject action"),
        (["endpoint"], READ, "because no VPC endpoint policy allows the s3:GetObject action"),
        (["service control 12"], READ, "because no service control policy allows the s3:GetObject action"),
        (["endpoint", "identity"], READ, "because no identity-based policy allows the s3:GetObject action"),
    ],
)
def test_an_implicit_denial_names_the_kind_of_policy_that_is_missing(
    layers: list[str], request_: Request, reason: str
) -> None:
    assert explain_reason(Decision(Outcome.IMPLICITLY_DENIED, (), tuple(layers)), request_) == reason


@pytest.mark.parametrize(
    ("layer", "request_", "reason"),
    [
        ("identity", READ, "with an explicit deny in an identity-based policy"),
        ("resource", READ, "with an explicit deny in a resource-based policy"),
        ("resource", ASSUME, "with an explicit deny in the role trust policy"),
        ("boundary", READ, "with an explicit deny in a permissions boundary"),
        ("session", READ, "with an explicit deny in a session policy"),
        ("endpoint", READ, "with an explicit deny in a VPC endpoint policy"),
        ("service control 1", READ, "with an explicit deny in a service control policy"),
    ],
)
def test_an_explicit_denial_names_the_kind_of_policy_that_denies(layer: str, request_: Request, reason: str) -> None:
    assert explain_reason(Decision(Outcome.EXPLICITLY_DENIED, (), (layer,)), request_) == reason


def test_the_whole_sentence_names_who_what_and_where() -> None:
    assert explain(Decision(Outcome.EXPLICITLY_DENIED, (), ("identity",)), READ) == (
        f"User: {USER} is not authorized to perform: s3:GetObject on resource: {OBJECT} "
        "with an explicit deny in an identity-based policy"
    )


def test_an_allowed_request_has_no_reason_for_denial() -> None:
    assert explain_reason(Decision(Outcome.ALLOWED), READ) == ""
    assert explain(Decision(Outcome.ALLOWED), READ).startswith(f"User: {USER} is authorized to perform: s3:GetObject")
