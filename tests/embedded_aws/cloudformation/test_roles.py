"""Whose permissions count: the role of the stack or the caller, and the words in which a refusal comes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws.embedded import Embedded
from embedded_aws.service import Keys
from generator.cloudformation.registry.schema import read_schema
from tests.embedded_aws.cloudformation.stacks import Stacks

LOGS = "Resources: {Logs: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /ds/roles, RetentionInDays: 30}}}"
STORE = """
Resources:
  Setting:
    Type: AWS::SSM::Parameter
    Properties: {Name: /ds/roles/a, Type: String, Value: "{{resolve:ssm:/ds/given}}"}
"""


def document(*actions: str) -> str:
    """A policy that allows actions on everything."""
    return json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": list(actions), "Resource": "*"}]}
    )


def make_role(aws: Embedded, name: str, *actions: str, service: str = "cloudformation.amazonaws.com") -> str:
    """A role that a service may assume."""
    trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    iam = aws.client("iam")
    made = iam.create_role(
        RoleName=name, AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    )
    if actions:
        iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=document(*actions))
    return str(made["Role"]["Arn"])


def make_user(aws: Embedded, name: str, *actions: str) -> Keys:
    """A user's credentials."""
    iam = aws.client("iam")
    iam.create_user(UserName=name)
    iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=document(*actions))
    made = iam.create_access_key(UserName=name)["AccessKey"]
    return Keys(made["AccessKeyId"], made["SecretAccessKey"])


def test_a_stack_runs_under_its_role_and_fails_with_the_sentence_of_aws(aws: Embedded, stacks: Stacks) -> None:
    role = make_role(aws, "half", "logs:CreateLogGroup", "logs:De*", "logs:TagResource")
    assert stacks.create("roles", LOGS, RoleARN=role) == "ROLLBACK_COMPLETE"
    said = stacks.reason("roles", "Logs", "CREATE_FAILED")
    assert said.startswith(
        'Resource handler returned message: "User: arn:aws:sts::111122223333:assumed-role/half/AWSCloudFormation '
        "is not authorized to perform: logs:PutRetentionPolicy on resource: "
    )
    assert "(Service: CloudWatchLogs, Status Code: 40" in said
    assert said.endswith("HandlerErrorCode: AccessDenied)")
    assert not aws.client("logs").describe_log_groups(logGroupNamePrefix="/ds/roles")["logGroups"]


def test_the_role_is_remembered_for_the_deletion(aws: Embedded, stacks: Stacks) -> None:
    role = make_role(aws, "makes", "logs:CreateLogGroup", "logs:DescribeLogGroups", "logs:Put*", "logs:TagResource")
    assert stacks.create("roles", LOGS, RoleARN=role) == "CREATE_COMPLETE"
    assert stacks.view("roles")["RoleARN"] == role
    assert stacks.delete("roles") == "DELETE_FAILED"
    assert "assumed-role/makes/AWSCloudFormation is not authorized to perform: logs:DeleteLogGroup" in stacks.reason(
        "roles", "Logs", "DELETE_FAILED"
    )
    aws.client("iam").put_role_policy(RoleName="makes", PolicyName="p", PolicyDocument=document("logs:*"))
    assert stacks.delete("roles") == "DELETE_COMPLETE"


def test_a_role_that_does_not_trust_cloudformation_is_refused(aws: Embedded, stacks: Stacks) -> None:
    role = make_role(aws, "foreign", "logs:*", service="sagemaker.amazonaws.com")
    with pytest.raises(ClientError, match=f"Role {role} is invalid or cannot be assumed"):
        stacks.create("roles", LOGS, RoleARN=role)


def test_without_a_role_the_permissions_of_the_caller_count(aws: Embedded, stacks: Stacks) -> None:
    keys = make_user(aws, "ines", "cloudformation:*", "logs:CreateLogGroup", "logs:DeleteLogGroup")
    hers = Stacks(aws.client("cloudformation", keys=keys))
    assert hers.create("roles", LOGS) == "ROLLBACK_COMPLETE"
    said = hers.reason("roles", "Logs", "CREATE_FAILED")
    assert "User: arn:aws:iam::111122223333:user/ines is not authorized to perform: logs:" in said


def test_a_dynamic_reference_is_read_with_the_role_of_the_stack(aws: Embedded, stacks: Stacks) -> None:
    aws.client("ssm").put_parameter(Name="/ds/given", Type="String", Value="found")
    blind = make_role(aws, "blind", "ssm:PutParameter", "ssm:DeleteParameter", "ssm:AddTagsToResource")
    assert stacks.create("roles", STORE, RoleARN=blind) == "ROLLBACK_COMPLETE"
    assert "assumed-role/blind/AWSCloudFormation is not authorized to perform: ssm:GetParameters" in stacks.reason(
        "roles", "Setting", "CREATE_FAILED"
    )
    stacks.delete("roles")
    seeing = make_role(
        aws, "seeing", "ssm:PutParameter", "ssm:DeleteParameter", "ssm:AddTagsToResource", "ssm:GetParameters"
    )
    assert stacks.create("roles", STORE, RoleARN=seeing) == "CREATE_COMPLETE"
    assert aws.client("ssm").get_parameter(Name="/ds/roles/a")["Parameter"]["Value"] == "found"


def test_a_template_is_read_from_s3_with_the_rights_of_the_caller(aws: Embedded, stacks: Stacks) -> None:
    s3 = aws.client("s3")
    s3.create_bucket(Bucket="templates", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_object(Bucket="templates", Key="a/logs.yaml", Body=LOGS.encode())
    urls = (
        "https://templates.s3.eu-west-1.amazonaws.com/a/logs.yaml",
        "https://s3.eu-west-1.amazonaws.com/templates/a/logs.yaml",
        f"{aws.endpoint}/templates/a/logs.yaml",
    )
    for url in urls:
        assert stacks.client.get_template_summary(TemplateURL=url)["ResourceTypes"] == ["AWS::Logs::LogGroup"]
    keys = make_user(aws, "olga", "cloudformation:*")
    with pytest.raises(ClientError, match="S3 error: Access Denied"):
        aws.client("cloudformation", keys=keys).get_template_summary(TemplateURL=urls[0])
    with pytest.raises(ClientError, match="S3 error: The specified key does not exist"):
        stacks.client.get_template_summary(TemplateURL=urls[0] + "x")
    with pytest.raises(ClientError, match="TemplateURL must be a supported URL"):
        stacks.client.get_template_summary(TemplateURL="https://example.com/a.yaml")


EVERYTHING: dict[str, Any] = {
    "Vpc": ("AWS::EC2::VPC", {"CidrBlock": "10.0.0.0/16", "EnableDnsHostnames": True}),
    "Subnet": ("AWS::EC2::Subnet", {"VpcId": {"Ref": "Vpc"}, "CidrBlock": "10.0.0.0/24"}),
    "Table": ("AWS::EC2::RouteTable", {"VpcId": {"Ref": "Vpc"}}),
    "Route": (
        "AWS::EC2::SubnetRouteTableAssociation",
        {"SubnetId": {"Ref": "Subnet"}, "RouteTableId": {"Ref": "Table"}},
    ),
    "Group": ("AWS::EC2::SecurityGroup", {"GroupDescription": "g", "VpcId": {"Ref": "Vpc"}}),
    "In": (
        "AWS::EC2::SecurityGroupIngress",
        {"GroupId": {"Ref": "Group"}, "IpProtocol": "50", "SourceSecurityGroupId": {"Ref": "Group"}},
    ),
    "Out": (
        "AWS::EC2::SecurityGroupEgress",
        {"GroupId": {"Ref": "Group"}, "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "10.0.0.0/16"},
    ),
    "Acl": ("AWS::EC2::NetworkAcl", {"VpcId": {"Ref": "Vpc"}}),
    "Entry": (
        "AWS::EC2::NetworkAclEntry",
        {
            "NetworkAclId": {"Ref": "Acl"},
            "RuleNumber": 100,
            "Protocol": 6,
            "RuleAction": "allow",
            "CidrBlock": "10.0.0.0/16",
            "PortRange": {"From": 443, "To": 443},
        },
    ),
    "SubnetAcl": (
        "AWS::EC2::SubnetNetworkAclAssociation",
        {"SubnetId": {"Ref": "Subnet"}, "NetworkAclId": {"Ref": "Acl"}},
    ),
    "Endpoint": (
        "AWS::EC2::VPCEndpoint",
        {
            "VpcId": {"Ref": "Vpc"},
            "VpcEndpointType": "Gateway",
            "ServiceName": {"Fn::Sub": "com.amazonaws.${AWS::Region}.s3"},
            "RouteTableIds": [{"Ref": "Table"}],
        },
    ),
    "Key": (
        "AWS::KMS::Key",
        {
            "EnableKeyRotation": True,
            "PendingWindowInDays": 7,
            "KeyPolicy": {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"AWS": {"Fn::Sub": "arn:aws:iam::${AWS::AccountId}:root"}},
                        "Action": "kms:*",
                        "Resource": "*",
                    }
                ],
            },
        },
    ),
    "Alias": ("AWS::KMS::Alias", {"AliasName": "alias/all", "TargetKeyId": {"Ref": "Key"}}),
    "Bucket": ("AWS::S3::Bucket", {"VersioningConfiguration": {"Status": "Enabled"}}),
    "Logs": ("AWS::Logs::LogGroup", {"RetentionInDays": 30}),
    "Filter": (
        "AWS::Logs::MetricFilter",
        {
            "LogGroupName": {"Ref": "Logs"},
            "FilterPattern": "{ $.a = 1 }",
            "MetricTransformations": [{"MetricName": "m", "MetricNamespace": "ds", "MetricValue": "1"}],
        },
    ),
    "Topic": ("AWS::SNS::Topic", {"DisplayName": "t"}),
    "Mail": (
        "AWS::SNS::Subscription",
        {"TopicArn": {"Ref": "Topic"}, "Protocol": "email", "Endpoint": "ops@example.com"},
    ),
    "Alarm": (
        "AWS::CloudWatch::Alarm",
        {
            "Namespace": "ds",
            "MetricName": "m",
            "Statistic": "Sum",
            "Period": 60,
            "EvaluationPeriods": 1,
            "Threshold": 1,
            "ComparisonOperator": "GreaterThanOrEqualToThreshold",
            "AlarmActions": [{"Ref": "Topic"}],
        },
    ),
    "Queue": ("AWS::SQS::Queue", {"MessageRetentionPeriod": 1209600}),
    "Setting": ("AWS::SSM::Parameter", {"Type": "String", "Value": "v"}),
    "Git": ("AWS::CodeCommit::Repository", {"RepositoryName": "ds-all"}),
    "Rule": (
        "AWS::Events::Rule",
        {
            "EventPattern": {"source": ["aws.sagemaker"]},
            "Targets": [{"Id": "q", "Arn": {"Fn::GetAtt": ["Queue", "Arn"]}}],
        },
    ),
    "Config": (
        "AWS::SageMaker::NotebookInstanceLifecycleConfig",
        {"OnStart": [{"Content": {"Fn::Base64": "#!/bin/bash\n"}}]},
    ),
    "Role": (
        "AWS::IAM::Role",
        {
            "AssumeRolePolicyDocument": {
                "Version": "2012-10-17",
                "Statement": [
                    {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
                ],
            },
            "Policies": [{"PolicyName": "p", "PolicyDocument": json.loads(document("logs:PutLogEvents"))}],
        },
    ),
    "Managed": ("AWS::IAM::ManagedPolicy", {"PolicyDocument": json.loads(document("s3:GetObject"))}),
}


@pytest.mark.slow
def test_every_type_is_made_and_unmade_with_the_permissions_that_the_registry_lists(
    aws: Embedded, stacks: Stacks
) -> None:
    template = {"Resources": {name: {"Type": kind, "Properties": given} for name, (kind, given) in EVERYTHING.items()}}
    kinds = {kind for kind, _ in EVERYTHING.values()}
    handlers = [one for kind in kinds for one in read_schema(kind)["handlers"].values()]
    listed = sorted({permission for handler in handlers for permission in handler["permissions"]})
    role = make_role(aws, "registry", *listed)
    status = stacks.create("all", json.dumps(template), RoleARN=role)
    assert status == "CREATE_COMPLETE", [one for one in stacks.events("all") if "FAILED" in one[1]]
    tags = [{"Key": "team", "Value": "ds"}]
    del template["Resources"]["Git"]  # CodeCommit's TagResource is not part of the embedded AWS
    for given_tags in (tags, []):
        status = stacks.update("all", json.dumps(template), RoleARN=role, Tags=given_tags)
        assert status == "UPDATE_COMPLETE", [one for one in stacks.events("all") if "FAILED" in one[1]]
    status = stacks.delete("all")
    assert status == "DELETE_COMPLETE", [one for one in stacks.events("all") if "FAILED" in one[1]]
