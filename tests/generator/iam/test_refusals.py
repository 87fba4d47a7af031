"""What the evaluator does not know it refuses, with the policy, the statement and the construct."""

from __future__ import annotations

from typing import Any

import pytest

from generator.iam.evaluate import NamedPolicy, PolicyNotUnderstood, PolicySet
from tests.generator.iam.requests import USER, allow, decision_of, deny, policy


def condition(operator: str, value: Any = "a", key: str = "aws:x") -> dict[str, Any]:
    """A statement with one condition."""
    return allow(Condition={operator: {key: value}})


STATEMENTS = [
    (condition("StringMatches"), "StringMatches"),
    (condition("StringEqualsIfExist"), "StringEqualsIfExist"),
    (condition("ForSomeValues:StringEquals"), "ForSomeValues:StringEquals"),
    (condition("NullIfExists", "true"), "NullIfExists"),
    (condition("ForAllValues:Null", "true"), "ForAllValues:Null"),
    (condition("NumericLike", "1"), "NumericLike"),
    (condition("NumericEquals", "many"), "'many', which is no number"),
    (condition("DateEquals", "soon"), "'soon', which is no date"),
    (condition("Bool", "yes"), "'yes', which is neither true nor false"),
    (condition("Null", "maybe"), "'maybe', which is neither true nor false"),
    (condition("IpAddress", "10.0.0.0/99"), "which is no IP address or CIDR block"),
    (condition("ArnLike", "*"), "which needs six fields"),
    (condition("StringEquals", []), "StringEquals on aws:x without a value"),
    (condition("StringEquals", {"a": "b"}), "no string, number or boolean"),
    (condition("StringEquals", "a", "SourceIp"), "'SourceIp', which names no service"),
    (condition("StringEquals", "${}"), "${}"),
    (condition("StringEquals", "${aws:x, p1}"), "${aws:x, p1}, which needs single quotes"),
    (allow(Condition=["StringEquals"]), "a Condition that is not an object"),
    (allow(Condition={"StringEquals": "a"}), "StringEquals without condition keys"),
    (allow(Resource="arn:aws:s3:::${}"), "${}"),
    (allow(Resource=[]), "the Resource []"),
    (allow(NotResource="*", Resource="*"), "both Resource and NotResource"),
    ({"Effect": "Allow", "Action": "*"}, "neither Resource nor NotResource"),
    ({"Effect": "Allow", "Resource": "*"}, "neither Action nor NotAction"),
    (allow(Action="GetObject"), "'GetObject', which needs the form service:Action"),
    (allow(Action="s*:GetObject"), "'s*:GetObject'"),
    (allow(Action=[{"Ref": "x"}]), "the Action"),
    (allow(Effect="Permit"), "the effect 'Permit'"),
    (allow(Conditions={}), "the element Conditions"),
    (allow(Sid=7), "the Sid 7"),
    ("Allow", "a statement that is not an object"),
]


@pytest.mark.parametrize(("stated", "construct"), STATEMENTS, ids=[construct for _, construct in STATEMENTS])
def test_an_unknown_construct_is_refused_even_where_the_statement_would_not_apply(
    stated: dict[str, Any], construct: str
) -> None:
    with pytest.raises(PolicyNotUnderstood) as refused:
        decision_of(PolicySet((policy(allow(Action="ec2:*"), stated, name="mine"),)))
    assert (refused.value.policy, refused.value.statement) == ("mine", 2)
    assert construct in refused.value.construct
    (finding,) = refused.value.findings
    assert finding.code == "SEC440"
    assert finding.message.startswith("statement 2 of policy mine is not understood: ")


PRINCIPALS = [
    (allow(Principal="everyone"), "'everyone'"),
    (allow(Principal={}), "the principal {}"),
    (allow(Principal={"Group": "x"}), "the kind of principal 'Group'"),
    (allow(Principal={"AWS": "dana"}), "the AWS principal 'dana'"),
    (allow(Principal={"AWS": USER + "*"}), "a wildcard in the AWS principal"),
    (allow(Principal={"AWS": "arn:aws:s3:::bucket"}), "the AWS principal 'arn:aws:s3:::bucket'"),
    (allow(Principal={"Service": "*"}), "a wildcard in the Service principal"),
    (allow(Principal={"AWS": [7]}), "the AWS principal 7"),
    (allow(Principal="*", NotPrincipal="*"), "Principal and NotPrincipal in one statement"),
    (allow(NotPrincipal={"AWS": USER}), "NotPrincipal with the effect Allow"),
    (deny(), "a statement without a principal in the layer resource"),
]


@pytest.mark.parametrize(("stated", "construct"), PRINCIPALS, ids=[construct for _, construct in PRINCIPALS])
def test_an_unknown_principal_is_refused(stated: dict[str, Any], construct: str) -> None:
    with pytest.raises(PolicyNotUnderstood) as refused:
        decision_of(PolicySet(resource=policy(stated)))
    assert construct in refused.value.construct


def test_an_identity_policy_names_no_principal() -> None:
    with pytest.raises(PolicyNotUnderstood, match="a statement with a principal in the layer identity"):
        decision_of(PolicySet((policy(allow(Principal="*")),)))


@pytest.mark.parametrize(
    ("document", "construct"),
    [
        ({"Version": "2012-10-18", "Statement": []}, "the policy version '2012-10-18'"),
        ({"Version": 2012, "Statement": []}, "the policy version 2012"),
        ({"Version": "2012-10-17"}, "a policy without the element Statement"),
        ({"Statements": []}, "the element Statements"),
        (["Statement"], "a policy document that is not an object"),
    ],
)
def test_a_document_of_an_unknown_shape_is_refused_as_a_whole(document: Any, construct: str) -> None:
    with pytest.raises(PolicyNotUnderstood) as refused:
        decision_of(PolicySet((NamedPolicy("mine", document),)))
    assert (refused.value.statement, refused.value.construct) == (0, construct)


def test_one_statement_need_not_be_in_a_list() -> None:
    assert decision_of(PolicySet((NamedPolicy("mine", {"Version": "2012-10-17", "Statement": allow()}),))).allowed


def test_a_policy_without_statements_allows_and_denies_nothing() -> None:
    empty = NamedPolicy("empty", {"Version": "2012-10-17", "Statement": []})
    assert decision_of(PolicySet((policy(allow()), empty))).allowed
    assert decision_of(PolicySet((policy(allow()),), boundary=empty)).blocked_by == ("boundary",)
