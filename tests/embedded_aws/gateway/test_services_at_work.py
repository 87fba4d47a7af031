"""What AWS services do on somebody's behalf is refused where a bucket, a key or a role does not let them."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from embedded_aws import ACCOUNT
from tests.waiting import wait_until

TRAIL = "cloudtrail.amazonaws.com"
ARN = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/watch"


def to(service: str, *actions: str, on: Any = "*", **condition: Any) -> dict[str, Any]:
    more = {"Condition": {"StringEquals": condition}} if condition else {}
    return {"Effect": "Allow", "Principal": {"Service": service}, "Action": list(actions), "Resource": on, **more}


def trail_bucket(world: Any, *actions: str, arn: str = ARN) -> str:
    """A bucket whose policy lets one trail do these actions."""
    name = str(world.bucket())
    on = [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/trail/AWSLogs/111122223333/*"]
    policy = world.policy(to(TRAIL, *actions, on=on, **{"aws:SourceArn": arn}))
    world.aws.client("s3").put_bucket_policy(Bucket=name, Policy=policy)
    return name


def key(world: Any, *statements: dict[str, Any]) -> str:
    root = {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "kms:*", "Resource": "*"}
    return str(world.aws.client("kms").create_key(Policy=world.policy(root, *statements))["KeyMetadata"]["Arn"])


def test_a_trail_needs_a_bucket_that_lets_it_write_where_it_writes(world: Any, refused: Any) -> None:
    create = world.aws.client("cloudtrail").create_trail
    both = ("s3:GetBucketAcl", "s3:PutObject")
    wrong = {
        "no policy": world.bucket(),
        "no look at the bucket": trail_bucket(world, "s3:PutObject"),
        "another trail": trail_bucket(world, *both, arn=f"{ARN}-other"),
    }
    for why, bucket in wrong.items():
        code, message = refused(create, Name="watch", S3BucketName=bucket, S3KeyPrefix="trail")
        assert code == "InsufficientS3BucketPolicyException", why
        assert message == f"Incorrect S3 bucket policy is detected for bucket: {bucket}"
    good = trail_bucket(world, *both)
    assert refused(create, Name="watch", S3BucketName=good)[0] == "InsufficientS3BucketPolicyException"
    assert create(Name="watch", S3BucketName=good, S3KeyPrefix="trail")["TrailARN"] == ARN
    world.aws.client("cloudtrail").delete_trail(Name="watch")


def test_a_trail_needs_a_key_that_lets_it_encrypt(world: Any, refused: Any) -> None:
    create = world.aws.client("cloudtrail").create_trail
    bucket = trail_bucket(world, "s3:GetBucketAcl", "s3:PutObject")
    where = {"Name": "watch", "S3BucketName": bucket, "S3KeyPrefix": "trail"}
    encrypt = to(TRAIL, "kms:GenerateDataKey*", "kms:DescribeKey", **{"aws:SourceArn": ARN})
    assert refused(create, **where, KmsKeyId=key(world))[0] == "InsufficientEncryptionPolicyException"
    assert refused(create, **where, KmsKeyId=str(uuid.uuid4()))[0] == "KmsKeyNotFoundException"
    create(**where, KmsKeyId=key(world, encrypt))
    world.aws.client("cloudtrail").delete_trail(Name="watch")


def test_a_trail_needs_a_role_that_may_write_its_log_group(world: Any, refused: Any) -> None:
    create = world.aws.client("cloudtrail").create_trail
    bucket = trail_bucket(world, "s3:GetBucketAcl", "s3:PutObject")
    group = "arn:aws:logs:eu-west-1:111122223333:log-group:/ds/trail:*"
    where = {"Name": "watch", "S3BucketName": bucket, "S3KeyPrefix": "trail", "CloudWatchLogsLogGroupArn": group}
    trust = {"Effect": "Allow", "Principal": {"Service": TRAIL}, "Action": "sts:AssumeRole"}
    write = {"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": group}
    good = world.role(trust, write)
    missing = refused(create, **where, CloudWatchLogsRoleArn=good)
    assert missing[0] == "InvalidCloudWatchLogsLogGroupArnException"
    world.aws.client("logs").create_log_group(logGroupName="/ds/trail")
    idle = refused(create, **where, CloudWatchLogsRoleArn=world.role(trust))
    assert idle == ("InvalidCloudWatchLogsRoleArnException", "Access denied. Check the permissions for your role.")
    foreign = world.role({**trust, "Principal": {"Service": "lambda.amazonaws.com"}}, write)
    assert refused(create, **where, CloudWatchLogsRoleArn=foreign)[0] == "InvalidCloudWatchLogsRoleArnException"
    create(**where, CloudWatchLogsRoleArn=good)
    world.aws.client("cloudtrail").delete_trail(Name="watch")


@pytest.mark.parametrize("allowed", ["ec2:*NetworkInterface*", "ec2:CreateNetworkInterface", "s3:*"])
def test_a_notebook_fails_where_its_role_cannot_place_it_in_its_subnet(world: Any, allowed: str) -> None:
    vpc, subnet, group = world.network()
    trust = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
    role = world.role(trust, {"Effect": "Allow", "Action": allowed, "Resource": "*"})
    sagemaker, name = world.aws.client("sagemaker"), {"NotebookInstanceName": f"n-{uuid.uuid4().hex[:8]}"}
    sagemaker.create_notebook_instance(
        **name, InstanceType="ml.t3.medium", RoleArn=role, SubnetId=subnet, SecurityGroupIds=[group]
    )

    def placed() -> dict[str, Any]:
        found: dict[str, Any] = sagemaker.describe_notebook_instance(**name)
        return {} if found["NotebookInstanceStatus"] == "Pending" else found

    held = wait_until(placed, "the notebook is no longer Pending")
    interfaces = world.aws.client("ec2").describe_network_interfaces(Filters=[{"Name": "vpc-id", "Values": [vpc]}])[
        "NetworkInterfaces"
    ]
    if allowed == "ec2:*NetworkInterface*":
        assert held["NotebookInstanceStatus"] == "InService"
        assert [one["NetworkInterfaceId"] for one in interfaces] == [held["NetworkInterfaceId"]]
        return
    assert held["NotebookInstanceStatus"] == "Failed"
    assert "is not authorized to perform: ec2:CreateNetworkInterface" in held["FailureReason"]
    assert interfaces == []
    sagemaker.delete_notebook_instance(**name)


@pytest.mark.parametrize("service", ["sns", "sqs"])
def test_who_sends_to_an_encrypted_topic_or_queue_needs_its_key(world: Any, refused: Any, service: str) -> None:
    client = world.aws.client(service)
    if service == "sns":
        arn = client.create_topic(Name="locked", Attributes={"KmsMasterKeyId": key(world)})["TopicArn"]
        message, send = {"TopicArn": arn, "Message": "x"}, "publish"
    else:
        url = client.create_queue(QueueName="locked", Attributes={"KmsMasterKeyId": key(world)})["QueueUrl"]
        message, send = {"QueueUrl": url, "MessageBody": "x"}, "send_message"
    talk = {"Effect": "Allow", "Action": f"{service}:*", "Resource": "*"}
    through = {"StringEquals": {"kms:ViaService": f"{service}.eu-west-1.amazonaws.com"}}
    use = {"Effect": "Allow", "Action": ["kms:GenerateDataKey", "kms:Decrypt"], "Resource": "*", "Condition": through}
    without = world.aws.client(service, keys=world.role_of(talk))
    assert "kms:GenerateDataKey" in refused(getattr(without, send), **message)[1]
    getattr(world.aws.client(service, keys=world.role_of(talk, use)), send)(**message)


READ_ONLY = "arn:aws:iam::aws:policy/AmazonSSMReadOnlyAccess"


def test_a_policy_of_aws_allows_what_its_document_says(world: Any, refused: Any) -> None:
    iam = world.aws.client("iam")
    arn = world.role({"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"})
    name = arn.rpartition("/")[2]
    iam.attach_role_policy(RoleName=name, PolicyArn=READ_ONLY)
    assert [row["PolicyArn"] for row in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]] == [
        READ_ONLY
    ]
    ssm = world.aws.client("ssm", keys=world.assume(arn))
    ssm.describe_parameters()
    assert "AccessDenied" in refused(ssm.put_parameter, Name="x", Value="x", Type="String")[0]
    iam.detach_role_policy(RoleName=name, PolicyArn=READ_ONLY)
    assert "AccessDenied" in refused(ssm.describe_parameters)[0]


def test_a_policy_of_aws_that_there_is_not_is_not_found_and_none_is_changed(world: Any, refused: Any) -> None:
    iam = world.aws.client("iam")
    iam.create_user(UserName="someone")
    missing = "arn:aws:iam::aws:policy/AmazonNoSuchAccess"
    assert refused(iam.attach_user_policy, UserName="someone", PolicyArn=missing)[0] == "NoSuchEntity"
    assert refused(iam.get_policy, PolicyArn=missing)[0] == "NoSuchEntity"
    assert refused(iam.delete_policy, PolicyArn=READ_ONLY) == ("AccessDenied", "Policy is outside your own account.")
    found = iam.get_policy(PolicyArn="arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole")["Policy"]
    document = iam.get_policy_version(PolicyArn=found["Arn"], VersionId=found["DefaultVersionId"])["PolicyVersion"]
    assert "logs:PutLogEvents" in document["Document"]["Statement"][0]["Action"]


def test_the_policies_of_aws_are_listed(world: Any) -> None:
    pages = world.aws.client("iam").get_paginator("list_policies").paginate(Scope="AWS")
    names = [row["PolicyName"] for page in pages for row in page["Policies"]]
    assert len(names) > 1_000
    assert "AdministratorAccess" in names
    local = world.aws.client("iam").list_policies(Scope="Local")["Policies"]
    assert [row for row in local if ":aws:policy" in row["Arn"]] == []


def test_only_an_asymmetric_key_has_a_public_one(world: Any, refused: Any) -> None:
    kms = world.aws.client("kms")
    symmetric = kms.create_key()["KeyMetadata"]["KeyId"]
    pair = kms.create_key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    said = refused(lambda: kms.get_public_key(KeyId=symmetric))
    assert "UnsupportedOperationException" in str(said)
    assert kms.get_public_key(KeyId=pair)["PublicKey"]
    secret = kms.encrypt(KeyId=symmetric, Plaintext=b"x")["CiphertextBlob"]
    assert kms.decrypt(CiphertextBlob=secret)["Plaintext"] == b"x"
