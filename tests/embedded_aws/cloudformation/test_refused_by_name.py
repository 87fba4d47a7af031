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
        ("{{resolve:secretsmanager:db:SecretString:password}}", "Dynamic reference {{resolve:secretsmanager:db:"),
        ("{{resolve:ssm-secure:/db/password:1}}", "Dynamic reference {{resolve:ssm-secure:/db/password:1}}"),
        ({"Fn::Join": ["", ["a", "{{resolve:secretsmanager:db}}"]]}, "Dynamic reference {{resolve:secretsmanager:db}}"),
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


def test_an_attribute_that_aws_has_is_not_said_to_be_none(aws: Embedded, stacks: Stacks) -> None:
    held = parameter({"Fn::GetAtt": ["Bucket", "MetadataTableConfiguration.S3TablesDestination.TableArn"]})
    made = {"Topic": TOPIC, "Bucket": {"Type": "AWS::S3::Bucket"}, "Held": held}
    assert stacks.create("attribute-by-name", json.dumps({"Resources": made})) == "ROLLBACK_COMPLETE"
    reason = stacks.reason("attribute-by-name", "Held", "CREATE_FAILED")
    assert reason.endswith("S3TablesDestination.TableArn of AWS::S3::Bucket (Bucket) is not part of the embedded AWS")


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
