"""IAM is enforced: every layer, each with its refused counterpart and AWS's own sentence."""

from __future__ import annotations

import json
from typing import Any

import pytest

from embedded_aws import ACCOUNT

ANYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def allow(*actions: str, on: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": on, **more}


def test_who_has_no_permission_reads_why(world: Any, refused: Any) -> None:
    code, message = refused(world.aws.client("iam", keys=world.aws.keys("dana")).list_users)
    assert code == "AccessDenied"
    assert message == (
        f"User: arn:aws:iam::{ACCOUNT}:user/dana is not authorized to perform: iam:ListUsers on resource: * "
        "because no identity-based policy allows the iam:ListUsers action"
    )


@pytest.mark.parametrize(
    ("service", "call", "code"),
    [
        ("ec2", "describe_vpcs", "UnauthorizedOperation"),
        ("sagemaker", "list_models", "AccessDeniedException"),
        ("sns", "list_topics", "AuthorizationError"),
        ("lambda", "list_functions", "AccessDeniedException"),
        ("s3", "list_buckets", "AccessDenied"),
    ],
)
def test_each_service_has_its_own_code_for_a_refusal(
    world: Any, refused: Any, service: str, call: str, code: str
) -> None:
    assert refused(getattr(world.aws.client(service, keys=world.aws.keys("dana")), call))[0] == code


def test_a_rule_is_asked_about_by_its_name_and_by_its_bus_where_it_has_another(world: Any, refused: Any) -> None:
    start = f"arn:aws:events:eu-west-1:{ACCOUNT}:rule/"
    keys = world.role_of(allow("events:PutRule", "events:DescribeRule", on=f"{start}team-*"))
    events = world.aws.client("events", keys=keys)
    rule = {"ScheduleExpression": "rate(1 day)"}
    events.put_rule(Name="team-daily", **rule)
    events.describe_rule(Name="team-daily")
    assert f"{start}other " in refused(events.put_rule, Name="other", **rule)[1]
    world.aws.client("events").create_event_bus(Name="orders")
    assert f"{start}orders/team-x " in refused(events.put_rule, Name="team-x", EventBusName="orders", **rule)[1]


def test_a_boundary_limits_what_a_policy_allows(world: Any, refused: Any) -> None:
    iam = world.aws.client("iam")
    boundary = iam.create_policy(PolicyName="limit", PolicyDocument=world.policy(allow("ssm:*")))["Policy"]["Arn"]
    keys = world.role_of(ANYTHING, PermissionsBoundary=boundary)
    world.aws.client("ssm", keys=keys).describe_parameters()
    _, message = refused(world.aws.client("kms", keys=keys).list_keys)
    assert message.endswith("because no permissions boundary allows the kms:ListKeys action")


def test_a_session_policy_limits_a_session(world: Any, refused: Any) -> None:
    trust = {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}
    keys = world.assume(world.role(trust, ANYTHING), Policy=world.policy(allow("ssm:*")))
    world.aws.client("ssm", keys=keys).describe_parameters()
    assert "no session policy allows" in refused(world.aws.client("kms", keys=keys).list_keys)[1]


def test_a_role_may_be_passed_only_where_it_is_allowed_and_only_to_its_service(world: Any, refused: Any) -> None:
    trust = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
    execution, other = world.role(trust), world.role(trust)
    passing = {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}
    keys = world.role_of(
        allow("sagemaker:*"), allow("iam:PassRole", on=execution, Condition=passing), allow("lambda:*")
    )
    container = {"Image": f"{ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/image:1"}
    sagemaker = world.aws.client("sagemaker", keys=keys)
    sagemaker.create_model(ModelName="mine", ExecutionRoleArn=execution, PrimaryContainer=container)
    _, message = refused(sagemaker.create_model, ModelName="theirs", ExecutionRoleArn=other, PrimaryContainer=container)
    assert f"not authorized to perform: iam:PassRole on resource: {other}" in message
    _, message = refused(
        world.aws.client("lambda", keys=keys).create_function,
        FunctionName="f",
        Role=execution,
        Code={"ZipFile": b"x"},
        Handler="f.f",
        Runtime="python3.13",
    )
    assert "iam:PassRole" in message


def test_training_is_tied_to_subnets_groups_and_keys(world: Any, refused: Any) -> None:
    trust = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
    role = world.role(trust)
    key = world.aws.client("kms").create_key()["KeyMetadata"]["Arn"]
    only = {
        "ForAllValues:StringEquals": {"sagemaker:VpcSubnets": ["subnet-1"]},
        "Null": {"sagemaker:VpcSubnets": "false"},
        "ArnEquals": {"sagemaker:VolumeKmsKey": key},
    }
    keys = world.role_of(
        allow("sagemaker:CreateTrainingJob", Condition=only), allow("iam:PassRole", on=role), allow("kms:*")
    )
    job = {
        "RoleArn": role,
        "AlgorithmSpecification": {"TrainingImage": "image", "TrainingInputMode": "File"},
        "OutputDataConfig": {"S3OutputPath": "s3://bucket/out"},
        "ResourceConfig": {
            "InstanceType": "ml.m5.large",
            "InstanceCount": 1,
            "VolumeSizeInGB": 1,
            "VolumeKmsKeyId": key,
        },
        "StoppingCondition": {"MaxRuntimeInSeconds": 60},
        "VpcConfig": {"Subnets": ["subnet-1"], "SecurityGroupIds": ["sg-1"]},
    }
    sagemaker = world.aws.client("sagemaker", keys=keys)
    sagemaker.create_training_job(TrainingJobName="inside", **job)
    outside = {name: value for name, value in job.items() if name != "VpcConfig"}
    assert refused(sagemaker.create_training_job, TrainingJobName="outside", **outside)[0] == "AccessDeniedException"
    elsewhere = {**job, "VpcConfig": {"Subnets": ["subnet-1", "subnet-2"], "SecurityGroupIds": ["sg-1"]}}
    assert refused(sagemaker.create_training_job, TrainingJobName="two", **elsewhere)[0] == "AccessDeniedException"
    plain = {**job, "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 1}}
    assert refused(sagemaker.create_training_job, TrainingJobName="plain", **plain)[0] == "AccessDeniedException"


def test_a_key_obeys_its_own_policy(world: Any, refused: Any) -> None:
    kms = world.aws.client("kms")
    admin = {"AWS": f"arn:aws:iam::{ACCOUNT}:user/admin"}
    only_admin = world.policy({"Effect": "Allow", "Principal": admin, "Action": "kms:*", "Resource": "*"})
    key = kms.create_key(Policy=only_admin)["KeyMetadata"]["KeyId"]
    kms.encrypt(KeyId=key, Plaintext=b"x")
    everything = world.aws.client("kms", keys=world.role_of(ANYTHING))
    assert refused(everything.encrypt, KeyId=key, Plaintext=b"x")[1].endswith(
        "because no resource-based policy allows the kms:Encrypt action"
    )


def test_s3_calls_kms_on_behalf_of_its_caller(world: Any, refused: Any) -> None:
    bucket = world.bucket()
    key = world.aws.client("kms").create_key()["KeyMetadata"]["Arn"]
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}}
    world.aws.client("s3").put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": [rule]})
    through = {"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}
    able = world.role_of(allow("s3:*"), allow("kms:GenerateDataKey", "kms:Decrypt", on=key, Condition=through))
    world.aws.client("s3", keys=able).put_object(Bucket=bucket, Key="a", Body=b"x")
    assert world.aws.client("s3", keys=able).get_object(Bucket=bucket, Key="a")["Body"].read() == b"x"
    assert refused(world.aws.client("kms", keys=able).generate_data_key, KeyId=key, KeySpec="AES_256")
    unable = world.aws.client("s3", keys=world.role_of(allow("s3:*")))
    assert "kms:GenerateDataKey" in refused(unable.put_object, Bucket=bucket, Key="b", Body=b"x")[1]
    assert "kms:Decrypt" in refused(unable.get_object, Bucket=bucket, Key="a")[1]


def test_a_bucket_policy_is_behavior(world: Any, refused: Any) -> None:
    bucket = world.bucket()
    plain = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    world.aws.client("s3").put_bucket_policy(Bucket=bucket, Policy=world.policy(plain))
    world.aws.client("s3").list_objects_v2(Bucket=bucket)
    over_http = world.aws.client("s3", endpoint=world.aws.plain_endpoint)
    assert "with an explicit deny in a resource-based policy" in refused(over_http.list_objects_v2, Bucket=bucket)[1]


def test_tagging_on_creation_is_a_permission_of_its_own(world: Any, refused: Any) -> None:
    bucket = world.bucket()
    put = world.aws.client("s3", keys=world.role_of(allow("s3:PutObject")))
    put.put_object(Bucket=bucket, Key="a", Body=b"x")
    assert "s3:PutObjectTagging" in refused(put.put_object, Bucket=bucket, Key="a", Body=b"x", Tagging="a=b")[1]


def test_tags_of_the_resource_decide(world: Any, refused: Any) -> None:
    ec2 = world.aws.client("ec2")
    mine, theirs = (ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"] for _ in range(2))
    ec2.create_tags(Resources=[mine], Tags=[{"Key": "Owner", "Value": "me"}])
    owner = {"StringEquals": {"aws:ResourceTag/Owner": "me"}}
    able = world.aws.client("ec2", keys=world.role_of(allow("ec2:DeleteVpc", Condition=owner)))
    assert refused(able.delete_vpc, VpcId=theirs)[0] == "UnauthorizedOperation"
    able.delete_vpc(VpcId=mine)


def test_every_resource_of_an_ec2_operation_is_asked_about(world: Any, refused: Any) -> None:
    vpc, _, _ = world.network()
    one = f"arn:aws:ec2:eu-west-1:{ACCOUNT}:vpc/{vpc}"
    only_vpc = world.aws.client("ec2", keys=world.role_of(allow("ec2:CreateSubnet", on=one)))
    assert ":subnet/*" in refused(only_vpc.create_subnet, VpcId=vpc, CidrBlock="10.1.7.0/24")[1]
    both = [one, f"arn:aws:ec2:eu-west-1:{ACCOUNT}:subnet/*"]
    able = world.aws.client("ec2", keys=world.role_of(allow("ec2:CreateSubnet", on=both)))
    able.create_subnet(VpcId=vpc, CidrBlock="10.1.7.0/24")


def test_a_policy_that_the_evaluator_does_not_know_is_no_guess(world: Any, refused: Any) -> None:
    odd = allow("ssm:*", Condition={"StringResembles": {"aws:username": "dana"}})
    trust = {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}
    keys = world.assume(world.role(trust, ANYTHING), Policy=world.policy(odd))
    code, message = refused(world.aws.client("ssm", keys=keys).describe_parameters)
    assert code == "NotImplemented"
    assert "StringResembles" in message


def test_what_is_not_part_of_it_is_refused_by_name(world: Any, refused: Any) -> None:
    assert refused(world.aws.client("sagemaker").list_workteams) == (
        "NotImplemented",
        "sagemaker:ListWorkteams is not part of the embedded AWS",
    )
    assert refused(world.aws.client("athena").list_work_groups)[0] == "NotImplemented"
    assert refused(world.aws.client("sts").get_federation_token, Name="somebody")[0] == "NotImplemented"


def test_a_topic_policy_lets_another_principal_in(world: Any, refused: Any) -> None:
    sns = world.aws.client("sns")
    topic = sns.create_topic(Name="open")["TopicArn"]
    dana = world.aws.client("sns", keys=world.aws.keys("dana"))
    assert refused(dana.publish, TopicArn=topic, Message="x")[0] == "AuthorizationError"
    who = {"AWS": f"arn:aws:iam::{ACCOUNT}:user/dana"}
    policy = {"Sid": "s", "Effect": "Allow", "Principal": who, "Action": "sns:Publish", "Resource": topic}
    document = json.dumps({"Version": "2012-10-17", "Statement": [policy]})
    sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=document)
    dana.publish(TopicArn=topic, Message="x")
