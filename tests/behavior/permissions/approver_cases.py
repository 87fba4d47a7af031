"""Who becomes the model approver, and who never does although `ModelApprovers` names him."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.behavior.permissions.environment import ABSENT, ACCOUNT, FOREIGN
from tests.behavior.permissions.trust_cases import TrustCase

_FAY, _DANA = (f"arn:aws:iam::{ACCOUNT}:user/{name}" for name in ("fay", "dana"))
_RISK, _PIPELINE, _OURS = (
    f"arn:aws:iam::{ACCOUNT}:role/{name}" for name in ("risk", "deploy", "ds-churn-dev-training")
)
_CENTER = f"arn:aws:iam::{ACCOUNT}:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_DataScience_0a1b2c"
_STRANGER = f"arn:aws:iam::{FOREIGN}:user/fay"
NAMED = {"ModelApprovers": ",".join((_FAY, _RISK, _DANA, _PIPELINE, _OURS, _CENTER, _STRANGER))}
_BESIDE = {**NAMED, "PipelinePrincipals": _PIPELINE}
_IN_CENTER = {**NAMED, "TrustMode": "identity-center", "TrustedPrincipals": ""}
_AS_FAY: Mapping[str, Any] = {
    "aws:PrincipalArn": _FAY,
    "aws:PrincipalAccount": ACCOUNT,
    "aws:MultiFactorAuthPresent": "true",
    "aws:username": "fay",
    "sts:RoleSessionName": "fay",
}


def approvers() -> Iterator[TrustCase]:
    """Users and roles, and everybody who works in the environment."""
    yield _case("fay approves with MFA", _FAY, {}, True)
    yield _case("fay never approves without MFA", _FAY, {"aws:MultiFactorAuthPresent": "false"}, False)
    yield _case("fay never approves by a key alone", _FAY, {"aws:MultiFactorAuthPresent": ABSENT}, False)
    yield _case("fay never approves under another's name", _FAY, {"sts:RoleSessionName": "gus"}, False)
    yield _case("a user who was not named never approves", f"arn:aws:iam::{ACCOUNT}:user/gus", {}, False)
    yield _case("another account's fay never approves", _STRANGER, {"aws:PrincipalAccount": FOREIGN}, False)
    yield _case("the role of those who review risks approves", _RISK, _role(_RISK), True)
    yield _case("a data scientist never approves", _DANA, {**_user("dana")}, False)
    yield _case("a pipeline never approves", _PIPELINE, _role(_PIPELINE), False, _BESIDE)
    yield _case("a role of the environment never approves", _OURS, _role(_OURS), False)
    yield _case("a role of Identity Center approves where it is nobody's at work", _CENTER, _role(_CENTER), True)
    yield _case("Identity Center's data scientist never approves", _CENTER, _role(_CENTER), False, _IN_CENTER)
    yield _case(
        "where nobody may come by Identity Center, a role still approves", _RISK, _role(_RISK), True, _IN_CENTER
    )


def _user(name: str) -> Mapping[str, Any]:
    arn = f"arn:aws:iam::{ACCOUNT}:user/{name}"
    return {"aws:PrincipalArn": arn, "aws:username": name, "sts:RoleSessionName": name}


def _role(arn: str) -> Mapping[str, Any]:
    alone = dict.fromkeys(("aws:MultiFactorAuthPresent", "aws:username"), ABSENT)
    return {"aws:PrincipalArn": arn, "sts:RoleSessionName": "pipeline", **alone}


def _case(
    sentence: str, principal: str, change: Mapping[str, Any], allowed: bool, answers: Mapping[str, str] = NAMED
) -> TrustCase:
    context = {**_AS_FAY, **change}
    given = tuple(sorted(answers.items()))
    return TrustCase(sentence, "model-approval", principal, "sts:AssumeRole", context, allowed, given)
