"""Trails: before CloudTrail takes one it tries its bucket, its key and the role of its log group.

Source: CloudTrail User Guide, "Amazon S3 bucket policy for CloudTrail", "Configure AWS KMS key policies for
CloudTrail" and "Sending events to CloudWatch Logs".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moto.logs.models import logs_backends

from embedded_aws.gateway.callers import find_seen_role
from embedded_aws.gateway.moto_state import find_bucket, find_key, owner_of_bucket
from embedded_aws.gateway.service_principals import check_trust, may_service, refusal_of_role
from embedded_aws.service import Call, ServiceError

CLOUDTRAIL = "cloudtrail.amazonaws.com"
DELIVERS = ("logs:CreateLogStream", "logs:PutLogEvents")


def check_trail(call: Call) -> None:
    """Raise ServiceError where CloudTrail could not write what it is asked to write."""
    params = call.params
    name = str(params["Name"]).rsplit("/", 1)[-1]
    source = {
        "aws:SourceArn": f"arn:aws:cloudtrail:{call.region}:{call.account}:trail/{name}",
        "aws:SourceAccount": call.account,
    }
    if params.get("S3BucketName"):
        _check_bucket(params, source, call)
    if params.get("KmsKeyId"):
        _check_key(params, source, call)
    if params.get("CloudWatchLogsLogGroupArn"):
        _check_group(params, source, call)


def _check_bucket(params: Mapping[str, Any], source: Mapping[str, str], call: Call) -> None:
    name = str(params["S3BucketName"])
    bucket = find_bucket(name)
    if bucket is None:
        return  # moto's own words
    owner = owner_of_bucket(name) or call.account
    prefix = f"{params['S3KeyPrefix']}/" if params.get("S3KeyPrefix") else ""
    file = f"arn:aws:s3:::{name}/{prefix}AWSLogs/{call.account}/CloudTrail/{call.region}/log.json.gz"
    written = {**source, "s3:x-amz-acl": "bucket-owner-full-control"}
    looks = may_service(CLOUDTRAIL, "s3:GetBucketAcl", f"arn:aws:s3:::{name}", owner, bucket.policy, source)
    if not looks or not may_service(CLOUDTRAIL, "s3:PutObject", file, owner, bucket.policy, written):
        message = f"Incorrect S3 bucket policy is detected for bucket: {name}"
        raise ServiceError("InsufficientS3BucketPolicyException", message, 400)


def _check_key(params: Mapping[str, Any], source: Mapping[str, str], call: Call) -> None:
    name = str(params["KmsKeyId"])
    key = find_key(name, call.region, call.account)
    if key is None:
        raise ServiceError("KmsKeyNotFoundException", f"KMS key {name} was not found", 400)
    if not key.enabled:
        raise ServiceError("KmsKeyDisabledException", f"KMS key {name} is disabled", 400)
    encrypts = {
        **source,
        "kms:EncryptionContext:aws:cloudtrail:arn": source["aws:SourceArn"],
        "kms:EncryptionContextKeys": ["aws:cloudtrail:arn"],
    }
    needs = (("kms:GenerateDataKey", encrypts), ("kms:DescribeKey", source))
    if not all(may_service(CLOUDTRAIL, one, key.arn, key.account_id, key.policy, with_) for one, with_ in needs):
        bucket = params.get("S3BucketName", "the trail's")
        message = f"Insufficient permissions to access S3 bucket {bucket} or KMS key {name}."
        raise ServiceError("InsufficientEncryptionPolicyException", message, 400)


def _check_group(params: Mapping[str, Any], source: Mapping[str, str], call: Call) -> None:
    arn = str(params["CloudWatchLogsLogGroupArn"]).removesuffix(":*")
    if arn.split(":log-group:")[-1] not in logs_backends[call.account][call.region].groups:
        message = "CloudTrail cannot validate the specified log group ARN."
        raise ServiceError("InvalidCloudWatchLogsLogGroupArnException", message, 400)
    role = find_seen_role(str(params.get("CloudWatchLogsRoleArn", "")))
    try:
        if role is None:
            raise ServiceError("ValidationError", "no such role", 400)
        check_trust(role, CLOUDTRAIL, source)
    except ServiceError as refused:
        message = "CloudTrail cannot assume the specified role: check that it exists and trusts CloudTrail."
        raise ServiceError("InvalidCloudWatchLogsRoleArnException", message, 400) from refused
    delivered = {
        "logGroupName": arn.split(":log-group:")[-1],
        "logStreamName": f"{call.account}_CloudTrail_{call.region}",
    }
    for operation in DELIVERS:
        if refusal_of_role(role, CLOUDTRAIL, operation, delivered, call.region):
            message = "Access denied. Check the permissions for your role."
            raise ServiceError("InvalidCloudWatchLogsRoleArnException", message, 400)
