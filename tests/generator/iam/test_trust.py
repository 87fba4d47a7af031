"""Keys and roles guard themselves; services, providers and root users have no policies of their own."""

from __future__ import annotations

import pytest

from generator.iam.evaluate import NamedPolicy, PolicySet
from tests.generator.iam.requests import (
    ACCOUNT,
    KEY,
    OTHER,
    ROLE,
    ROOT,
    SESSION,
    USER,
    allow,
    decision_of,
    deny,
    policy,
)

ALL = policy(allow(), name="all")
NONE = policy(allow(Action="ec2:DescribeVpcs"), name="none")
SAML = f"arn:aws:iam::{ACCOUNT}:saml-provider/x"
TRUSTED = f"arn:aws:iam::{ACCOUNT}:role/ds-target"


def grant(principal: object, **elements: object) -> NamedPolicy:
    """A resource policy that allows everything to a principal."""
    return policy(allow(Principal=principal, **elements), name="resource")


AS_SESSION = {"principal": SESSION}
AS_ROOT = {"principal": ROOT}
AS_SERVICE = {"principal": "sagemaker.amazonaws.com"}
DECRYPT = {"action": "kms:Decrypt", "resource": KEY}
ASSUME = {"action": "sts:AssumeRole", "resource": TRUSTED}
NOTHING = PolicySet()
IDENTITY = PolicySet(identity=(ALL,))

RULES = [
    ("a key without a policy for the account is out of reach", IDENTITY, DECRYPT, ["resource"]),
    ("a key that trusts the account leaves it to the identity", PolicySet((ALL,), grant({"AWS": ROOT})), DECRYPT, []),
    ("a key that trusts the account grants nothing itself", PolicySet((), grant({"AWS": ROOT})), DECRYPT, ["identity"]),
    ("a key may name the caller", PolicySet((), grant({"AWS": ROLE})), {**AS_SESSION, **DECRYPT}, []),
    (
        "a key's trust counts for its actions only",
        PolicySet((ALL,), grant({"AWS": ROOT}, Action="kms:Encrypt")),
        DECRYPT,
        ["resource"],
    ),
    ("an action on no key needs no key policy", IDENTITY, {"action": "kms:ListKeys", "resource": "*"}, []),
    (
        "a role that does not trust is out of reach",
        PolicySet((ALL,), grant({"AWS": USER})),
        {**AS_SESSION, **ASSUME},
        ["resource"],
    ),
    (
        "a role that trusts the account leaves it to the identity",
        PolicySet((), grant({"AWS": ROOT})),
        ASSUME,
        ["identity"],
    ),
    ("a role that trusts a user of its account needs no more", PolicySet((), grant({"AWS": USER})), ASSUME, []),
    (
        "a role of another account needs both sides",
        PolicySet((), grant({"AWS": USER})),
        {**ASSUME, "account": OTHER},
        ["identity"],
    ),
    (
        "a service is reached by its name",
        PolicySet(resource=grant({"Service": "sagemaker.amazonaws.com"})),
        AS_SERVICE,
        [],
    ),
    ("another service is not", PolicySet(resource=grant({"Service": "ec2.amazonaws.com"})), AS_SERVICE, ["resource"]),
    (
        "service control does not limit a service",
        PolicySet(resource=grant("*"), service_control=((NONE,),)),
        AS_SERVICE,
        [],
    ),
    (
        "a SAML provider is reached by its ARN",
        PolicySet(resource=grant({"Federated": SAML})),
        {"principal": SAML, "action": "sts:AssumeRoleWithSAML", "resource": TRUSTED},
        [],
    ),
    ("an anonymous caller is one of everyone", PolicySet(resource=grant("*")), {"principal": "*"}, []),
    ("an anonymous caller is no user", PolicySet(resource=grant({"AWS": USER})), {"principal": "*"}, ["resource"]),
    ("the root user needs no identity policy", NOTHING, AS_ROOT, []),
    ("the root user needs the key's policy", NOTHING, {**AS_ROOT, **DECRYPT}, ["resource"]),
    ("the root user is the account", PolicySet(resource=grant({"AWS": ROOT})), {**AS_ROOT, **DECRYPT}, []),
    ("service control limits the root user", PolicySet(service_control=((NONE,),)), AS_ROOT, ["service control 1"]),
]


@pytest.mark.parametrize(("policies", "asked", "blocked"), [pytest.param(*rule[1:], id=rule[0]) for rule in RULES])
def test_who_must_trust_whom(policies: PolicySet, asked: dict[str, str], blocked: list[str]) -> None:
    decision = decision_of(policies, **asked)
    assert list(decision.blocked_by) == blocked
    assert decision.allowed is not bool(blocked)


SPARED = [ROOT, ROLE, SESSION]


@pytest.mark.parametrize(
    ("listed", "principal", "spared"),
    [
        (SPARED, SESSION, True),
        ([ROLE, SESSION], SESSION, False),
        ([ROOT, SESSION], SESSION, False),
        ([ROOT], SESSION, False),
        ([ROOT, USER], USER, True),
        ([USER], USER, False),
        ([ROOT, USER], USER + "x", False),
        ("*", USER, True),
        ([ROOT], ROOT, True),
    ],
)
def test_not_principal_spares_only_who_is_listed_with_account_and_role(
    listed: object, principal: str, spared: bool
) -> None:
    guard = policy(deny(NotPrincipal={"AWS": listed}))
    assert decision_of(PolicySet((ALL,), guard), principal=principal).allowed is spared


def test_not_principal_spares_a_service_by_its_name() -> None:
    guard = policy(allow(Principal="*"), deny(NotPrincipal={"Service": "logs.amazonaws.com"}))
    assert decision_of(PolicySet(resource=guard), principal="logs.amazonaws.com").allowed
    assert not decision_of(PolicySet(resource=guard), principal="ec2.amazonaws.com").allowed


@pytest.mark.parametrize("principal", ["arn:aws:s3:::bucket", "arn:aws:iam::111122223333:policy/x", "arn:aws:iam"])
def test_what_cannot_call_is_no_principal(principal: str) -> None:
    with pytest.raises(ValueError, match="is no principal"):
        decision_of(IDENTITY, principal=principal)


def test_a_word_without_a_service_is_no_action() -> None:
    with pytest.raises(ValueError, match="is no action"):
        decision_of(IDENTITY, action="GetObject")
