"""Templates become concrete, and what cannot be known is said and never guessed."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.cloudformation.resolve import Resolver, resolve
from generator.cloudformation.symbolic import SymbolicLookups
from generator.cloudformation.template.document import Template
from generator.diagnostics import Problems


def value(expression: object, **more: Any) -> Any:
    sections = more.pop("sections", {})
    document = {
        "Transform": "AWS::LanguageExtensions",
        "Parameters": {
            "Name": {"Type": "String", "Default": "churn"},
            "Many": {"Type": "CommaDelimitedList", "Default": "a,b"},
        },
        "Mappings": {"Sizes": {"eu-west-1": {"Small": "ml.t3.medium"}}},
        "Conditions": {
            "Yes": {"Fn::Equals": ["a", "a"]},
            "No": {"Fn::Not": [{"Condition": "Yes"}]},
            "Both": {"Fn::And": [{"Condition": "Yes"}, {"Condition": "No"}]},
            "Either": {"Fn::Or": [{"Condition": "Yes"}, {"Condition": "No"}]},
        },
        "Resources": {
            "Vpc": {"Type": "AWS::EC2::VPC"},
            "Role": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": {"Fn::Sub": "ds-${Name}"}}},
            "Key": {"Type": "AWS::KMS::Key"},
            "Bucket": {"Type": "AWS::S3::Bucket"},
            "Absent": {"Type": "AWS::EC2::VPC", "Condition": "No"},
        },
        "Outputs": {"It": {"Value": expression}},
        **sections,
    }
    return resolve(document, {}, **more)["Outputs"]["It"]["Value"]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ({"Ref": "Name"}, "churn"),
        ({"Ref": "Many"}, ["a", "b"]),
        ({"Ref": "AWS::Region"}, "eu-west-1"),
        ({"Ref": "Vpc"}, "vpc-vpc"),
        ({"Ref": "Role"}, "ds-churn"),
        ({"Ref": "Bucket"}, "stack-Bucket"),
        ({"Fn::GetAtt": ["Role", "Arn"]}, "arn:aws:iam::111122223333:role/ds-churn"),
        ({"Fn::GetAtt": "Key.Arn"}, "arn:aws:kms:eu-west-1:111122223333:key/key"),
        (
            {"Fn::Sub": "${Name}-${Role.Arn}-${!aws:username}"},
            "churn-arn:aws:iam::111122223333:role/ds-churn-${aws:username}",
        ),
        ({"Fn::Sub": ["${A}-${Name}", {"A": {"Ref": "Vpc"}}]}, "vpc-vpc-churn"),
        ({"Fn::Join": ["-", ["a", {"Ref": "Name"}]]}, "a-churn"),
        ({"Fn::Select": [1, {"Fn::Split": [",", "a,b,c"]}]}, "b"),
        ({"Fn::If": ["Yes", "a", {"Ref": "Nothing"}]}, "a"),
        ({"Fn::If": ["Both", "a", "b"]}, "b"),
        ({"Fn::If": ["Either", "a", "b"]}, "a"),
        ([1, {"Ref": "AWS::NoValue"}, 2], [1, 2]),
        ({"Keep": "a", "Drop": {"Fn::If": ["No", "b", {"Ref": "AWS::NoValue"}]}}, {"Keep": "a"}),
        ({"Fn::FindInMap": ["Sizes", {"Ref": "AWS::Region"}, "Small"]}, "ml.t3.medium"),
        ({"Fn::Cidr": ["10.0.0.0/16", 2, 8]}, ["10.0.0.0/24", "10.0.1.0/24"]),
        ({"Fn::GetAZs": ""}, ["eu-west-1a", "eu-west-1b", "eu-west-1c"]),
        ({"Fn::Base64": "words"}, base64.b64encode(b"words").decode()),
        ({"Fn::Length": {"Ref": "Many"}}, 2),
        ({"Fn::ToJsonString": {"a": {"Ref": "Name"}}}, '{"a":"churn"}'),
        (
            {"Condition": {"StringEquals": {"aws:a": {"Ref": "Name"}}}},
            {"Condition": {"StringEquals": {"aws:a": "churn"}}},
        ),
    ],
)
def test_each_function_gives_what_cloudformation_would(expression: object, expected: object) -> None:
    assert value(expression) == expected


def test_values_that_only_the_world_knows_are_given() -> None:
    assert (
        value("{{resolve:ssm:/ds/vpc/id}}-{{resolve:ssm:/ds/vpc/id:3}}", dynamic={"/ds/vpc/id": "vpc-1"})
        == "vpc-1-vpc-1"
    )
    assert value({"Fn::ImportValue": {"Fn::Sub": "${Name}-x"}}, exports={"churn-x": "1"}) == "1"
    assert value({"Fn::GetAtt": ["Vpc", "Odd"]}, attributes={("Vpc", "Odd"): "1"}) == "1"
    assert value({"Ref": "AWS::Partition"}, pseudo={"AWS::Partition": "aws-cn"}) == "aws-cn"


@pytest.mark.parametrize(
    "expression",
    [
        {"Ref": "Nothing"},
        {"Ref": "Absent"},
        {"Fn::GetAtt": ["Vpc", "Odd"]},
        {"Fn::Sub": "${Nothing}"},
        {"Fn::If": ["Nothing", "a", "b"]},
        {"Fn::FindInMap": ["Sizes", "mars-1", "Small"]},
        {"Fn::Select": [5, ["a"]]},
        {"Fn::ImportValue": "nothing"},
        {"Fn::Transform": {"Name": "Macro"}},
        {"Fn::ForEach::Each": []},
        "{{resolve:ssm:/nothing}}",
    ],
)
def test_what_cannot_be_known_is_said_with_its_place(expression: object) -> None:
    with pytest.raises(Problems) as caught:
        value(expression)
    (finding,) = caught.value.findings
    assert finding.code == "SEC410"
    assert finding.message.startswith("Outputs/It: ")


@pytest.mark.parametrize(
    ("kind", "attribute", "expected"),
    [
        ("AWS::DynamoDB::Table", "Arn", "arn:aws:dynamodb:eu-west-1:111122223333:table/stack-Made"),
        ("AWS::EC2::EIP", "PublicIp", "PublicIp-of-Made"),
        ("AWS::EC2::Instance", "PrivateIp", "PrivateIp-of-Made"),
        ("AWS::EMR::Cluster", "MasterPublicDNS", "MasterPublicDNS-of-Made"),
        ("AWS::SecretsManager::Secret", "Id", "Id-of-Made"),
    ],
)
def test_what_aws_alone_makes_up_is_a_word_whether_the_embedded_aws_has_the_type(
    kind: str, attribute: str, expected: str
) -> None:
    sections = {"Resources": {"Made": {"Type": kind}}}
    assert value({"Fn::GetAtt": ["Made", attribute]}, sections=sections) == expected


def test_everything_is_said_at_once() -> None:
    document = {
        "Parameters": {"Asked": {"Type": "String"}},
        "Conditions": {"A": {"Condition": "B"}, "B": {"Condition": "A"}},
        "Resources": {"R": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": {"Ref": "Nothing"}}}},
    }
    with pytest.raises(Problems) as caught:
        resolve(document, {})
    places = {finding.message.split(":")[0] for finding in caught.value.findings}
    assert places == {"Parameters/Asked", "Conditions/A", "Conditions/B", "Resources/R"}


def test_what_a_condition_leaves_out_is_not_made() -> None:
    document = {
        "Conditions": {"No": {"Fn::Equals": ["a", "b"]}},
        "Resources": {"R": {"Type": "AWS::EC2::VPC", "Condition": "No"}, "S": {"Type": "AWS::EC2::VPC"}},
    }
    assert set(resolve(document, {})["Resources"]) == {"S"}


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text("abc"), lambda inner: st.lists(inner), max_leaves=9
    )
)
def test_a_document_without_functions_comes_out_as_it_went_in(plain: object) -> None:
    assert value(plain) == plain


MANY = {
    "Parameters": {name: {"Type": "String", "Default": "a"} for name in ("Named", "Kept", "Wanted", "Seldom")},
    "Conditions": {
        "IsWanted": {"Fn::Equals": [{"Ref": "Wanted"}, "b"]},
        "IsBoth": {"Fn::And": [{"Condition": "IsWanted"}, {"Fn::Equals": [{"Ref": "Seldom"}, "b"]}]},
    },
    "Resources": {
        "Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": {"Fn::Sub": "${Named}-${AWS::Region}"}}},
        "Topic": {"Type": "AWS::SNS::Topic", "Condition": "IsBoth"},
        "Role": {
            "Type": "AWS::IAM::Role",
            "Properties": {
                "Description": {"Fn::If": ["IsWanted", {"Fn::Sub": "${Kept}"}, {"Ref": "AWS::NoValue"}]},
                "AssumeRolePolicyDocument": {"Resource": [{"Fn::GetAtt": ["Bucket", "Arn"]}]},
                "RoleName": {"Fn::If": ["IsBoth", {"Ref": "Topic"}, {"Ref": "AWS::AccountId"}]},
            },
        },
    },
}


@given(st.lists(st.tuples(*[st.sampled_from("ab")] * 5), min_size=1, max_size=6))
def test_a_resolver_gives_what_each_set_of_answers_gives_alone(asked: list[tuple[str, ...]]) -> None:
    resolver = Resolver(SymbolicLookups({}, {}, {}), Template("", MANY))
    for *values, region in asked:
        answers = dict(zip(MANY["Parameters"], values, strict=True))
        pseudo = {"AWS::Region": f"eu-west-{region}"}
        assert resolver.resolve(answers, pseudo) == resolve(MANY, answers, pseudo)
