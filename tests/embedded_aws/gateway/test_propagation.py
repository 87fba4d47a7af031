"""What was just made in IAM, with a fault of propagation: IAM shows it, and who needs it does not see it yet."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from embedded_aws import ACCOUNT
from tests.embedded_aws.gateway.conftest import World, refused

NETWORK = "10.9.0.0/16"


def trust(**principal: str) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}


@pytest.fixture
def late(world: World) -> Iterator[Callable[..., None]]:
    """Puts a fault of propagation in force; what was made before it is seen."""

    def switch(**rule: Any) -> None:
        world.aws.gateway.fault_injection.add({"kind": "propagation", **rule})

    yield switch
    world.aws.gateway.fault_injection.clear()


def said(call: Callable[[], Any]) -> str:
    """The code and the sentence of a refusal."""
    return ": ".join(refused(call))


def test_a_new_role_is_there_in_iam_and_assumed_only_later(world: World, late: Callable[..., None]) -> None:
    late(times=2)
    role = world.role(trust(AWS=ACCOUNT))
    assert world.aws.client("iam").get_role(RoleName=role.rsplit("/", 1)[-1])["Role"]["Arn"] == role
    for _ in range(2):
        words = said(lambda: world.assume(role))
        assert words.startswith("AccessDenied: User: ")
        assert words.endswith(f"is not authorized to perform: sts:AssumeRole on resource: {role}")
    assert world.assume(role)


def test_seconds_end_by_themselves_and_all_faults_at_once(world: World, late: Callable[..., None]) -> None:
    late(seconds=3600)
    role = world.role(trust(AWS=ACCOUNT))
    assert "AccessDenied" in said(lambda: world.assume(role))
    world.aws.gateway.fault_injection.clear()
    assert world.assume(role)
    late(seconds=0)
    assert world.assume(world.role(trust(AWS=ACCOUNT)))


def test_policies_and_trust_that_were_put_count_later(world: World, late: Callable[..., None]) -> None:
    role = world.role(trust(AWS=ACCOUNT))
    keys, name = world.assume(role), role.rsplit("/", 1)[-1]
    iam, s3 = world.aws.client("iam"), world.aws.client("s3", keys=keys)
    late(times=1)
    allowed = {"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}
    iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=world.policy(allowed))
    assert "AccessDenied" in said(s3.list_buckets)
    assert "Buckets" in s3.list_buckets()
    iam.delete_role_policy(RoleName=name, PolicyName="own")
    assert "Buckets" in s3.list_buckets()
    assert "AccessDenied" in said(s3.list_buckets)
    iam.update_assume_role_policy(RoleName=name, PolicyDocument=world.policy(trust(Service="lambda.amazonaws.com")))
    assert world.assume(role)
    assert "AccessDenied" in said(lambda: world.assume(role))


def test_each_service_says_it_in_its_own_words(world: World, late: Callable[..., None]) -> None:
    client = world.aws.client
    late(times=1)
    function = world.role(trust(Service="lambda.amazonaws.com"))
    made = {"FunctionName": "late", "Runtime": "python3.12", "Handler": "index.handler", "Code": {"ZipFile": b"x"}}
    words = said(lambda: client("lambda").create_function(Role=function, **made))
    assert words == "InvalidParameterValueException: The role defined for the function cannot be assumed by Lambda."
    work = world.role(trust(Service="sagemaker.amazonaws.com"))
    notebook = {"NotebookInstanceName": "late", "InstanceType": "ml.t3.medium", "RoleArn": work}
    words = said(lambda: client("sagemaker").create_notebook_instance(**notebook))
    assert words.startswith(f"ValidationException: Could not assume role {work}. Please ensure that the role exists")
    client("sagemaker").create_notebook_instance(**notebook)
    flows = world.role(trust(Service="vpc-flow-logs.amazonaws.com"))
    vpc = client("ec2").create_vpc(CidrBlock=NETWORK)["Vpc"]["VpcId"]
    logged = {"ResourceIds": [vpc], "ResourceType": "VPC", "TrafficType": "ALL", "LogGroupName": "late"}
    words = said(lambda: client("ec2").create_flow_logs(DeliverLogsPermissionArn=flows, **logged))
    assert words == "InvalidParameter: Unable to assume given IAM role"
    stack = world.role(trust(Service="cloudformation.amazonaws.com"))
    template = json.dumps({"Resources": {"Wait": {"Type": "AWS::CloudFormation::WaitConditionHandle"}}})
    asked = {"StackName": "late", "TemplateBody": template, "RoleARN": stack}
    words = said(lambda: client("cloudformation").create_stack(**asked))
    assert words == f"ValidationError: Role {stack} is invalid or cannot be assumed"
    client("cloudformation").create_stack(**asked)


def test_a_policy_that_names_a_new_principal_is_refused(world: World, late: Callable[..., None]) -> None:
    client, bucket = world.aws.client, world.bucket()
    late(times=1)
    topic = client("sns").create_topic(Name="late")["TopicArn"]
    queue = client("sqs").create_queue(QueueName="late")["QueueUrl"]

    def policy(role: str, action: str) -> str:
        return world.policy({"Effect": "Allow", "Principal": {"AWS": role}, "Action": action, "Resource": "*"})

    def new() -> str:
        return world.role(trust(AWS=ACCOUNT))

    own = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*", "Resource": "*"}
    named = {**own, "Principal": {"AWS": [new()]}, "Action": "kms:Decrypt"}
    words = said(lambda: client("kms").create_key(Policy=world.policy(own, named)))
    code = "MalformedPolicyDocumentException"
    assert words == f"{code}: Policy contains a statement with one or more invalid principals."
    client("kms").create_key(Policy=world.policy(own, named))
    text = world.policy({**trust(AWS=new()), "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{bucket}/*"})
    words = said(lambda: client("s3").put_bucket_policy(Bucket=bucket, Policy=text))
    assert words == "MalformedPolicy: Invalid principal in policy"
    client("s3").put_bucket_policy(Bucket=bucket, Policy=text)
    put = {"TopicArn": topic, "AttributeName": "Policy", "AttributeValue": policy(new(), "sns:Publish")}
    words = said(lambda: client("sns").set_topic_attributes(**put))
    assert words == "InvalidParameter: Invalid parameter: Policy Error: PrincipalNotFound"
    told = {"Policy": policy(new(), "sqs:SendMessage")}
    words = said(lambda: client("sqs").set_queue_attributes(QueueUrl=queue, Attributes=told))
    assert words.endswith(": Invalid value for the parameter Policy.")
    missing = f"arn:aws:iam::{ACCOUNT}:role/nobody"
    words = said(lambda: world.role(trust(AWS=missing)))
    assert words == f'MalformedPolicyDocument: Invalid principal in policy: "AWS":"{missing}"'


def test_only_those_whom_the_rule_names_see_it_late(world: World, late: Callable[..., None]) -> None:
    late(times=5, service="lambda")
    assert world.assume(world.role(trust(AWS=ACCOUNT)))


def test_a_rule_that_never_ends_or_has_other_fields_is_no_rule(world: World, late: Callable[..., None]) -> None:
    for rule in ({}, {"times": 1, "seconds": 1}, {"times": 1, "rate": 0.5}):
        with pytest.raises(ValueError, match="`times` or `seconds`"):
            late(**rule)


def test_a_new_instance_profile_and_its_role_are_found_later(world: World, late: Callable[..., None]) -> None:
    iam, ec2 = world.aws.client("iam"), world.aws.client("ec2")
    role = world.role(trust(Service="ec2.amazonaws.com")).rpartition("/")[2]
    late(times=1)
    iam.create_instance_profile(InstanceProfileName="late")
    iam.add_role_to_instance_profile(InstanceProfileName="late", RoleName=role)
    given = {"ImageId": "ami-0123456789abcdef0", "MinCount": 1, "MaxCount": 1, "IamInstanceProfile": {"Name": "late"}}
    assert "Invalid IAM Instance Profile name" in said(lambda: ec2.run_instances(**given))
    assert "has no associated IAM Roles" in said(lambda: ec2.run_instances(**given))
    assert ec2.run_instances(**given)["Instances"]
