"""What holds for every policy and request."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.iam.evaluate import NamedPolicy, Outcome, PolicySet, Request, decide
from tests.generator.iam.requests import ACCOUNT, ROLE, ROOT, SESSION, USER, allow, by_identity

NAMES = ("s3:GetObject", "s3:PutObject", "sagemaker:CreateModel", "s3:*", "s3:Get*", "*", "sagemaker:?reate*")
ARNS = (
    "arn:aws:s3:::data/p1/k",
    "arn:aws:s3:::data",
    "arn:aws:s3:::data/*",
    "*",
    "arn:aws:s3:::${aws:PrincipalTag/T}/*",
)
KEYS = ("aws:PrincipalTag/T", "aws:SourceVpce", "aws:TagKeys")
WORDS = st.sampled_from(["a", "b", "data", "*", "d?ta", ""])
OPERATORS = st.sampled_from(
    ["StringEquals", "StringNotLike", "StringLikeIfExists", "ForAllValues:StringLike", "ForAnyValue:StringNotEquals"]
)
CALLERS = st.sampled_from([USER, ROLE, SESSION, ROOT])


@st.composite
def statements(
    draw: st.DrawFn, effects: tuple[str, ...] = ("Allow", "Deny"), principals: bool = False
) -> dict[str, Any]:
    """A statement of any form."""
    action, resource = (
        draw(st.sampled_from(["Action", "NotAction"])),
        draw(st.sampled_from(["Resource", "NotResource"])),
    )
    found: dict[str, Any] = {
        "Effect": draw(st.sampled_from(effects)),
        action: draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3)),
        resource: draw(st.lists(st.sampled_from(ARNS), min_size=1, max_size=3)),
        "Condition": draw(
            st.dictionaries(OPERATORS, st.dictionaries(st.sampled_from(KEYS), st.lists(WORDS, min_size=1)), max_size=2)
        ),
    }
    if principals:
        named = st.lists(st.sampled_from([USER, ROLE, SESSION, ROOT, "*"]), min_size=1)
        found["Principal"] = {"AWS": draw(named)}
    return found


@st.composite
def policies(draw: st.DrawFn, principals: bool = False) -> NamedPolicy:
    """A policy of one to three statements."""
    listed = draw(st.lists(statements(principals=principals), min_size=1, max_size=3))
    return NamedPolicy("p", {"Version": draw(st.sampled_from(["2012-10-17", "2008-10-17"])), "Statement": listed})


POLICY_SETS = st.builds(
    PolicySet,
    identity=st.lists(policies(), max_size=2).map(tuple),
    resource=st.none() | policies(principals=True),
    boundary=st.none() | policies(),
    session=st.none() | policies(),
)
REQUESTS = st.builds(
    Request,
    principal=CALLERS,
    action=st.sampled_from(NAMES[:3]),
    resource=st.sampled_from(ARNS[:2]),
    resource_account=st.sampled_from([ACCOUNT, "444455556666"]),
    context=st.dictionaries(st.sampled_from(KEYS), WORDS | st.lists(WORDS)),
)


@settings(max_examples=50, deadline=None)
@given(REQUESTS, POLICY_SETS, statements(effects=("Deny",)))
def test_adding_a_deny_never_allows(request_: Request, given_: PolicySet, denying: dict[str, Any]) -> None:
    more = NamedPolicy("more", {"Version": "2012-10-17", "Statement": [denying]})
    widened = PolicySet((*given_.identity, more), given_.resource, given_.boundary, (), given_.session)
    if not decide(request_, given_).allowed:
        assert not decide(request_, widened).allowed


@settings(max_examples=50, deadline=None)
@given(REQUESTS, POLICY_SETS, statements(effects=("Allow",)))
def test_adding_an_allow_never_denies(request_: Request, given_: PolicySet, allowing: dict[str, Any]) -> None:
    more = NamedPolicy("more", {"Version": "2012-10-17", "Statement": [allowing]})
    widened = PolicySet((*given_.identity, more), given_.resource, given_.boundary, (), given_.session)
    before = decide(request_, given_)
    assert decide(request_, widened).allowed >= before.allowed
    assert (decide(request_, widened).outcome is Outcome.EXPLICITLY_DENIED) is (
        before.outcome is Outcome.EXPLICITLY_DENIED
    )


@settings(max_examples=50, deadline=None)
@given(REQUESTS, POLICY_SETS, policies())
def test_adding_a_boundary_or_a_session_policy_never_allows(
    request_: Request, given_: PolicySet, limit: NamedPolicy
) -> None:
    free = PolicySet(given_.identity, given_.resource)
    for limited in (
        PolicySet(given_.identity, given_.resource, boundary=limit),
        PolicySet(given_.identity, given_.resource, session=limit),
        PolicySet(given_.identity, given_.resource, service_control=((limit,),)),
    ):
        assert decide(request_, limited).allowed <= decide(request_, free).allowed


@settings(max_examples=50, deadline=None)
@given(REQUESTS, POLICY_SETS)
def test_the_case_of_actions_and_condition_keys_does_not_matter(request_: Request, given_: PolicySet) -> None:
    shouted = Request(
        request_.principal,
        request_.action.upper(),
        request_.resource,
        request_.resource_account,
        {key.upper(): value for key, value in request_.context.items()},
    )
    loud = PolicySet(
        tuple(_shout(policy) for policy in given_.identity),
        given_.resource and _shout(given_.resource),
        given_.boundary and _shout(given_.boundary),
        (),
        given_.session and _shout(given_.session),
    )
    assert decide(shouted, loud) == decide(request_, given_)


def _shout(policy: NamedPolicy) -> NamedPolicy:
    return NamedPolicy(
        policy.name, {**policy.document, "Statement": [_shouted(each) for each in policy.document["Statement"]]}
    )


def _shouted(stated: Mapping[str, Any]) -> dict[str, Any]:
    loud = {name: [each.upper() for each in value] if "Action" in name else value for name, value in stated.items()}
    loud["Condition"] = {
        operator.upper(): {key.upper(): value for key, value in keys.items()}
        for operator, keys in stated["Condition"].items()
    }
    return loud


@given(st.text(alphabet="ab*?$[].\\{}", max_size=8), st.text(alphabet="ab*?", max_size=8))
def test_wildcards_in_the_value_of_a_variable_are_literal(tag: str, name: str) -> None:
    stated = allow(Resource="arn:aws:s3:::${aws:PrincipalTag/T}/x")
    allowed = by_identity(stated, resource=f"arn:aws:s3:::{name}/x", aws__PrincipalTag__T=tag)
    assert allowed is (tag == name)


@given(st.text(alphabet="ab*?", max_size=8), st.text(alphabet="ab", max_size=10))
@example("*ab", "aab")
@example("?*a", "ba")
@example("a", "aa")
def test_wildcards_mean_what_a_regular_expression_would(pattern: str, value: str) -> None:
    expected = re.fullmatch(pattern.replace("*", ".*").replace("?", "."), value) is not None
    assert by_identity(allow(Condition={"StringLike": {"aws:x": pattern}}), aws__x=value) is expected


def test_many_stars_do_not_take_for_ever() -> None:
    start = time.process_time()
    assert not by_identity(allow(Condition={"StringLike": {"aws:x": "a*" * 40 + "b"}}), aws__x="a" * 4000)
    assert time.process_time() - start < 2
