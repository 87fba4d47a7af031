"""Which layers must allow, and what a resource's own policy can grant."""

from __future__ import annotations

import pytest

from generator.iam.evaluate import NamedPolicy, PolicySet
from tests.generator.iam.requests import ACCOUNT, OTHER, ROLE, ROOT, SESSION, USER, allow, decision_of, deny, policy

ALL = policy(allow(), name="all")
NONE = policy(allow(Action="ec2:DescribeVpcs"), name="none")


def grant(principal: object, **elements: object) -> NamedPolicy:
    """A resource policy that allows everything to a principal."""
    return policy(allow(Principal=principal, **elements), name="resource")


AS_SESSION = {"principal": SESSION}
NOTHING = PolicySet()
IDENTITY = PolicySet(identity=(ALL,))

RULES = [
    ("nothing is allowed by default", NOTHING, {}, ["identity"]),
    ("an identity policy allows in its own account", IDENTITY, {}, []),
    ("a bucket may grant a user of its account alone", PolicySet(resource=grant({"AWS": USER})), {}, []),
    ("a grant to the account needs the identity too", PolicySet(resource=grant({"AWS": ROOT})), {}, ["identity"]),
    (
        "a grant to the account's number is one to the account",
        PolicySet(resource=grant({"AWS": ACCOUNT})),
        {},
        ["identity"],
    ),
    ("a grant to another user is none", PolicySet(resource=grant({"AWS": USER + "x"})), {}, ["identity"]),
    ("a grant to everyone reaches a user", PolicySet(resource=grant("*")), {}, []),
    ("a session is reached through its role", PolicySet(resource=grant({"AWS": ROLE})), AS_SESSION, []),
    (
        "a role of that name elsewhere is not its role",
        PolicySet(resource=grant({"AWS": ROLE.replace(ACCOUNT, OTHER)})),
        AS_SESSION,
        ["identity"],
    ),
    ("a boundary limits the identity policy", PolicySet((ALL,), boundary=NONE), {}, ["boundary"]),
    ("a boundary grants nothing", PolicySet(boundary=ALL), {}, ["identity"]),
    ("a boundary does not limit a grant to the user", PolicySet((), grant({"AWS": USER}), boundary=NONE), {}, []),
    (
        "a boundary limits a grant to the role",
        PolicySet((), grant({"AWS": ROLE}), boundary=NONE),
        AS_SESSION,
        ["boundary"],
    ),
    (
        "a boundary does not limit a grant to the session",
        PolicySet((), grant({"AWS": SESSION}), boundary=NONE),
        AS_SESSION,
        [],
    ),
    (
        "a session policy limits a grant to the role",
        PolicySet((), grant({"AWS": ROLE}), session=NONE),
        AS_SESSION,
        ["session"],
    ),
    ("a session policy limits the role's policies", PolicySet((ALL,), session=NONE), AS_SESSION, ["session"]),
    (
        "every level of service control must allow",
        PolicySet((ALL,), service_control=((ALL,), (NONE,))),
        {},
        ["service control 2"],
    ),
    ("one policy of a level is enough", PolicySet((ALL,), service_control=((NONE, ALL),)), {}, []),
    ("a level without policies allows nothing", PolicySet((ALL,), service_control=((),)), {}, ["service control 1"]),
    (
        "service control limits a grant of the resource",
        PolicySet(resource=grant("*"), service_control=((NONE,),)),
        {},
        ["service control 1"],
    ),
    (
        "an endpoint's policy must allow",
        PolicySet((ALL,), endpoint=(policy(allow(Principal="*", Action="ec2:*")),)),
        {},
        ["endpoint"],
    ),
    (
        "an endpoint's policy allows for its principals only",
        PolicySet((ALL,), endpoint=(policy(allow(Principal={"AWS": ROLE})),)),
        {},
        ["endpoint"],
    ),
    ("another account needs both sides: identity only", IDENTITY, {"account": OTHER}, ["resource"]),
    (
        "another account needs both sides: resource only",
        PolicySet(resource=grant({"AWS": USER})),
        {"account": OTHER},
        ["identity"],
    ),
    ("another account needs both sides: neither", NOTHING, {"account": OTHER}, ["identity", "resource"]),
    ("another account with both sides is allowed", PolicySet((ALL,), grant({"AWS": ROOT})), {"account": OTHER}, []),
    (
        "across accounts no grant lifts a boundary",
        PolicySet((ALL,), grant({"AWS": USER}), boundary=NONE),
        {"account": OTHER},
        ["boundary"],
    ),
]


@pytest.mark.parametrize(("policies", "asked", "blocked"), [pytest.param(*rule[1:], id=rule[0]) for rule in RULES])
def test_the_layers_that_must_allow(policies: PolicySet, asked: dict[str, str], blocked: list[str]) -> None:
    decision = decision_of(policies, **asked)
    assert list(decision.blocked_by) == blocked
    assert decision.allowed is not bool(blocked)


DENYING = policy(deny(Sid="No", Action="s3:Get*"), name="no")
DENYING_FOR_ALL = policy(deny(Sid="No", Principal="*", Action="s3:Get*"), name="no")
EVERYWHERE = PolicySet((ALL,), grant({"AWS": USER}), ALL, ((ALL,),), ALL, (grant("*"),))


@pytest.mark.parametrize(
    ("layer", "policies"),
    [
        ("identity", PolicySet((ALL, DENYING))),
        ("resource", PolicySet((ALL,), DENYING_FOR_ALL)),
        ("boundary", PolicySet((ALL,), grant({"AWS": USER}), boundary=DENYING)),
        ("session", PolicySet((ALL,), session=DENYING)),
        ("endpoint", PolicySet((ALL,), endpoint=(DENYING_FOR_ALL,))),
        ("service control 2", PolicySet((ALL,), service_control=((ALL,), (ALL, DENYING)))),
    ],
)
def test_a_deny_in_any_layer_wins_and_is_the_deciding_statement(layer: str, policies: PolicySet) -> None:
    decision = decision_of(policies)
    assert decision.blocked_by == (layer,)
    (deciding,) = decision.statements
    assert (deciding.layer, deciding.policy, deciding.index, deciding.sid, deciding.effect) == (
        layer,
        "no",
        1,
        "No",
        "Deny",
    )


def test_an_allowed_request_names_the_allowing_statement_of_each_layer() -> None:
    layers = [statement.layer for statement in decision_of(EVERYWHERE).statements]
    assert layers == ["service control 1", "identity", "resource", "boundary", "session", "endpoint"]


def test_statements_are_counted_from_one() -> None:
    (deciding,) = decision_of(PolicySet((policy(allow(Action="ec2:*"), allow(Sid="Here"), name="two"),))).statements
    assert (deciding.policy, deciding.index, deciding.sid) == ("two", 2, "Here")
