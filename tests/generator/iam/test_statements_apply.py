"""When a statement applies: actions, resources, conditions and policy variables."""

from __future__ import annotations

from typing import Any

import pytest

from tests.generator.iam.requests import OBJECT, allow, by_identity

ROLE_ARN = "arn:aws:iam::111122223333:role/service-role/exec"


@pytest.mark.parametrize(
    ("pattern", "matches"),
    [
        ("*", True),
        ("*:*", True),
        ("s3:*", True),
        ("S3:getobject", True),
        ("s3:Get*", True),
        ("s3:?etObjec?", True),
        ("s3:*Object", True),
        ("s3:GetObject?", False),
        ("s3:Put*", False),
        ("s3-outposts:*", False),
        ("s3:G*t*b*t", True),
        ("s3:G*t*z*t", False),
    ],
)
def test_actions_match_in_any_case_and_with_wildcards(pattern: str, matches: bool) -> None:
    assert by_identity(allow(Action=pattern)) is matches
    stated = {"Effect": "Allow", "NotAction": [pattern, "ec2:*"], "Resource": "*"}
    assert by_identity(stated) is not matches


@pytest.mark.parametrize(
    ("pattern", "resource", "matches"),
    [
        ("*", OBJECT, True),
        ("arn:aws:s3:::data/*", OBJECT, True),
        ("arn:aws:s3:::data/p?/k", OBJECT, True),
        ("arn:aws:s3:::DATA/*", OBJECT, False),
        ("arn:aws:s3:::data", OBJECT, False),
        ("arn:aws:s3*", OBJECT, True),
        ("arn:aws:s3", OBJECT, False),
        ("arn:aws:iam::*:role/*", ROLE_ARN, True),
        ("arn:aws:iam::*:role/exec", ROLE_ARN, False),
        ("arn:aws:iam:*:role/exe?", ROLE_ARN, False),
        ("arn:*:*:*:*:*", ROLE_ARN, True),
        ("arn:aws:s3:::*", "*", False),
        ("*", "*", True),
        ("arn:aws:logs:*:*:log-group:/ds/*", "arn:aws:logs:eu-west-1:111122223333:log-group:/ds/a:log-stream:b", True),
    ],
)
def test_resources_match_within_the_fields_of_an_arn(pattern: str, resource: str, matches: bool) -> None:
    assert by_identity(allow(Resource=["arn:aws:sns:::x", pattern]), resource=resource) is matches
    stated = {"Effect": "Allow", "Action": "*", "NotResource": pattern}
    assert by_identity(stated, resource=resource) is not matches


TEAM = "arn:aws:s3:::data/${aws:PrincipalTag/Project}/*"
WITH_DEFAULT = "arn:aws:s3:::data/${aws:PrincipalTag/Project, 'p1'}/*"


@pytest.mark.parametrize(
    ("pattern", "project", "allowed"),
    [
        pytest.param(TEAM, "p1", True, id="a variable stands for the value of its key"),
        pytest.param(TEAM, "p2", False, id="and for no other value"),
        pytest.param(TEAM, "p*", False, id="wildcards in the value are ordinary characters"),
        pytest.param(TEAM, None, False, id="without value the pattern matches nothing"),
        pytest.param(TEAM, ["p1"], False, id="a multivalued key is no variable"),
        pytest.param("arn:aws:s3:::data/${AWS:principaltag/project}/*", "p1", True, id="in any case"),
        pytest.param(WITH_DEFAULT, None, True, id="or for its default"),
        pytest.param(WITH_DEFAULT, "p2", False, id="a value beats the default"),
        pytest.param("arn:aws:s3:::data/p1/${*}", "p1", False, id="an escaped star is a star"),
        pytest.param("arn:aws:s3:::${aws:PrincipalTag/Project}a/p1/k", "dat", True, id="anywhere in the resource part"),
    ],
)
def test_policy_variables(pattern: str, project: object, allowed: bool) -> None:
    context: dict[str, Any] = {} if project is None else {"aws__PrincipalTag__Project": project}
    assert by_identity(allow(Resource=pattern), **context) is allowed


def test_a_variable_before_the_fifth_colon_is_not_replaced() -> None:
    stated = allow(Resource="arn:aws:iam::${aws:PrincipalAccount}:role/*")
    assert not by_identity(stated, resource=ROLE_ARN, aws__PrincipalAccount="111122223333")


@pytest.mark.parametrize("version", ["2008-10-17", None])
def test_the_old_version_has_no_variables(version: str | None) -> None:
    assert not by_identity(allow(Resource=TEAM), version=version, aws__PrincipalTag__Project="p1")
    literal = OBJECT.replace("p1", "${aws:PrincipalTag/Project}")
    assert by_identity(allow(Resource=TEAM), version=version, resource=literal)


@pytest.mark.parametrize(("effect", "excluded"), [("Allow", False), ("Deny", True)])
def test_an_exclusion_by_a_variable_without_value_never_widens(effect: str, excluded: bool) -> None:
    stated = {"Effect": effect, "Action": "*", "NotResource": TEAM}
    assert by_identity(allow(Action="s3:Put*"), stated) is False
    assert by_identity(allow(), stated) is not excluded


CONDITIONS = [
    ("StringEquals", {"aws:x": ["a", "b"]}, {"aws__x": "b"}, True),
    ("StringEquals", {"aws:x": "A"}, {"aws__x": "a"}, False),
    ("StringEquals", {"aws:x": "a*"}, {"aws__x": "ab"}, False),
    ("StringEquals", {"AWS:X": "a"}, {"aws__x": "a"}, True),
    ("stringequals", {"aws:x": "a"}, {"aws__x": "a"}, True),
    ("StringEquals", {"aws:x": "a"}, {}, False),
    ("StringEquals", {"aws:x": ["a"], "aws:y": "b"}, {"aws__x": "a", "aws__y": "c"}, False),
    ("StringEquals", {"aws:x": "${aws:y}"}, {"aws__x": "a", "aws__y": "a"}, True),
    ("StringEquals", {"aws:x": "${aws:y}"}, {"aws__x": "a"}, False),
    ("StringEquals", {"aws:x": ["${aws:y}", "a"]}, {"aws__x": "a"}, True),
    ("StringEquals", {"aws:x": "a"}, {"aws__x": ["a"]}, False),
    ("StringEquals", {"aws:x": True}, {"aws__x": "true"}, True),
    ("StringNotEquals", {"aws:x": ["a", "b"]}, {"aws__x": "c"}, True),
    ("StringNotEquals", {"aws:x": ["a", "b"]}, {"aws__x": "b"}, False),
    ("StringNotEquals", {"aws:x": "a"}, {}, True),
    ("StringNotEquals", {"aws:x": "${aws:y}"}, {"aws__x": "a"}, False),
    ("StringEqualsIfExists", {"aws:x": "a"}, {}, True),
    ("StringEqualsIfExists", {"aws:x": "a"}, {"aws__x": "b"}, False),
    ("StringEqualsIgnoreCase", {"aws:x": "Ab"}, {"aws__x": "aB"}, True),
    ("StringNotEqualsIgnoreCase", {"aws:x": "Ab"}, {"aws__x": "aB"}, False),
    ("StringLike", {"aws:x": "a*c"}, {"aws__x": "abbc"}, True),
    ("StringLike", {"aws:x": "a?c"}, {"aws__x": "abbc"}, False),
    ("StringLike", {"aws:x": "${aws:y}*"}, {"aws__x": "ab", "aws__y": "?"}, False),
    ("StringLike", {"aws:x": "x${*}"}, {"aws__x": "x*"}, True),
    ("StringLike", {"aws:x": "a*"}, {"aws__x": "a\nb"}, True),
    ("StringNotLike", {"aws:x": "a*"}, {"aws__x": "b"}, True),
    ("NumericEquals", {"aws:x": "60"}, {"aws__x": "60.0"}, True),
    ("NumericNotEquals", {"aws:x": 60}, {"aws__x": "61"}, True),
    ("NumericLessThan", {"aws:x": "60"}, {"aws__x": "9"}, True),
    ("NumericLessThanEquals", {"aws:x": "60"}, {"aws__x": "60"}, True),
    ("NumericGreaterThan", {"aws:x": "60"}, {"aws__x": "60"}, False),
    ("NumericGreaterThanEquals", {"aws:x": "60"}, {"aws__x": "60"}, True),
    ("NumericLessThan", {"aws:x": "60"}, {"aws__x": "many"}, False),
    ("DateEquals", {"aws:x": "2026-01-01T00:00:00Z"}, {"aws__x": "2026-01-01T01:00:00+01:00"}, True),
    ("DateNotEquals", {"aws:x": "2026-01-01"}, {"aws__x": "2026-01-01T00:00:00Z"}, False),
    ("DateLessThan", {"aws:x": "2026-01-01T00:00:00Z"}, {"aws__x": "1700000000"}, True),
    ("DateLessThanEquals", {"aws:x": "2026-01-01T00:00:00Z"}, {"aws__x": "2027-01-01T00:00:00Z"}, False),
    ("DateGreaterThan", {"aws:x": "2026-01-01T00:00:00Z"}, {"aws__x": "2026-01-01T00:00:00.5Z"}, True),
    ("DateGreaterThanEquals", {"aws:x": "2026-01-01T00:00:00Z"}, {"aws__x": "yesterday"}, False),
    ("Bool", {"aws:x": "true"}, {"aws__x": "True"}, True),
    ("Bool", {"aws:x": False}, {"aws__x": "true"}, False),
    ("Bool", {"aws:x": "false"}, {}, False),
    ("BoolIfExists", {"aws:x": "true"}, {}, True),
    ("BinaryEquals", {"aws:x": "QmluYXJ5"}, {"aws__x": "QmluYXJ5"}, True),
    ("BinaryEquals", {"aws:x": "QmluYXJ5"}, {"aws__x": "qmluYXJ5"}, False),
    ("IpAddress", {"aws:x": "10.0.0.0/8"}, {"aws__x": "10.1.2.3"}, True),
    ("IpAddress", {"aws:x": "10.0.0.1"}, {"aws__x": "10.0.0.2"}, False),
    ("IpAddress", {"aws:x": "2001:db8::/32"}, {"aws__x": "2001:db8::1"}, True),
    ("IpAddress", {"aws:x": "0.0.0.0/0"}, {"aws__x": "2001:db8::1"}, False),
    ("NotIpAddress", {"aws:x": ["10.0.0.0/8", "192.168.0.0/16"]}, {"aws__x": "192.168.1.1"}, False),
    ("NotIpAddress", {"aws:x": "10.0.0.0/8"}, {}, True),
    ("ArnLike", {"aws:x": "arn:aws:iam::*:role/*"}, {"aws__x": ROLE_ARN}, True),
    ("ArnEquals", {"aws:x": "arn:aws:iam::*:role/*"}, {"aws__x": ROLE_ARN}, True),
    ("ArnLike", {"aws:x": "arn:aws:*:role/service-role/*:*:*"}, {"aws__x": ROLE_ARN}, False),
    ("ArnLike", {"aws:x": "arn:aws:iam::${aws:y}:role/*"}, {"aws__x": ROLE_ARN, "aws__y": "111122223333"}, True),
    ("ArnLike", {"aws:x": "${aws:y}"}, {"aws__x": ROLE_ARN, "aws__y": ROLE_ARN}, True),
    ("ArnLike", {"aws:x": "${aws:y}"}, {"aws__x": ROLE_ARN, "aws__y": ROLE_ARN.replace("exec", "*")}, False),
    ("ArnLike", {"aws:x": "arn:aws:iam::*:role/*"}, {"aws__x": "no-arn"}, False),
    ("ArnNotLike", {"aws:x": "arn:aws:iam::*:role/*"}, {"aws__x": ROLE_ARN}, False),
    ("ArnNotEquals", {"aws:x": "arn:aws:iam::*:user/*"}, {"aws__x": ROLE_ARN}, True),
    ("Null", {"aws:x": "true"}, {}, True),
    ("Null", {"aws:x": "true"}, {"aws__x": "a"}, False),
    ("Null", {"aws:x": "false"}, {"aws__x": ["a", "b"]}, True),
    ("Null", {"aws:x": False}, {}, False),
    ("ForAllValues:StringEquals", {"aws:x": ["a", "b"]}, {"aws__x": ["b", "a"]}, True),
    ("ForAllValues:StringEquals", {"aws:x": ["a", "b"]}, {"aws__x": ["a", "c"]}, False),
    ("ForAllValues:StringEquals", {"aws:x": "a"}, {}, True),
    ("ForAllValues:StringEquals", {"aws:x": "a"}, {"aws__x": []}, True),
    ("ForAllValues:StringNotEquals", {"aws:x": "a"}, {"aws__x": ["b", "a"]}, False),
    ("ForAnyValue:StringEquals", {"aws:x": "a"}, {"aws__x": ["b", "a"]}, True),
    ("ForAnyValue:StringEquals", {"aws:x": "a"}, {"aws__x": ["b", "c"]}, False),
    ("ForAnyValue:StringEquals", {"aws:x": "a"}, {}, False),
    ("ForAnyValue:StringEqualsIfExists", {"aws:x": "a"}, {}, False),
    ("ForAnyValue:StringNotEquals", {"aws:x": "a"}, {}, False),
    ("ForAnyValue:StringLike", {"aws:x": "sub*"}, {"aws__x": "subnet-a"}, True),
]


@pytest.mark.parametrize(("operator", "keys", "context", "holds"), CONDITIONS, ids=lambda value: str(value)[:60])
def test_condition_operators(operator: str, keys: dict[str, Any], context: dict[str, Any], holds: bool) -> None:
    assert by_identity(allow(Condition={operator: keys}), **context) is holds
    denied = {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {operator: keys}}
    assert by_identity(allow(), denied, **context) is not holds


def test_all_operators_of_a_statement_must_hold() -> None:
    both = {"StringEquals": {"aws:x": "a"}, "Bool": {"aws:y": "true"}}
    assert by_identity(allow(Condition=both), aws__x="a", aws__y="true")
    assert not by_identity(allow(Condition=both), aws__x="a", aws__y="false")
