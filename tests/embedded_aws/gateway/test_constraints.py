"""What AWS refuses before it does anything, service by service: each row is a request and AWS's code."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import boto3
import pytest
from botocore.config import Config

LONG = "x" * 70000
CONSTRAINTS = [
    ("cloudwatch", "put_metric_alarm", {"AlarmName": "a", "EvaluationPeriods": 0, "ComparisonOperator": "Less"}),
    ("dynamodb", "batch_write_item", {"RequestItems": {"table": [{"DeleteRequest": {"Key": {}}}] * 26}}),
    ("ecr", "create_repository", {"repositoryName": "Capital"}),
    ("events", "put_rule", {"Name": "a b", "ScheduleExpression": "rate(1 hour)"}),
    ("iam", "list_roles", {"MaxItems": 1001}),
    ("kms", "list_keys", {"Limit": 1001}),
    ("kms", "create_key", {"KeySpec": "SYMMETRIC"}),
    ("lambda", "get_function", {"FunctionName": "a b"}),
    ("logs", "create_log_group", {"logGroupName": "a b"}),
    ("logs", "put_log_events", {"logGroupName": "a", "logStreamName": "b:c", "logEvents": []}),
    ("sagemaker", "delete_model", {"ModelName": "a_b"}),
    ("secretsmanager", "create_secret", {"Name": "big", "SecretString": LONG}),
    ("ssm", "put_parameter", {"Name": "a", "Value": "b", "Type": "Text"}),
]
CODES = {"iam": "ValidationError", "cloudwatch": "ValidationError"}
OTHER = ("ecr", "logs")


def unchecked(world: Any, service: str) -> Any:
    """A client that sends what botocore itself would refuse."""
    keys = world.aws.keys("admin")
    named = {"aws_access_key_id": keys.access_key, "aws_secret_access_key": keys.secret_key}
    config = Config(parameter_validation=False, retries={"max_attempts": 0})
    return boto3.client(service, "eu-west-1", endpoint_url=world.aws.endpoint, config=config, **named)


@pytest.mark.parametrize(("service", "operation", "params"), CONSTRAINTS)
def test_a_value_that_is_not_of_the_model_is_refused(
    world: Any, refused: Any, service: str, operation: str, params: dict[str, Any]
) -> None:
    code, message = refused(getattr(unchecked(world, service), operation), **params)
    assert code == CODES.get(service, "InvalidParameterException" if service in OTHER else "ValidationException")
    assert "validation error" in message
    assert LONG not in message


def archive(**files: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        for name, text in files.items():
            packed.writestr(name, text)
    return content.getvalue()


def test_lambda_holds_variables_archives_statements_and_concurrency(world: Any, refused: Any) -> None:
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    code, runtime = {"ZipFile": archive(index="x = 1")}, "python3.13"
    made = {"FunctionName": "f", "Role": world.role(trust), "Handler": "a.b", "Code": code, "Runtime": runtime}
    client = unchecked(world, "lambda")
    client.create_function(**made)
    reserved, long = {"AWS_REGION": "x"}, {"AB": "x" * 4096}
    for change, words in (
        ({"Environment": {"Variables": reserved}}, "Reserved keys used in this request: AWS_REGION"),
        ({"Environment": {"Variables": long}}, "exceeded the 4KB limit"),
        ({"Runtime": "python9"}, "Value python9 at 'runtime'"),
        ({"Code": {"ZipFile": b"not packed"}}, "Could not unzip uploaded file"),
        ({"Code": {"ZipFile": archive()}}, "must be a non-empty zip"),
    ):
        code, message = refused(client.create_function, **{**made, "FunctionName": "g", **change})
        assert (code, words in message) == ("InvalidParameterValueException", True), message
    assert refused(client.create_function, **{**made, "Timeout": 901})[0] == "ValidationException"
    asked = {
        "FunctionName": "f",
        "StatementId": "s",
        "Action": "lambda:InvokeFunction",
        "Principal": "s3.amazonaws.com",
    }
    client.add_permission(**asked)
    assert refused(client.add_permission, **asked)[0] == "ResourceConflictException"
    reserve = client.put_function_concurrency
    assert "minimum value of [100]" in refused(reserve, FunctionName="f", ReservedConcurrentExecutions=901)[1]
    reserve(FunctionName="f", ReservedConcurrentExecutions=900)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"Value": "x" * 4097}, "ValidationException"),
        ({"Value": "x" * 8193, "Tier": "Advanced"}, "ValidationException"),
        ({"Name": "/a" * 16}, "HierarchyLevelLimitExceededException"),
        ({"AllowedPattern": "^b$"}, "ParameterPatternMismatchException"),
        ({"AllowedPattern": "("}, "InvalidAllowedPatternException"),
        ({"Name": "large", "Tier": "Standard", "Overwrite": True}, "ValidationException"),
    ],
)
def test_parameters_have_sizes_levels_patterns_and_tiers(
    world: Any, refused: Any, change: dict[str, Any], code: str
) -> None:
    client = world.aws.client("ssm")
    large = {"Name": "large", "Value": "x" * 4097, "Type": "String", "Tier": "Advanced", "Overwrite": True}
    client.put_parameter(**large)
    assert refused(client.put_parameter, **{"Name": "small", "Value": "a", "Type": "String", **change})[0] == code
    client.put_parameter(Name="/a" * 15, Value="abc", Type="String", AllowedPattern="^[a-c]+$", Overwrite=True)


def test_secrets_and_log_groups_have_names_and_values(world: Any, refused: Any) -> None:
    secrets, logs = world.aws.client("secretsmanager"), world.aws.client("logs")
    assert refused(secrets.create_secret, Name="a b", SecretString="x")[0] == "ValidationException"
    both = {"SecretString": "x", "SecretBinary": b"x"}
    assert refused(secrets.create_secret, Name="both", **both)[0] == "InvalidParameterException"
    secrets.create_secret(Name="gone", SecretString="x")
    secrets.delete_secret(SecretId="gone")
    code, message = refused(secrets.create_secret, Name="gone", SecretString="x")
    assert (code, "scheduled for deletion" in message) == ("InvalidRequestException", True)
    assert refused(logs.create_log_group, logGroupName="aws/mine")[0] == "InvalidParameterException"
    logs.create_log_group(logGroupName="/aws/mine")
    retain = logs.put_retention_policy
    assert refused(retain, logGroupName="/aws/mine", retentionInDays=4)[0] == "InvalidParameterException"
    retain(logGroupName="/aws/mine", retentionInDays=5)


def test_a_bucket_has_a_name_that_s3_takes(world: Any, refused: Any) -> None:
    names = ["xn--abc", "abc-s3alias", "192.168.5.4", "a..b", "sthree-abc", "abc--ol-s3", "abc--x-s3"]
    place = {"CreateBucketConfiguration": {"LocationConstraint": "eu-west-1"}}
    for name in (*names, "amzn-s3-demo-abc"):
        assert refused(world.aws.client("s3").create_bucket, Bucket=name, **place)[0] == "InvalidBucketName", name


def _rule(**more: Any) -> dict[str, Any]:
    return {"LifecycleConfiguration": {"Rules": [{"Status": "Enabled", "Filter": {"Prefix": ""}, **more}]}}


EARLY, LATE = [{"Days": 5, "StorageClass": "STANDARD_IA"}], [{"Days": 60, "StorageClass": "GLACIER"}]
TAGS = [{"Key": str(number), "Value": ""} for number in range(51)]
TWO = [{"ID": "a", "Status": "Enabled", "Filter": {"Prefix": each}, "Expiration": {"Days": 1}} for each in "ab"]
LIFECYCLE = "put_bucket_lifecycle_configuration"


@pytest.mark.parametrize(
    ("operation", "params", "code"),
    [
        ("put_object", {"Key": "k" * 1025}, "KeyTooLongError"),
        ("put_object", {"Key": "m", "Metadata": {"a": "x" * 2100}}, "MetadataTooLarge"),
        ("put_object", {"Key": "m", "ServerSideEncryption": "AES256", "SSEKMSKeyId": "x"}, "InvalidArgument"),
        ("put_bucket_tagging", {"Tagging": {"TagSet": TAGS}}, "BadRequest"),
        ("put_bucket_tagging", {"Tagging": {"TagSet": [{"Key": "a" * 129, "Value": ""}]}}, "InvalidTag"),
        ("delete_objects", {"Delete": {"Objects": [{"Key": str(number)} for number in range(1001)]}}, "MalformedXML"),
        ("list_objects_v2", {"MaxKeys": -1}, "InvalidArgument"),
        ("list_objects_v2", {"ContinuationToken": "none"}, "InvalidArgument"),
        ("list_objects_v2", {"ExpectedBucketOwner": "444455556666"}, "AccessDenied"),
        ("head_bucket", {"ExpectedBucketOwner": "444455556666"}, "403"),
        (LIFECYCLE, _rule(Transitions=EARLY), "InvalidArgument"),
        (LIFECYCLE, _rule(), "InvalidRequest"),
        (LIFECYCLE, _rule(Expiration={"Days": 30}, Transitions=LATE), "InvalidArgument"),
        (LIFECYCLE, {"LifecycleConfiguration": {"Rules": TWO}}, "InvalidArgument"),
    ],
)
def test_s3_holds_sizes_numbers_rules_and_owners(
    world: Any, refused: Any, operation: str, params: dict[str, Any], code: str
) -> None:
    client, bucket = world.aws.client("s3"), world.bucket()
    assert refused(getattr(client, operation), Bucket=bucket, **params)[0] == code
    client.put_bucket_lifecycle_configuration(Bucket=bucket, **_rule(Expiration={"Days": 90}, Transitions=LATE))


def test_a_locked_bucket_keeps_its_versions(world: Any, refused: Any) -> None:
    client, place = world.aws.client("s3"), {"LocationConstraint": "eu-west-1"}
    client.create_bucket(Bucket="locked", ObjectLockEnabledForBucket=True, CreateBucketConfiguration=place)
    suspended = {"VersioningConfiguration": {"Status": "Suspended"}}
    assert refused(client.put_bucket_versioning, Bucket="locked", **suspended)[0] == "InvalidBucketState"


def test_a_new_bucket_is_closed_until_it_is_opened(world: Any, refused: Any) -> None:
    client, bucket = world.aws.client("s3"), world.bucket()
    block = client.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    rules = client.get_bucket_ownership_controls(Bucket=bucket)["OwnershipControls"]["Rules"]
    assert (set(block.values()), rules) == ({True}, [{"ObjectOwnership": "BucketOwnerEnforced"}])
    row = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{bucket}/*"}
    put = client.put_bucket_policy
    code, message = refused(put, Bucket=bucket, Policy=world.policy(row))
    assert (code, "BlockPublicPolicy" in message) == ("AccessDenied", True)
    for key, value in (
        ("aws:SourceIp", "0.0.0.0/0"),
        ("aws:PrincipalArn", "arn:aws:iam::*:role/a"),
        ("s3:prefix", "a"),
    ):
        wide = {**row, "Condition": {"IpAddress" if key == "aws:SourceIp" else "StringLike": {key: value}}}
        assert refused(put, Bucket=bucket, Policy=world.policy(wide))[0] == "AccessDenied", key
    put(Bucket=bucket, Policy=world.policy({**row, "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1"}}}))
    for change, words in (
        ({"Resource": "arn:aws:s3:::other/*"}, "Policy has invalid resource"),
        ({"Action": "ec2:RunInstances"}, "Policy has invalid action"),
        ({"Resource": f"arn:aws:s3:::{bucket}"}, "Action does not apply to any resource(s) in statement"),
    ):
        assert refused(put, Bucket=bucket, Policy=world.policy({**row, **change})) == ("MalformedPolicy", words)
    public = {"Bucket": bucket, "Key": "a", "ACL": "public-read"}
    assert refused(client.put_object, **public)[0] == "AccessControlListNotSupported"
    assert refused(client.put_bucket_acl, Bucket=bucket, ACL="private")[0] == "AccessControlListNotSupported"
    writers = {"Rules": [{"ObjectOwnership": "ObjectWriter"}]}
    client.put_bucket_ownership_controls(Bucket=bucket, OwnershipControls=writers)
    assert refused(client.put_object, **public)[0] == "AccessDenied"
    client.delete_public_access_block(Bucket=bucket)
    client.put_object(**public)
    put(Bucket=bucket, Policy=world.policy(row))
