"""Drift: what somebody changed beside the stack is found, and nothing else is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws.embedded import Embedded
from embedded_aws.service import Keys
from tests.embedded_aws.cloudformation.stacks import Stacks

TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
READ = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "*"}]}
OWNER = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "kms:*", "Resource": "*"}
    ],
}
RULES = [
    {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "10.0.0.0/16", "Description": "inside"},
    {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "CidrIp": "10.0.0.0/16"},
]
PUBLIC = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
PRIVATE = {"MapPublicIpOnLaunch": False}
OPEN = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}
DENIED = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:DeleteObject",
            "Resource": {"Fn::Sub": "${Bucket.Arn}/*"},
        }
    ],
}
TO_BUCKET = {"LogDestinationType": "s3", "LogDestination": {"Fn::GetAtt": ["Bucket", "Arn"]}}
ALARM = {
    "Namespace": "AWS/SQS",
    "MetricName": "ApproximateNumberOfMessagesVisible",
    "Statistic": "Sum",
    "Period": 300,
    "EvaluationPeriods": 1,
    "Threshold": 0,
    "ComparisonOperator": "GreaterThanThreshold",
}
RESOURCES: dict[str, tuple[str, dict[str, Any]]] = {
    "Logs": ("AWS::Logs::LogGroup", {"RetentionInDays": 30}),
    "Setting": ("AWS::SSM::Parameter", {"Type": "String", "Value": "one"}),
    "Queue": ("AWS::SQS::Queue", {"VisibilityTimeout": 60}),
    "Topic": ("AWS::SNS::Topic", {"DisplayName": "News"}),
    "Bucket": (
        "AWS::S3::Bucket",
        {
            "VersioningConfiguration": {"Status": "Enabled"},
            "PublicAccessBlockConfiguration": dict.fromkeys(PUBLIC, True),
        },
    ),
    "Role": (
        "AWS::IAM::Role",
        {"AssumeRolePolicyDocument": TRUST, "Policies": [{"PolicyName": "p", "PolicyDocument": READ}]},
    ),
    "Policy": ("AWS::IAM::ManagedPolicy", {"PolicyDocument": READ}),
    "Key": ("AWS::KMS::Key", {"KeyPolicy": OWNER, "EnableKeyRotation": True}),
    "Network": ("AWS::EC2::VPC", {"CidrBlock": "10.0.0.0/16", "EnableDnsHostnames": True}),
    "Subnet": ("AWS::EC2::Subnet", {"VpcId": {"Ref": "Network"}, "CidrBlock": "10.0.1.0/24"} | PRIVATE),
    "Alarm": ("AWS::CloudWatch::Alarm", ALARM),
    "Rule": ("AWS::Events::Rule", {"EventPattern": {"source": ["aws.sagemaker"]}, "State": "ENABLED"}),
    "Endpoint": (
        "AWS::EC2::VPCEndpoint",
        {"VpcId": {"Ref": "Network"}, "ServiceName": "com.amazonaws.eu-west-1.s3", "PolicyDocument": OPEN},
    ),
    "Flows": (
        "AWS::EC2::FlowLog",
        {"ResourceId": {"Ref": "Network"}, "ResourceType": "VPC", "TrafficType": "ALL"} | TO_BUCKET,
    ),
    "Closing": ("AWS::S3::BucketPolicy", {"Bucket": {"Ref": "Bucket"}, "PolicyDocument": DENIED}),
    "Parts": ("AWS::CloudFormation::WaitConditionHandle", {}),
    "Group": (
        "AWS::EC2::SecurityGroup",
        {"GroupDescription": "g", "VpcId": {"Ref": "Network"}, "SecurityGroupIngress": RULES},
    ),
    "Function": (
        "AWS::Lambda::Function",
        {
            "Runtime": "python3.12",
            "Handler": "index.handler",
            "Timeout": 5,
            "Role": {"Fn::GetAtt": ["Role", "Arn"]},
            "Code": {"ZipFile": "x = 1"},
            "Environment": {"Variables": {"NAME": "1"}},
        },
    ),
}
BUS = {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "events:PutEvents", "Resource": "*"}
MORE: dict[str, tuple[str, dict[str, Any]]] = {
    "User": ("AWS::IAM::User", {"Path": "/a/", "Policies": [{"PolicyName": "p", "PolicyDocument": READ}]}),
    "Users": ("AWS::IAM::Group", {"Policies": [{"PolicyName": "p", "PolicyDocument": READ}]}),
    "Images": ("AWS::ECR::Repository", {"ImageTagMutability": "IMMUTABLE"}),
    "Bus": (
        "AWS::Events::EventBus",
        {"Name": "drifting", "Policy": {"Version": "2012-10-17", "Statement": [{"Sid": "one", **BUS}]}},
    ),
    "Secret": ("AWS::SecretsManager::Secret", {"Description": "one", "SecretString": "text"}),
    "Topic": ("AWS::SNS::Topic", {}),
    "Subscribed": (
        "AWS::SNS::Subscription",
        {
            "TopicArn": {"Ref": "Topic"},
            "Protocol": "sqs",
            "Endpoint": "arn:aws:sqs:eu-west-1:111122223333:q",
            "FilterPolicy": {"kind": ["a"]},
        },
    ),
    "Portfolio": ("AWS::ServiceCatalog::Portfolio", {"DisplayName": "one", "ProviderName": "p"}),
    "Option": ("AWS::ServiceCatalog::TagOption", {"Key": "team", "Value": "a"}),
    "Models": ("AWS::SageMaker::ModelPackageGroup", {"ModelPackageGroupName": "drifting"}),
    "Gateway": ("AWS::EC2::InternetGateway", {}),
}


def change_more(aws: Embedded, stacks: Stacks) -> None:
    """Changes one thing of every one of these, and deletes what has nothing to change."""
    here = {logical_id: stacks.physical("more", logical_id) for logical_id in MORE}
    aws.client("iam").delete_user_policy(UserName=here["User"], PolicyName="p")
    aws.client("iam").delete_group_policy(GroupName=here["Users"], PolicyName="p")
    aws.client("ecr").put_image_tag_mutability(repositoryName=here["Images"], imageTagMutability="MUTABLE")
    aws.client("events").remove_permission(EventBusName="drifting", StatementId="one")
    aws.client("secretsmanager").update_secret(SecretId=here["Secret"], Description="two")
    aws.client("sns").set_subscription_attributes(
        SubscriptionArn=here["Subscribed"], AttributeName="FilterPolicy", AttributeValue='{"kind": ["b"]}'
    )
    aws.client("servicecatalog").update_portfolio(Id=here["Portfolio"], DisplayName="two")
    aws.client("servicecatalog").update_tag_option(Id=here["Option"], Value="b")
    aws.client("sagemaker").delete_model_package_group(ModelPackageGroupName="drifting")
    aws.client("ec2").delete_internet_gateway(InternetGatewayId=here["Gateway"])


def test_what_was_changed_of_further_types_is_found(aws: Embedded, stacks: Stacks) -> None:
    template = {"Resources": {name: {"Type": kind, "Properties": own} for name, (kind, own) in MORE.items()}}
    assert stacks.create("more", json.dumps(template)) == "CREATE_COMPLETE"
    assert statuses(stacks, "more") == dict.fromkeys(MORE, "IN_SYNC")
    change_more(aws, stacks)
    changed = dict.fromkeys(MORE, "MODIFIED") | dict.fromkeys(("Models", "Gateway"), "DELETED") | {"Topic": "IN_SYNC"}
    assert statuses(stacks, "more") == changed


TEMPLATE = json.dumps(
    {"Resources": {name: {"Type": kind, "Properties": own} for name, (kind, own) in RESOURCES.items()}}
)
NOT_READ = {"Parts"}
DELETED = {"Topic", "Flows", "Closing"}


def statuses(stacks: Stacks, name: str) -> dict[str, str]:
    """Each resource's drift, as it was found anew."""
    detection = stacks.client.detect_stack_drift(StackName=name)["StackDriftDetectionId"]
    found = stacks.client.describe_stack_drift_detection_status(StackDriftDetectionId=detection)
    assert found["DetectionStatus"] == "DETECTION_COMPLETE"
    rows = stacks.client.describe_stack_resource_drifts(StackName=name)["StackResourceDrifts"]
    by_name = {row["LogicalResourceId"]: row["StackResourceDriftStatus"] for row in rows}
    drifted = [status for status in by_name.values() if status != "IN_SYNC"]
    assert found["DriftedStackResourceCount"] == len(drifted)
    assert found["StackDriftStatus"] == ("DRIFTED" if drifted else "IN_SYNC")
    return by_name


def change(aws: Embedded, stacks: Stacks, name: str) -> None:
    """Changes one thing of every resource, and deletes a few."""
    here = {logical_id: stacks.physical(name, logical_id) for logical_id in RESOURCES}
    aws.client("logs").put_retention_policy(logGroupName=here["Logs"], retentionInDays=7)
    aws.client("ssm").put_parameter(Name=here["Setting"], Value="two", Type="String", Overwrite=True)
    aws.client("sqs").set_queue_attributes(QueueUrl=here["Queue"], Attributes={"VisibilityTimeout": "61"})
    aws.client("sns").delete_topic(TopicArn=here["Topic"])
    aws.client("s3").delete_public_access_block(Bucket=here["Bucket"])
    aws.client("iam").delete_role_policy(RoleName=here["Role"], PolicyName="p")
    wider = json.dumps(READ).replace("s3:GetObject", "s3:*")
    aws.client("iam").create_policy_version(PolicyArn=here["Policy"], PolicyDocument=wider, SetAsDefault=True)
    aws.client("kms").disable_key_rotation(KeyId=here["Key"])
    ec2 = aws.client("ec2")
    ec2.modify_vpc_attribute(VpcId=here["Network"], EnableDnsHostnames={"Value": False})
    ec2.modify_subnet_attribute(SubnetId=here["Subnet"], MapPublicIpOnLaunch={"Value": True})
    ec2.modify_vpc_endpoint(VpcEndpointId=here["Endpoint"], PolicyDocument=json.dumps({**OPEN, "Statement": []}))
    ec2.delete_flow_logs(FlowLogIds=[here["Flows"]])
    aws.client("cloudwatch").put_metric_alarm(AlarmName=here["Alarm"], **ALARM | {"Threshold": 5})
    aws.client("events").disable_rule(Name=here["Rule"])
    aws.client("s3").delete_bucket_policy(Bucket=here["Bucket"])
    aws.client("ec2").authorize_security_group_ingress(
        GroupId=here["Group"], IpProtocol="tcp", FromPort=22, ToPort=22, CidrIp="0.0.0.0/0"
    )
    aws.client("lambda").update_function_configuration(FunctionName=here["Function"], Timeout=6)


@pytest.mark.slow
def test_what_was_changed_beside_the_stack_is_found(aws: Embedded, stacks: Stacks) -> None:
    assert stacks.create("drifting", TEMPLATE) == "CREATE_COMPLETE"
    assert stacks.view("drifting")["DriftInformation"] == {"StackDriftStatus": "NOT_CHECKED"}
    assert statuses(stacks, "drifting") == dict.fromkeys(RESOURCES.keys() - NOT_READ, "IN_SYNC")
    change(aws, stacks, "drifting")
    changed = dict.fromkeys(RESOURCES.keys() - NOT_READ, "MODIFIED") | dict.fromkeys(DELETED, "DELETED")
    assert statuses(stacks, "drifting") == changed
    assert stacks.view("drifting")["DriftInformation"]["StackDriftStatus"] == "DRIFTED"
    one = {"StackName": "drifting", "LogicalResourceId": "Logs"}
    drift = stacks.client.detect_stack_resource_drift(**one)["StackResourceDrift"]
    assert drift["PropertyDifferences"] == [
        {
            "PropertyPath": "/RetentionInDays",
            "ExpectedValue": "30",
            "ActualValue": "7",
            "DifferenceType": "NOT_EQUAL",
        }
    ]
    group = stacks.client.detect_stack_resource_drift(**one | {"LogicalResourceId": "Group"})["StackResourceDrift"]
    (rule,) = group["PropertyDifferences"]
    assert (rule["PropertyPath"], rule["DifferenceType"]) == ("/SecurityGroupIngress/2", "ADD")
    only = {"StackName": "drifting", "StackResourceDriftStatusFilters": ["DELETED"]}
    gone = stacks.client.describe_stack_resource_drifts(**only)["StackResourceDrifts"]
    assert {each["LogicalResourceId"] for each in gone} == DELETED


def test_who_may_not_read_a_resource_is_told(aws: Embedded, stacks: Stacks) -> None:
    stacks.create("unread", json.dumps({"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}}))
    allowed = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "cloudformation:*", "Resource": "*"}],
    }
    iam = aws.client("iam")
    iam.create_user(UserName="stacks-only")
    iam.put_user_policy(UserName="stacks-only", PolicyName="p", PolicyDocument=json.dumps(allowed))
    key = iam.create_access_key(UserName="stacks-only")["AccessKey"]
    theirs = aws.client("cloudformation", keys=Keys(key["AccessKeyId"], key["SecretAccessKey"]))
    detection = theirs.detect_stack_drift(StackName="unread")["StackDriftDetectionId"]
    found = theirs.describe_stack_drift_detection_status(StackDriftDetectionId=detection)
    assert found["DetectionStatus"] == "DETECTION_FAILED"
    assert "sqs:" in found["DetectionStatusReason"]
    with pytest.raises(ClientError, match="not authorized to perform: sqs:"):
        theirs.detect_stack_resource_drift(StackName="unread", LogicalResourceId="Q")
