"""Operations whose IAM action has another name, or which need more than one action.

Source: the operation's own page in the service's API reference, and the Service Authorization Reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PREFIX = {"sagemaker-runtime": "sagemaker", "resourcegroupstaggingapi": "tag"}
"""botocore's service name → the prefix of its actions, where they differ."""

S3_NAMES = {
    "AbortMultipartUpload": "AbortMultipartUpload",
    "CompleteMultipartUpload": "PutObject",
    "CopyObject": "PutObject",
    "CreateMultipartUpload": "PutObject",
    "DeleteBucketCors": "PutBucketCORS",
    "DeleteBucketEncryption": "PutEncryptionConfiguration",
    "DeleteBucketLifecycle": "PutLifecycleConfiguration",
    "DeleteBucketOwnershipControls": "PutBucketOwnershipControls",
    "DeleteBucketTagging": "PutBucketTagging",
    "DeleteObjects": "DeleteObject",
    "DeletePublicAccessBlock": "PutBucketPublicAccessBlock",
    "GetBucketAccelerateConfiguration": "GetAccelerateConfiguration",
    "GetBucketCors": "GetBucketCORS",
    "GetBucketEncryption": "GetEncryptionConfiguration",
    "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
    "GetBucketNotificationConfiguration": "GetBucketNotification",
    "GetBucketReplication": "GetReplicationConfiguration",
    "GetObjectAttributes": "GetObjectAttributes",
    "GetObjectLockConfiguration": "GetBucketObjectLockConfiguration",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "HeadBucket": "ListBucket",
    "HeadObject": "GetObject",
    "ListBuckets": "ListAllMyBuckets",
    "ListMultipartUploads": "ListBucketMultipartUploads",
    "ListObjectVersions": "ListBucketVersions",
    "ListObjects": "ListBucket",
    "ListObjectsV2": "ListBucket",
    "ListParts": "ListMultipartUploadParts",
    "PutBucketAccelerateConfiguration": "PutAccelerateConfiguration",
    "PutBucketCors": "PutBucketCORS",
    "PutBucketEncryption": "PutEncryptionConfiguration",
    "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
    "PutBucketNotificationConfiguration": "PutBucketNotification",
    "PutBucketReplication": "PutReplicationConfiguration",
    "PutObjectLockConfiguration": "PutBucketObjectLockConfiguration",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
    "UploadPart": "PutObject",
    "UploadPartCopy": "PutObject",
}

OTHER_NAMES = {
    ("lambda", "Invoke"): "lambda:InvokeFunction",
    ("sagemaker", "ListTags"): "sagemaker:ListTags",
    ("sns", "PublishBatch"): "sns:Publish",
    ("sqs", "SendMessageBatch"): "sqs:SendMessage",
    ("sqs", "DeleteMessageBatch"): "sqs:DeleteMessage",
    ("kms", "ReEncrypt"): "kms:ReEncryptFrom",
    ("events", "PutPartnerEvents"): "events:PutPartnerEvents",
    ("logs", "AssociateKmsKey"): "logs:AssociateKmsKey",
    ("ecr", "GetAuthorizationToken"): "ecr:GetAuthorizationToken",
}

FREE = frozenset({("sts", "GetCallerIdentity"), ("sts", "GetSessionToken")})
"""Operations that every principal may call, whatever its policies say."""


def action_of(service: str, operation: str, params: Mapping[str, Any]) -> str:
    """The action that the operation needs on its own resource."""
    if service == "s3":
        return f"s3:{_s3(operation, params)}"
    return OTHER_NAMES.get((service, operation), f"{PREFIX.get(service, service)}:{operation}")


def _s3(operation: str, params: Mapping[str, Any]) -> str:
    name = S3_NAMES.get(operation, operation)
    versioned = {"GetObject", "DeleteObject", "GetObjectTagging", "PutObjectTagging", "DeleteObjectTagging"}
    if params.get("VersionId") and name in versioned:
        return {"GetObject": "GetObjectVersion", "DeleteObject": "DeleteObjectVersion"}.get(
            name, name.replace("ObjectTagging", "ObjectVersionTagging")
        )
    return name
