"""Sessions: trust policies, MFA, tags, source identity, external ids, chains, service roles, forward sessions."""

from __future__ import annotations

from typing import Any

import pytest

from embedded_aws import ACCOUNT
from embedded_aws.service import ServiceError

DANA = f"arn:aws:iam::{ACCOUNT}:mfa/dana"


def trust(principal: Any, *more: str, **condition: Any) -> dict[str, Any]:
    return {
        "Effect": "Allow",
        "Principal": principal,
        "Action": ["sts:AssumeRole", *more],
        **({"Condition": condition} if condition else {}),
    }


def test_mfa_opens_a_role_that_asks_for_it(world: Any, refused: Any) -> None:
    arn = world.role(trust({"AWS": ACCOUNT}, Bool={"aws:MultiFactorAuthPresent": "true"}))
    sts = world.aws.client("sts", keys=world.aws.keys("dana"))
    ask = {"RoleArn": arn, "RoleSessionName": "dana"}
    assert "no role trust policy allows" in refused(sts.assume_role, **ask)[1]
    assert refused(sts.assume_role, **ask, SerialNumber=DANA, TokenCode="12345x")[0] == "AccessDenied"
    assert (
        refused(sts.assume_role, **ask, SerialNumber=DANA.replace("dana", "eli"), TokenCode="123456")[0]
        == "AccessDenied"
    )
    keys = world.assume(arn, "dana", SerialNumber=DANA, TokenCode="123456")
    assert world.aws.client("sts", keys=keys).get_caller_identity()["Arn"].endswith("/test")


def test_a_person_may_assume_only_our_roles(world: Any, refused: Any) -> None:
    world.aws.client("iam").create_role(
        RoleName="other", AssumeRolePolicyDocument=world.policy(trust({"AWS": ACCOUNT}))
    )
    sts = world.aws.client("sts", keys=world.aws.keys("dana"))
    _, message = refused(sts.assume_role, RoleArn=f"arn:aws:iam::{ACCOUNT}:role/other", RoleSessionName="dana")
    assert message.endswith("because no identity-based policy allows the sts:AssumeRole action")


def test_a_role_that_is_not_there_is_refused_like_one_that_is(world: Any, refused: Any) -> None:
    sts = world.aws.client("sts")
    role = f"arn:aws:iam::{ACCOUNT}:role/ds-none"
    assert refused(sts.assume_role, RoleArn=role, RoleSessionName="admin")[0] == "AccessDenied"


def test_an_external_id_must_be_the_right_one(world: Any, refused: Any) -> None:
    arn = world.role(trust({"AWS": ACCOUNT}, StringEquals={"sts:ExternalId": "right"}))
    sts = world.aws.client("sts")
    assert refused(sts.assume_role, RoleArn=arn, RoleSessionName="test", ExternalId="wrong")[0] == "AccessDenied"
    world.assume(arn, ExternalId="right")


def test_session_tags_need_permission_and_then_are_principal_tags(world: Any, refused: Any) -> None:
    tags = [{"Key": "Project", "Value": "churn"}]
    without = world.role(trust({"AWS": ACCOUNT}))
    sts = world.aws.client("sts")
    _, message = refused(sts.assume_role, RoleArn=without, RoleSessionName="test", Tags=tags)
    assert "sts:TagSession" in message
    mine = {"StringEquals": {"aws:PrincipalTag/Project": "churn"}}
    reading = {"Effect": "Allow", "Action": "ssm:*", "Resource": "*", "Condition": mine}
    arn = world.role(trust({"AWS": ACCOUNT}, "sts:TagSession"), reading)
    world.aws.client("ssm", keys=world.assume(arn, Tags=tags)).describe_parameters()
    assert refused(world.aws.client("ssm", keys=world.assume(arn)).describe_parameters)[0] == "AccessDeniedException"


def test_a_source_identity_stays_through_a_chain(world: Any) -> None:
    stays = {"StringEquals": {"aws:SourceIdentity": "dana"}}
    last = world.role(trust({"AWS": ACCOUNT}, "sts:SetSourceIdentity", **stays))
    going = {"Effect": "Allow", "Action": ["sts:AssumeRole", "sts:SetSourceIdentity"], "Resource": last}
    first = world.role(trust({"AWS": ACCOUNT}, "sts:SetSourceIdentity"), going)
    keys = world.assume(first, "dana", SourceIdentity="dana")
    world.aws.client("sts", keys=keys).assume_role(RoleArn=last, RoleSessionName="test")


def test_a_chained_session_lasts_an_hour_at_most(world: Any, refused: Any) -> None:
    last = world.role(trust({"AWS": ACCOUNT}), MaxSessionDuration=43200)
    going = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": last}
    keys = world.assume(world.role(trust({"AWS": ACCOUNT}), going))
    chain = world.aws.client("sts", keys=keys)
    code, _ = refused(chain.assume_role, RoleArn=last, RoleSessionName="test", DurationSeconds=7200)
    assert code == "ValidationError"


def test_root_assumes_no_role(world: Any, refused: Any) -> None:
    arn = world.role(trust({"AWS": ACCOUNT}))
    sts = world.aws.client("sts", keys=world.aws.root_keys())
    assert refused(sts.assume_role, RoleArn=arn, RoleSessionName="test")[0] == "AccessDenied"


def test_saml_is_refused_loudly(world: Any, refused: Any) -> None:
    sts = world.aws.client("sts")
    asked = {"RoleArn": f"arn:aws:iam::{ACCOUNT}:role/ds-x", "PrincipalArn": f"arn:aws:iam::{ACCOUNT}:saml-provider/x"}
    code, message = refused(sts.assume_role_with_saml, **asked, SAMLAssertion="eHh4eA==")
    assert code == "NotImplemented"
    assert "AssumeRoleWithSAML is not part of the embedded AWS" in message


def test_a_service_takes_only_a_role_that_trusts_it(world: Any) -> None:
    gateway = world.aws.gateway
    arn = world.role(trust({"Service": "sagemaker.amazonaws.com"}))
    assert gateway.assume(arn, "sagemaker.amazonaws.com", "SageMaker").token
    with pytest.raises(ServiceError, match="cannot be assumed"):
        gateway.assume(arn, "lambda.amazonaws.com", "Lambda")


def test_a_forward_session_says_through_whom_it_comes(world: Any, refused: Any) -> None:
    through = {"ForAnyValue:StringEquals": {"aws:CalledVia": "cloudformation.amazonaws.com"}}
    reading = {"Effect": "Allow", "Action": "ssm:*", "Resource": "*", "Condition": through}
    keys = world.role_of(reading)
    forwarded = world.aws.gateway.forward(keys, "cloudformation.amazonaws.com")
    world.aws.client("ssm", keys=forwarded).describe_parameters()
    assert refused(world.aws.client("ssm", keys=keys).describe_parameters)[0] == "AccessDeniedException"
