"""The requests that try a cell of the permission matrix on an embedded AWS; what has none has a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from embedded_aws import ACCOUNT

Request = tuple[str, str, dict[str, Any]]
"""The client, its method, its parameters."""
TRUST = '{"Version":"2012-10-17","Statement":[]}'
_ANYONE = f"arn:aws:iam::{ACCOUNT}:user/any"


def request_for(action: str, resource: str) -> Request | str:
    """The request of an action on a live resource, or why there is none."""
    if action in WITHOUT:
        return WITHOUT[action]
    build = _BUILDERS.get(action)
    return build(resource) if build is not None else "no request is written for it"


def _s3(method: str, **more: Any) -> Callable[[str], Request]:
    def build(arn: str) -> Request:
        bucket, _, key = arn.removeprefix("arn:aws:s3:::").partition("/")
        return "s3", method, {"Bucket": bucket, **({"Key": key} if key else {}), **more}

    return build


def _by(client: str, method: str, parameter: str, **more: Any) -> Callable[[str], Request]:
    """The resource's ARN is the parameter."""
    return lambda arn: (client, method, {parameter: arn, **more})


def _named(client: str, method: str, parameter: str, **more: Any) -> Callable[[str], Request]:
    """The last part of the resource's ARN is the parameter."""
    return lambda arn: (client, method, {parameter: arn.replace(":", "/").rpartition("/")[2], **more})


def _logs(method: str, **more: Any) -> Callable[[str], Request]:
    def build(arn: str) -> Request:
        group, _, stream = arn.partition(":log-group:")[2].partition(":log-stream:")
        return "logs", method, {"logGroupName": group, **({"logStreamName": stream} if stream else {}), **more}

    return build


WITHOUT: Mapping[str, str] = {
    "iam:PassRole": "it is no operation: the service asks it of whoever names a role",
    "codecommit:GitPush": "it is git's own protocol",
    "codeartifact:ReadFromRepository": "it is pip's own protocol",
    "cloudwatch:PutMetricData": "the name space is in the request, and decides",
    "ecr:BatchGetImage": "the account of the resource is in the situation, and the embedded AWS has no such repository",
    "secretsmanager:GetSecretValue": "the embedded AWS has no secrets",
    "lambda:CreateFunction": "IAM is asked after the shape of the code",
    "lambda:InvokeFunction": "whether a function is there is known before IAM is asked",
    "lambda:UpdateFunctionCode": "IAM is asked after the shape of the code",
    "ec2:RunInstances": "several resources are asked for at once",
    "kms:Decrypt": "the cipher text says under which key",
}
_LIFECYCLE = {"Rules": [{"ID": "a", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 9}}]}
_CONFIG = [{"VariantName": "a", "ModelName": "m", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}]
_BUILDERS: Mapping[str, Callable[[str], Request]] = {
    "s3:GetObject": _s3("get_object"),
    "s3:PutObject": _s3("put_object", Body=b"1"),
    "s3:DeleteObject": _s3("delete_object"),
    "s3:DeleteObjectVersion": _s3("delete_object", VersionId="00000000-0000-0000-0000-000000000000"),
    "s3:ListBucket": _s3("list_objects_v2"),
    "s3:DeleteBucket": _s3("delete_bucket"),
    "s3:PutBucketPolicy": _s3("put_bucket_policy", Policy=TRUST),
    "s3:PutBucketVersioning": _s3("put_bucket_versioning", VersioningConfiguration={"Status": "Enabled"}),
    "s3:PutLifecycleConfiguration": _s3("put_bucket_lifecycle_configuration", LifecycleConfiguration=_LIFECYCLE),
    "s3:PutBucketPublicAccessBlock": _s3("put_public_access_block", PublicAccessBlockConfiguration={}),
    "kms:GenerateDataKey": _by("kms", "generate_data_key", "KeyId", KeySpec="AES_256"),
    "kms:CreateGrant": _by("kms", "create_grant", "KeyId", GranteePrincipal=_ANYONE, Operations=["Decrypt"]),
    "kms:PutKeyPolicy": _by("kms", "put_key_policy", "KeyId", PolicyName="default", Policy=TRUST),
    "kms:ScheduleKeyDeletion": _by("kms", "schedule_key_deletion", "KeyId"),
    "kms:DisableKey": _by("kms", "disable_key", "KeyId"),
    "sts:AssumeRole": _by("sts", "assume_role", "RoleArn", RoleSessionName="one"),
    "iam:UpdateAssumeRolePolicy": _named("iam", "update_assume_role_policy", "RoleName", PolicyDocument=TRUST),
    "iam:AttachRolePolicy": _named(
        "iam", "attach_role_policy", "RoleName", PolicyArn=f"arn:aws:iam::{ACCOUNT}:policy/any"
    ),
    "iam:PutRolePolicy": _named("iam", "put_role_policy", "RoleName", PolicyName="any", PolicyDocument=TRUST),
    "iam:DeleteRolePermissionsBoundary": _named("iam", "delete_role_permissions_boundary", "RoleName"),
    "iam:CreateRole": _named("iam", "create_role", "RoleName", AssumeRolePolicyDocument=TRUST),
    "iam:CreateUser": _named("iam", "create_user", "UserName"),
    "iam:CreateAccessKey": _named("iam", "create_access_key", "UserName"),
    "iam:CreateLoginProfile": _named("iam", "create_login_profile", "UserName", Password="one-of-many-1A"),
    "iam:AttachUserPolicy": _named(
        "iam", "attach_user_policy", "UserName", PolicyArn=f"arn:aws:iam::{ACCOUNT}:policy/any"
    ),
    "iam:AddUserToGroup": _named("iam", "add_user_to_group", "GroupName", UserName="any"),
    "iam:CreatePolicyVersion": _by("iam", "create_policy_version", "PolicyArn", PolicyDocument=TRUST),
    "iam:SetDefaultPolicyVersion": _by("iam", "set_default_policy_version", "PolicyArn", VersionId="v1"),
    "ssm:GetParameter": lambda arn: ("ssm", "get_parameter", {"Name": "/" + arn.partition(":parameter/")[2]}),
    "ssm:SendCommand": _named("ssm", "send_command", "DocumentName", InstanceIds=["i-0a1b2c3d4e5f60718"]),
    "cloudtrail:StopLogging": _by("cloudtrail", "stop_logging", "Name"),
    "sns:Publish": _by("sns", "publish", "TopicArn", Message="one"),
    "sns:Subscribe": _by("sns", "subscribe", "TopicArn", Protocol="sqs", Endpoint="arn:aws:sqs:eu-west-1:1:one"),
    "logs:GetLogEvents": _logs("get_log_events"),
    "logs:PutLogEvents": _logs("put_log_events", logEvents=[{"timestamp": 1, "message": "one"}]),
    "logs:DeleteLogGroup": _logs("delete_log_group"),
    "sagemaker:CreateNotebookInstance": _named(
        "sagemaker",
        "create_notebook_instance",
        "NotebookInstanceName",
        InstanceType="ml.t3.medium",
        RoleArn=f"arn:aws:iam::{ACCOUNT}:role/any",
    ),
    "sagemaker:UpdateNotebookInstance": _named("sagemaker", "update_notebook_instance", "NotebookInstanceName"),
    "sagemaker:DeleteNotebookInstance": _named("sagemaker", "delete_notebook_instance", "NotebookInstanceName"),
    "sagemaker:AddTags": _by("sagemaker", "add_tags", "ResourceArn", Tags=[{"Key": "a", "Value": "b"}]),
    "sagemaker:CreateModel": _named("sagemaker", "create_model", "ModelName"),
    "sagemaker:CreateEndpointConfig": _named(
        "sagemaker", "create_endpoint_config", "EndpointConfigName", ProductionVariants=_CONFIG
    ),
    "sagemaker:CreateEndpoint": _named("sagemaker", "create_endpoint", "EndpointName", EndpointConfigName="any"),
    "sagemaker:DeleteEndpoint": _named("sagemaker", "delete_endpoint", "EndpointName"),
    "sagemaker:InvokeEndpoint": _named("sagemaker-runtime", "invoke_endpoint", "EndpointName", Body=b"1"),
    "ec2:AuthorizeSecurityGroupEgress": _named("ec2", "authorize_security_group_egress", "GroupId", IpPermissions=[]),
    "ec2:ModifyVpcEndpoint": _named("ec2", "modify_vpc_endpoint", "VpcEndpointId", ResetPolicy=True),
    "ec2:DeleteVpcEndpoints": lambda arn: ("ec2", "delete_vpc_endpoints", {"VpcEndpointIds": [arn.rpartition("/")[2]]}),
    "cloudformation:CreateStack": lambda arn: (
        "cloudformation",
        "create_stack",
        {"StackName": "any", "TemplateBody": "{}"},
    ),
    "organizations:LeaveOrganization": lambda arn: ("organizations", "leave_organization", {}),
    "ec2:CreateInternetGateway": lambda arn: ("ec2", "create_internet_gateway", {}),
}
