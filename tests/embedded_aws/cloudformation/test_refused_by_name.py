"""What AWS has and the embedded AWS has not is refused before anything is made, and in words that are not AWS's."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws.embedded import Embedded
from tests.embedded_aws.cloudformation.stacks import Stacks

TOPIC = {"Type": "AWS::SNS::Topic"}
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}


def parameter(value: Any) -> dict[str, Any]:
    return {"Type": "AWS::SSM::Parameter", "DependsOn": "Topic", "Properties": {"Type": "String", "Value": value}}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("{{resolve:secretsmanager:db:SecretBinary:password}}", "Dynamic reference {{resolve:secretsmanager:db:"),
        ("{{resolve:ssm-secure:/db/password:1}}", "Dynamic reference {{resolve:ssm-secure:/db/password:1}}"),
        ({"Fn::Join": ["", ["a", "{{resolve:ssm-secure:db:1}}"]]}, "Dynamic reference {{resolve:ssm-secure:db:1}}"),
        ({"Fn::GetStackOutput": ["a", "b"]}, "Fn::GetStackOutput"),
    ],
)
def test_a_reference_that_is_not_offered_is_refused_with_the_template(aws: Embedded, value: Any, words: str) -> None:
    template = json.dumps({"Resources": {"Topic": TOPIC, "Held": parameter(value)}})
    stacks = aws.client("cloudformation")
    for call, more in ((stacks.validate_template, {}), (stacks.create_stack, {"StackName": "refused-by-name"})):
        with pytest.raises(ClientError) as caught:
            call(TemplateBody=template, **more)
        said = caught.value.response["Error"]["Message"]
        assert (words in said, said.endswith("is not part of the embedded AWS")) == (True, True), said
    with pytest.raises(ClientError, match="does not exist"):
        stacks.describe_stacks(StackName="refused-by-name")


def test_an_attribute_that_nothing_records_is_refused_with_the_template(aws: Embedded, stacks: Stacks) -> None:
    table = "MetadataTableConfiguration.S3TablesDestination.TableArn"
    unknown = f"Attribute {table} of AWS::S3::Bucket (Bucket)"
    rows = {"Topic": TOPIC, "Bucket": {"Type": "AWS::S3::Bucket"}}
    never = {"Conditions": {"Never": {"Fn::Equals": ["a", "b"]}}}
    for value in ({"Fn::GetAtt": ["Bucket", table]}, {"Fn::Sub": f"${{Bucket.{table}}}"}):
        asking: list[dict[str, Any]] = [
            {"Resources": {**rows, "Held": parameter(value)}},
            {"Resources": rows, "Outputs": {"Held": {"Value": value}}},
        ]
        for template in asking:
            with pytest.raises(ClientError) as caught:
                aws.client("cloudformation").create_stack(StackName="by-name", TemplateBody=json.dumps(template))
            assert caught.value.response["Error"]["Message"] == f"{unknown} is not part of the embedded AWS"
        left_out = {"Fn::If": ["Never", value, "nothing"]}
        template = {**never, "Resources": {**rows, "Held": parameter(left_out)}, "Outputs": {"No": {"Value": left_out}}}
        name = f"left-out-{len(str(value))}"
        assert stacks.create(name, json.dumps(template)) == "CREATE_COMPLETE"


def test_a_policy_that_a_type_gives_no_meaning_does_nothing(stacks: Stacks) -> None:
    signal = {"ResourceSignal": {"Count": {"Ref": "Nobody"}, "Timeout": "PT1S"}}
    rolling = {"Fn::If": ["Nobody", {"AutoScalingRollingUpdate": {"MaxBatchSize": "1"}}, {"Ref": "AWS::NoValue"}]}
    made = {"Topic": {**TOPIC, "CreationPolicy": signal, "UpdatePolicy": rolling}}
    assert stacks.create("policies-of-nobody", json.dumps({"Resources": made})) == "CREATE_COMPLETE"


@pytest.mark.parametrize(("runtime", "instead"), [("python2.7", "python3."), ("nodejs12.x", "nodejs")])
def test_no_function_is_made_with_a_runtime_that_is_closed(aws: Embedded, runtime: str, instead: str) -> None:
    role = aws.client("iam").create_role(RoleName=f"runs-{runtime[:6]}", AssumeRolePolicyDocument=json.dumps(TRUST))
    made = {"Role": role["Role"]["Arn"], "Handler": "index.handler", "Code": {"ZipFile": b"PK"}}
    with pytest.raises(ClientError) as caught:
        aws.client("lambda").create_function(FunctionName="old", Runtime=runtime, **made)
    said = caught.value.response["Error"]
    assert said["Code"] == "InvalidParameterValueException"
    words = f"The runtime parameter of {runtime} is no longer supported for creating or updating AWS Lambda functions."
    assert (said["Message"].startswith(words), f"the new runtime ({instead}" in said["Message"]) == (True, True)
