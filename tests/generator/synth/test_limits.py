"""Limits are measured on the document, as large as it can sensibly become, and reported at the author's line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from generator.diagnostics import Span
from generator.model import Digest, Product, Version
from generator.synth import Rendered
from generator.synth.lengths import ARN, Lengths
from generator.synth.limits import check_limits
from generator.synth.policy_sizes import measure_policies

PRODUCT = Product("big", "products/big", "Big", "Big.", "Us", Version(1, 0, 0))


def rendered(document: Mapping[str, Any], text: str = "") -> Rendered:
    sources = {
        (section, name): Span("products/big/template.py", 10 + index)
        for section, parts in document.items()
        if isinstance(parts, dict)
        for index, name in enumerate(parts)
    }
    return Rendered(PRODUCT, text, Digest.of(text), document, sources)


def role(**properties: Any) -> dict[str, Any]:
    return {"Type": "AWS::IAM::Role", "Properties": properties}


LONG = {"Statement": ["x" * 2_100] * 5}
CASES: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "501 resources": ("TP312", {"Resources": {f"R{index}": {"Type": "x"} for index in range(501)}}),
    "201 parameters": ("TP312", {"Parameters": {f"P{index}": {"Type": "String"} for index in range(201)}}),
    "201 outputs": ("TP312", {"Outputs": {f"O{index}": {"Value": "x"} for index in range(201)}}),
    "201 mappings": ("TP312", {"Mappings": {f"M{index}": {} for index in range(201)}}),
    "a name of 256 characters": ("TP313", {"Outputs": {"O" * 256: {"Value": "x"}}}),
    "a default of 4,097 bytes": ("TP314", {"Parameters": {"P": {"Type": "String", "Default": "é" * 2_049}}}),
    "a description of 1,025 bytes": ("TP315", {"Description": "x" * 1_025}),
    "a managed policy": (
        "TP316",
        {"Resources": {"P": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": LONG}}}},
    ),
    "inline policies together": (
        "TP317",
        {
            "Resources": {
                "R": role(Policies=[{"PolicyName": "a", "PolicyDocument": {"Statement": ["x" * 6_000]}}]),
                "P": {
                    "Type": "AWS::IAM::Policy",
                    "Properties": {"Roles": [{"Ref": "R"}], "PolicyDocument": {"Statement": ["x" * 6_000]}},
                },
            }
        },
    ),
    "a trust policy": ("TP318", {"Resources": {"R": role(AssumeRolePolicyDocument=LONG)}}),
    "an endpoint policy": (
        "TP319",
        {
            "Resources": {
                "E": {"Type": "AWS::EC2::VPCEndpoint", "Properties": {"PolicyDocument": {"S": ["x" * 21_000]}}}
            }
        },
    ),
    "a bucket policy": (
        "TP320",
        {
            "Resources": {
                "B": {"Type": "AWS::S3::BucketPolicy", "Properties": {"PolicyDocument": {"S": ["x" * 21_000]}}}
            }
        },
    ),
    "a key policy": (
        "TP321",
        {"Resources": {"K": {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": {"S": ["x" * 33_000]}}}}},
    ),
}


@pytest.mark.parametrize(("code", "document"), CASES.values(), ids=CASES.keys())
def test_over_the_limit(code: str, document: Mapping[str, Any]) -> None:
    (finding,) = check_limits([rendered(document)])
    assert finding.code == code
    assert finding.span is not None
    assert finding.span.path.startswith("products/big/")
    assert finding.fix


def test_a_template_over_a_megabyte_is_refused_and_one_byte_less_is_not() -> None:
    assert [row.code for row in check_limits([rendered({}, "x" * 1_000_001)])] == ["TP310"]
    assert check_limits([rendered({}, "x" * 1_000_000)]) == []


def test_the_first_part_over_the_limit_is_pointed_at() -> None:
    (finding,) = check_limits([rendered({"Outputs": {f"O{index}": {"Value": "x"} for index in range(205)}})])
    assert finding.span == Span("products/big/template.py", 10 + 200)


@pytest.mark.parametrize(
    ("value", "length"),
    [
        ("abc", 5),
        ("a b c", 5),
        (["a", "b"], 9),
        ({}, 2),
        ({"a": 1}, 7),
        ({"Ref": "AWS::AccountId"}, 14),
        ({"Ref": "Kind"}, 8),
        ({"Ref": "Short"}, 11),
        ({"Fn::Sub": "arn:${AWS::AccountId}:${!x}"}, 2 + 5 + 12 + 4),
        ({"Fn::Join": [":", ["a", {"Ref": "Short"}]]}, 2 + 1 + 1 + 9),
        ({"Fn::GetAtt": ["Role", "Arn"]}, ARN + 2),
        ({"Fn::FindInMap": ["Names", {"Ref": "Kind"}, "Long"]}, 12),
        ("{{resolve:ssm:/ds/churn-dev/key/data}}", ARN + 2),
    ],
)
def test_a_value_counts_as_long_as_it_can_sensibly_become(value: Any, length: int) -> None:
    document = {
        "Parameters": {
            "Kind": {"Type": "String", "AllowedValues": ["a", "longer"]},
            "Short": {"Type": "String", "MaxLength": 9},
        },
        "Mappings": {"Names": {"a": {"Long": "0123456789"}, "longer": {"Long": "1"}}},
    }
    assert Lengths(document).of(value) == length


def test_statements_that_exclude_each_other_are_not_counted_together() -> None:
    def mode(name: str) -> dict[str, Any]:
        return {"Fn::If": [f"Is{name}", {"Sid": name, "Text": "x" * 900}, {"Ref": "AWS::NoValue"}]}

    document = {
        "Parameters": {"Mode": {"Type": "String", "AllowedValues": ["a", "b", "c"]}},
        "Conditions": {f"Is{name}": {"Fn::Equals": [{"Ref": "Mode"}, name]} for name in "abc"},
        "Resources": {"R": role(AssumeRolePolicyDocument={"Statement": [mode("a"), mode("b"), mode("c")]})},
    }
    (size,) = measure_policies(document)
    assert 900 < size.size < 1_000
    assert 0.5 < size.headroom < 0.6


def test_statements_that_can_stand_together_are_counted_together() -> None:
    document = {
        "Parameters": {"A": {"Type": "String"}, "B": {"Type": "String"}},
        "Conditions": {
            "HasA": {"Fn::Not": [{"Fn::Equals": [{"Ref": "A"}, ""]}]},
            "HasB": {"Fn::And": [{"Condition": "HasA"}, {"Fn::Equals": [{"Ref": "B"}, "x"]}]},
        },
        "Resources": {
            "R": role(
                AssumeRolePolicyDocument={
                    "Statement": [
                        {"Fn::If": ["HasA", "x" * 500, {"Ref": "AWS::NoValue"}]},
                        {"Fn::If": ["HasB", "x" * 500, {"Ref": "AWS::NoValue"}]},
                    ]
                }
            )
        },
    }
    (size,) = measure_policies(document)
    assert 1_000 < size.size < 1_050
