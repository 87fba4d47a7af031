"""Templates as people have them: what the embedded AWS does not offer of one is said by its name."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from embedded_aws.embedded import Embedded
from tests.fixtures.templates import all_templates

NOT_OFFERED = {
    "database": "Resource type AWS::RDS::DBSubnetGroup",
    "cluster": "Resource type AWS::EMR::Cluster",
}
WORDS = {
    "Resources: {A: {Type: 'AWS::Serverless::Function'}}": "Resource type AWS::Serverless::Function",
    "Resources: {A: {Type: 'Ours::Queue::Quick::MODULE'}}": "Resource type Ours::Queue::Quick::MODULE",
    "Resources: {A: {Type: 'AWS::EMR::Cluster'}}": "Resource type AWS::EMR::Cluster",
    "Resources: {A: {Type: 'AWS::RDS::DBInstance', DeletionPolicy: Snapshot}}": "Resource type AWS::RDS::DBInstance",
    "Transform: AWS::Include\nResources: {A: {Type: 'AWS::SQS::Queue'}}": "Transform AWS::Include",
    "Transform: [{Name: Mine}]\nResources: {A: {Type: 'AWS::SQS::Queue'}}": "Transform Mine",
    "Resources: {A: {Type: 'AWS::SQS::Queue', Properties: {'Fn::Transform': {Name: X}}}}": "Fn::Transform",
    "Mappings: {'Fn::Transform': {Name: 'AWS::Include'}}\nResources: {A: {Type: 'AWS::SQS::Queue'}}": "Fn::Transform",
    "Resources: {'Fn::Transform': {Name: 'AWS::Include'}}": "Fn::Transform (in Resources)",
    "Fn::Transform: {Name: 'AWS::Include'}\nResources: {A: {Type: 'AWS::SQS::Queue'}}": "Fn::Transform",
}


def said(aws: Embedded, text: str) -> str:
    """What CloudFormation answers to a template; nothing where it takes it."""
    s3, bucket = aws.client("s3"), "templates-of-others"
    if bucket not in [each["Name"] for each in s3.list_buckets()["Buckets"]]:
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_object(Bucket=bucket, Key="template", Body=text.encode())
    try:
        aws.client("cloudformation").validate_template(TemplateURL=f"{aws.endpoint}/{bucket}/template")
    except ClientError as error:
        return str(error.response["Error"]["Message"])
    return ""


@pytest.mark.parametrize("name", [name for name in all_templates() if name != "custom"])
def test_each_of_the_ten_is_taken_or_what_is_not_offered_of_it_is_named(aws: Embedded, name: str) -> None:
    expected = f"{NOT_OFFERED[name]} is not part of the embedded AWS" if name in NOT_OFFERED else ""
    assert said(aws, all_templates()[name][1].decode()) == expected


def test_custom_resources_are_refused_with_the_way_to_run_them(aws: Embedded) -> None:
    assert said(aws, all_templates()["custom"][1].decode()) == (
        "Resource type Custom::Name (Name) is not part of the embedded AWS as it was started: custom resources run "
        "code. Start it with `./build.py local up --run-functions`"
    )


@pytest.mark.parametrize(("text", "name"), WORDS.items(), ids=WORDS.values())
def test_what_is_not_offered_is_named(aws: Embedded, text: str, name: str) -> None:
    words = said(aws, text)
    assert words.startswith(name)
    assert words.endswith(" is not part of the embedded AWS")


def test_a_type_that_does_not_exist_is_refused_in_aws_s_words(aws: Embedded) -> None:
    words = said(aws, "Resources: {A: {Type: 'AWS::SQS::Quue'}}")
    assert words == "Template format error: Unrecognized resource types: [AWS::SQS::Quue]"


@pytest.mark.parametrize("text", ["Resources: " + "[" * 100_000, '{"Resources":' + "[" * 100_000 + "]" * 100_000 + "}"])
def test_what_nests_without_end_is_refused_and_ends_nothing(aws: Embedded, text: str) -> None:
    assert "Nested too deeply" in said(aws, text)
    assert said(aws, "Resources: {A: {Type: 'AWS::SQS::Queue'}}") == ""


def test_nothing_runs_a_function_where_nobody_asked_for_it(aws: Embedded) -> None:
    with pytest.raises(ClientError, match="lambda:Invoke is not part of the embedded AWS"):
        aws.client("lambda").invoke(FunctionName="any")
