"""What is live of a resource, in the words of its properties: for drift detection, with the caller's credentials.

A reader gives the properties that it can read back and no others; only those that the template sets are compared. It
raises ClientError where the resource is gone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from botocore.exceptions import ClientError

from embedded_aws.cloudformation.providers import network_readers, service_readers
from embedded_aws.cloudformation.providers.arguments import pick
from embedded_aws.cloudformation.providers.dashboard import read_dashboard
from embedded_aws.cloudformation.providers.instances import read_instance
from embedded_aws.cloudformation.providers.interfaces import read_interface
from embedded_aws.cloudformation.providers.reading import Client, Live, Reader, gone, read_policies
from embedded_aws.cloudformation.providers.tables import read_table
from embedded_aws.cloudformation.providers.versions import read_alias
from embedded_aws.cloudformation.providers.volumes import read_volume


def _log_group(client: Client, name: str) -> Live:
    found = client("logs").describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    group = next((one for one in found if one["logGroupName"] == name), None)
    if group is None:
        raise gone("DescribeLogGroups")
    return {"RetentionInDays": group.get("retentionInDays"), "KmsKeyId": group.get("kmsKeyId")}


def _parameter(client: Client, name: str) -> Live:
    found = client("ssm").get_parameter(Name=name)["Parameter"]
    return {"Type": found["Type"], "Value": found["Value"]}


def _queue(client: Client, url: str) -> Live:
    found = client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    names = ("DelaySeconds", "MaximumMessageSize", "MessageRetentionPeriod", "VisibilityTimeout")
    numbers = {name: int(found[name]) for name in names if name in found}
    return {**numbers, "KmsMasterKeyId": found.get("KmsMasterKeyId")}


def _topic(client: Client, arn: str) -> Live:
    found = client("sns").get_topic_attributes(TopicArn=arn)["Attributes"]
    return {"DisplayName": found.get("DisplayName") or None, "KmsMasterKeyId": found.get("KmsMasterKeyId")}


def _bucket(client: Client, name: str) -> Live:
    s3 = client("s3")
    s3.head_bucket(Bucket=name)
    live: Live = {"VersioningConfiguration": None, "PublicAccessBlockConfiguration": None}
    if status := s3.get_bucket_versioning(Bucket=name).get("Status"):
        live["VersioningConfiguration"] = {"Status": status}
    with suppress(ClientError):
        found = s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"]
        live["PublicAccessBlockConfiguration"] = found
    return live


def _role(client: Client, name: str) -> Live:
    iam = client("iam")
    found = iam.get_role(RoleName=name)["Role"]
    policies, attached = read_policies(iam, "Role", name)
    return {
        "AssumeRolePolicyDocument": found["AssumeRolePolicyDocument"],
        "Description": found.get("Description"),
        "ManagedPolicyArns": sorted(attached),
        "MaxSessionDuration": found.get("MaxSessionDuration"),
        "Path": found["Path"],
        "PermissionsBoundary": found.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
        "Policies": policies,
    }


def _managed_policy(client: Client, arn: str) -> Live:
    iam = client("iam")
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    return {"PolicyDocument": iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]}


def _key(client: Client, key: str) -> Live:
    kms = client("kms")
    found = kms.describe_key(KeyId=key)["KeyMetadata"]
    if found["KeyState"] == "PendingDeletion":
        raise gone("DescribeKey")
    return {
        "Description": found.get("Description"),
        "Enabled": found["Enabled"],
        "EnableKeyRotation": kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"],
        "KeyPolicy": json.loads(kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"]),
    }


def _function(client: Client, name: str) -> Live:
    found = client("lambda").get_function(FunctionName=name)["Configuration"]
    return {"Description": None, **pick(found, "Description Environment Handler MemorySize Role Runtime Timeout")}


def _group(client: Client, group: str) -> Live:
    found = client("ec2").describe_security_groups(GroupIds=[group])["SecurityGroups"][0]
    return {
        "GroupDescription": found["Description"],
        "SecurityGroupEgress": _rules(found["IpPermissionsEgress"], "Destination"),
        "SecurityGroupIngress": _rules(found["IpPermissions"], "Source"),
        "VpcId": found.get("VpcId"),
    }


def _rules(permissions: list[Mapping[str, Any]], side: str) -> list[dict[str, Any]]:
    """One rule for each range, prefix list and group of a permission, as a template lists them."""
    rows = []
    members = (
        ("IpRanges", "CidrIp", "CidrIp"),
        ("Ipv6Ranges", "CidrIpv6", "CidrIpv6"),
        ("PrefixListIds", "PrefixListId", f"{side}PrefixListId"),
        ("UserIdGroupPairs", "GroupId", f"{side}SecurityGroupId"),
    )
    for permission in permissions:
        ports = {name: permission[name] for name in ("IpProtocol", "FromPort", "ToPort") if name in permission}
        for listed, member, name in members:
            for one in permission.get(listed, ()):
                said = {"Description": one["Description"]} if one.get("Description") else {}
                rows.append({**ports, name: one[member], **said})
    return rows


def _bucket_policy(client: Client, bucket: str) -> Live:
    return {"PolicyDocument": json.loads(client("s3").get_bucket_policy(Bucket=bucket)["Policy"])}


def _notebook(client: Client, arn: str) -> Live:
    found = client("sagemaker").describe_notebook_instance(NotebookInstanceName=arn.rsplit("/", 1)[-1])
    return {
        **pick(found, "InstanceType RoleArn SubnetId KmsKeyId VolumeSizeInGB DirectInternetAccess RootAccess"),
        "LifecycleConfigName": found.get("NotebookInstanceLifecycleConfigName"),
        "SecurityGroupIds": found.get("SecurityGroups"),
    }


def _scripts(client: Client, arn: str) -> Live:
    name = arn.rsplit("/", 1)[-1]
    found = client("sagemaker").describe_notebook_instance_lifecycle_config(NotebookInstanceLifecycleConfigName=name)
    return {when: found.get(when) or None for when in ("OnCreate", "OnStart")}


READERS: Mapping[str, Reader] = {
    "AWS::CloudWatch::Dashboard": read_dashboard,
    "AWS::EC2::Instance": read_instance,
    "AWS::EC2::NetworkInterface": read_interface,
    "AWS::EC2::Volume": read_volume,
    "AWS::Lambda::Alias": read_alias,
    "AWS::DynamoDB::Table": read_table,
    "AWS::EC2::SecurityGroup": _group,
    "AWS::IAM::ManagedPolicy": _managed_policy,
    "AWS::IAM::Role": _role,
    "AWS::KMS::Key": _key,
    "AWS::Lambda::Function": _function,
    "AWS::Logs::LogGroup": _log_group,
    "AWS::S3::Bucket": _bucket,
    "AWS::S3::BucketPolicy": _bucket_policy,
    "AWS::SNS::Topic": _topic,
    "AWS::SQS::Queue": _queue,
    "AWS::SSM::Parameter": _parameter,
    "AWS::SageMaker::NotebookInstance": _notebook,
    "AWS::SageMaker::NotebookInstanceLifecycleConfig": _scripts,
    **network_readers.READERS,
    **service_readers.READERS,
}
