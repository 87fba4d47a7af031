"""Who a sentence is about: the principal, its own policies, and what is known of each of its calls.

Source of the keys: IAM User Guide, "AWS global condition context keys" and "IAM policy elements: Variables and tags"
(which principals have a user name).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.iam.evaluate import NamedPolicy, PolicySet
from generator.iam.evaluate.principals import Kind, read_caller
from generator.iam.roles import DeployedRole

EVERYTHING = NamedPolicy(
    "everything", {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
)
PERSON = "dana"
_TYPES = {Kind.USER: "User", Kind.ROOT: "Account", Kind.ROLE: "AssumedRole", Kind.SESSION: "AssumedRole"}
_OF_PRINCIPALS = ("aws:principalarn", "aws:principalaccount", "aws:principaltype", "aws:userid")


@dataclass(frozen=True)
class SentenceCaller:
    """`own` are keys that each of its requests carries; `known` further ones, in lower case, None for an absent one."""

    principal: str
    policies: PolicySet
    own: Mapping[str, str]
    known: Mapping[str, str | None]
    role: DeployedRole | None = None


def role_caller(role: DeployedRole) -> SentenceCaller:
    """A session of a role of the template, with its own policies."""
    return _identity(role.session(PERSON), role.arn, role.policies(), role)


def person_caller(arn: str) -> SentenceCaller:
    """Somebody by his ARN, with every permission that an identity policy can give; raises ValueError."""
    if arn.count(":") < 5:
        raise ValueError(f"`{arn}` is not the ARN of a principal")
    return _identity(arn, arn, PolicySet(identity=(EVERYTHING,)))


def service_caller(name: str) -> SentenceCaller:
    """A service that calls as itself: it has no policies, and nothing of what is known of a principal."""
    known = {"aws:principalisawsservice": "true", "aws:principalservicename": name, "aws:username": None}
    return SentenceCaller(name, PolicySet(), {}, {**known, **dict.fromkeys(_OF_PRINCIPALS)})


def _identity(principal: str, arn: str, policies: PolicySet, role: DeployedRole | None = None) -> SentenceCaller:
    caller = read_caller(principal)
    account = arn.split(":")[4]
    own = {"aws:PrincipalArn": arn, "aws:PrincipalAccount": account}
    if caller.kind is Kind.USER:
        own["aws:username"] = arn.rpartition("/")[2]
    known: dict[str, str | None] = {
        "aws:principaltype": _TYPES.get(caller.kind),
        "aws:principalisawsservice": "false",
        "aws:principalservicename": None,
        **({} if caller.kind is Kind.USER else {"aws:username": None}),
    }
    return SentenceCaller(principal, policies, own, known, role)
