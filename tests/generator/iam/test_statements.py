"""The vocabulary writes what is meant, and refuses what would not mean it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from awacs import awsencode
from hypothesis import given
from hypothesis import strategies as st
from troposphere import Sub, Template
from troposphere.iam import ManagedPolicy

from generator.diagnostics import Problems
from generator.iam import conditions as when
from generator.iam.statements import (
    accounts,
    allow,
    anyone,
    but,
    deny,
    either,
    federated,
    only_if,
    policy,
    services,
    trust,
)


def written(thing: Any) -> Any:
    return json.loads(json.dumps(thing, cls=awsencode))


def refused(write: Callable[[], object]) -> str:
    with pytest.raises(Problems) as caught:
        write()
    (finding,) = caught.value.findings
    assert finding.span is not None
    assert finding.span.path == "tests/generator/iam/test_statements.py"
    assert finding.fix
    return finding.code


def test_a_policy_has_its_version_and_named_statements() -> None:
    document = written(policy(allow("ReadIt", "s3:GetObject", "arn:aws:s3:::b/*")))
    assert document == {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": "ReadIt", "Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["arn:aws:s3:::b/*"]}
        ],
    }


def test_two_conditions_of_one_operator_both_stay() -> None:
    statement = written(
        allow("Both", "s3:GetObject", "*", when.string_equals("aws:a", "1"), when.string_equals("aws:b", "2", "3"))
    )
    assert statement["Condition"] == {"StringEquals": {"aws:a": "1", "aws:b": ["2", "3"]}}


@given(st.lists(st.sampled_from(["aws:a", "aws:b", "aws:c", "aws:d"]), unique=True, min_size=1))
def test_no_condition_is_ever_lost(keys: list[str]) -> None:
    tests = [make(key, "x") for key in keys for make in (when.string_equals, when.string_like)]
    condition = written(allow("All", "s3:GetObject", "*", *tests))["Condition"]
    assert {name for found in condition.values() for name in found} == set(keys)
    assert sum(len(found) for found in condition.values()) == len(tests)


def test_a_second_test_of_one_key_is_refused() -> None:
    twice = (when.string_equals("aws:a", "1"), when.string_equals("aws:a", "2"))
    assert refused(lambda: allow("Twice", "s3:GetObject", "*", *twice)) == "SEC405"


@pytest.mark.parametrize(
    ("element", "operator", "value"),
    [
        (when.present("aws:a"), "Null", "false"),
        (when.absent("aws:a"), "Null", "true"),
        (when.bool_("aws:a", True), "Bool", "true"),
        (when.json_bool("aws:a", False), "Bool", False),
        (when.at_most("aws:a", "3"), "NumericLessThanEquals", "3"),
        (when.more_than("aws:a", "3"), "NumericGreaterThan", "3"),
        (when.ip("aws:a", "10.0.0.0/8"), "IpAddress", "10.0.0.0/8"),
        (when.not_ip("aws:a", "10.0.0.0/8"), "NotIpAddress", "10.0.0.0/8"),
        (when.string_not_like("aws:a", "x*"), "StringNotLike", "x*"),
        (when.arn_not_like("aws:a", "arn:*"), "ArnNotLike", "arn:*"),
        (when.if_exists(when.arn_like("aws:a", "arn:*")), "ArnLikeIfExists", "arn:*"),
        (when.for_all_values(when.string_like("aws:a", "x*")), "ForAllValues:StringLike", "x*"),
        (when.for_any_value(when.string_equals("aws:a", "x")), "ForAnyValue:StringEquals", "x"),
    ],
)
def test_each_condition_is_written_under_its_operator(element: Any, operator: str, value: object) -> None:
    assert written(allow("One", "s3:GetObject", "*", element))["Condition"] == {operator: {"aws:a": value}}


@pytest.mark.parametrize(
    ("write", "code"),
    [
        (lambda: allow("NoActions", [], "*"), "SEC401"),
        (lambda: allow("NoResources", "s3:GetObject", []), "SEC401"),
        (lambda: allow("NoResource", "s3:GetObject", None), "SEC401"),
        (lambda: policy(), "SEC401"),
        (lambda: allow("not alphanumeric", "s3:GetObject", "*"), "SEC402"),
        (lambda: allow("", "s3:GetObject", "*"), "SEC402"),
        (lambda: policy(allow("A", "s3:GetObject", "*"), deny("A", "s3:GetObject", "*")), "SEC402"),
        (lambda: allow("A", "s3:GetObjekt", "*"), "SEC403"),
        (lambda: allow("A", "kms:ReEncrypt", "*"), "SEC403"),
        (lambda: allow("A", "s3:Objekt*", "*"), "SEC403"),
        (lambda: allow("A", "nosuchservice:Read", "*"), "SEC403"),
        (lambda: allow("A", "GetObject", "*"), "SEC403"),
        (lambda: deny("A", "s3:*", but("arn:aws:s3:::${aws:username}/*")), "SEC404"),
        (lambda: allow("A", "sagemaker:StopTrainingJob", "arn:aws:sagemaker:*:111122223333:*/ds-*"), "SEC404"),
        (lambda: allow("A", "sagemaker:StopTrainingJob", "arn:aws:sagemaker:*:111122223333:train*/ds-*"), "SEC404"),
        (lambda: allow("A", "iam:PassRole", Sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:r*/x")), "SEC404"),
        (lambda: when.string_equals("aws:a"), "SEC405"),
        (lambda: when.if_exists(when.if_exists(when.string_equals("aws:a", "1"))), "SEC405"),
    ],
)
def test_what_would_not_mean_what_is_meant_is_refused_at_the_authors_line(
    write: Callable[[], object], code: str
) -> None:
    assert refused(write) == code


def test_wildcards_that_mean_something_are_taken() -> None:
    assert written(allow("A", ["kms:ReEncrypt*", "s3:*", "*"], "*"))["Action"] == ["kms:ReEncrypt*", "s3:*", "*"]


def test_a_name_with_a_wildcard_after_its_type_is_taken() -> None:
    arn = "arn:aws:sagemaker:*:111122223333:training-job/ds-*"
    assert written(allow("A", "sagemaker:StopTrainingJob", arn))["Resource"] == [arn]


def test_everything_but_is_the_inverted_element() -> None:
    statement = written(deny("A", but("iam:PassRole"), but("arn:aws:s3:::a", "arn:aws:s3:::b")))
    assert statement["NotAction"] == ["iam:PassRole"]
    assert statement["NotResource"] == ["arn:aws:s3:::a", "arn:aws:s3:::b"]


@pytest.mark.parametrize(
    ("to", "principal"),
    [
        (anyone(), "*"),
        (accounts("arn:aws:iam::111122223333:root"), {"AWS": "arn:aws:iam::111122223333:root"}),
        (services("a.amazonaws.com", "b.amazonaws.com"), {"Service": ["a.amazonaws.com", "b.amazonaws.com"]}),
        (
            federated("arn:aws:iam::111122223333:saml-provider/p"),
            {"Federated": "arn:aws:iam::111122223333:saml-provider/p"},
        ),
    ],
)
def test_a_trust_names_who_and_no_resource(to: Any, principal: object) -> None:
    statement = written(trust("Become", to, "sts:AssumeRole"))
    assert statement["Principal"] == principal
    assert "Resource" not in statement


def test_a_statement_can_depend_on_the_templates_condition() -> None:
    one, two = allow("A", "s3:GetObject", "*"), allow("B", "s3:PutObject", "*")
    assert written(only_if("Here", one)) == {"Fn::If": ["Here", written(one), {"Ref": "AWS::NoValue"}]}
    assert written(either("Here", one, two)) == {"Fn::If": ["Here", written(one), written(two)]}


def test_a_policy_is_a_property_of_a_troposphere_resource() -> None:
    template = Template()
    document = policy(allow("A", "s3:GetObject", Sub("arn:${AWS::Partition}:s3:::b/*")))
    template.add_resource(ManagedPolicy("P", PolicyDocument=document))
    statement = template.to_dict()["Resources"]["P"]["Properties"]["PolicyDocument"]["Statement"][0]
    assert statement["Resource"] == [{"Fn::Sub": "arn:${AWS::Partition}:s3:::b/*"}]
