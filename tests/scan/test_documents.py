"""What is scanned: conditions are decided, references between resources stay, and nothing is invented."""

from __future__ import annotations

from typing import Any

from scan.documents import decide_conditions

TEMPLATE: dict[str, Any] = {
    "Parameters": {
        "Logged": {"Type": "String", "Default": "no"},
        "Days": {"Type": "Number", "Default": 365},
        "Environment": {"Type": "String", "Default": "current"},
    },
    "Conditions": {"WithLog": {"Fn::Equals": [{"Ref": "Logged"}, "yes"]}},
    "Resources": {
        "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "news"}},
        "Log": {
            "Type": "AWS::Logs::LogGroup",
            "Condition": "WithLog",
            "Properties": {
                "RetentionInDays": {"Ref": "Days"},
                "KmsKeyId": {"Fn::Sub": "{{resolve:ssm:/ds/${Environment}/key/logs}}"},
                "Tags": [
                    {"Key": "Topic", "Value": {"Ref": "Topic"}},
                    {"Key": "Name", "Value": {"Fn::GetAtt": ["Topic", "TopicName"]}},
                    {"Key": "Words", "Value": {"Fn::Sub": "${Environment}: ${Topic} of ${Topic.TopicName}"}},
                    {"Key": "Kept", "Value": {"Fn::If": ["WithLog", "yes", "no"]}},
                ],
            },
        },
    },
}


def decided(**answers: str) -> dict[str, Any]:
    resources: dict[str, Any] = decide_conditions(TEMPLATE, answers)["Resources"]
    return resources


def test_a_resource_whose_condition_fails_is_not_there() -> None:
    assert list(decided()) == ["Topic"]
    assert list(decided(Logged="yes")) == ["Topic", "Log"]


def test_a_number_stays_a_number() -> None:
    assert decided(Logged="yes")["Log"]["Properties"]["RetentionInDays"] == 365
    assert decided(Logged="yes", Days="30")["Log"]["Properties"]["RetentionInDays"] == 30


def test_references_between_resources_stay_references() -> None:
    tags = {tag["Key"]: tag["Value"] for tag in decided(Logged="yes")["Log"]["Properties"]["Tags"]}
    assert tags == {
        "Topic": {"Ref": "Topic"},
        "Name": {"Fn::GetAtt": ["Topic", "TopicName"]},
        "Words": {"Fn::Sub": "current: ${Topic} of ${Topic.TopicName}"},
        "Kept": "yes",
    }


def test_dynamic_references_stay_with_their_names_filled_in() -> None:
    key = decided(Logged="yes", Environment="churn-dev")["Log"]["Properties"]["KmsKeyId"]
    assert key == "{{resolve:ssm:/ds/churn-dev/key/logs}}"
