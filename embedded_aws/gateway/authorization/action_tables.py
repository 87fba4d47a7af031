"""Operations → what they need in IAM: the name of their action, and what the tags that they give need.

What they need besides is in `generator.iam.on_behalf`. Source: the operation's own page in its service's API reference.
"""

from __future__ import annotations

from collections.abc import Mapping

PREFIX = {
    "dynamodbstreams": "dynamodb",
    "resourcegroupstaggingapi": "tag",
    "sagemaker-metrics": "sagemaker",
    "sagemaker-runtime": "sagemaker",
    "service-quotas": "servicequotas",
}
"""botocore's service name → the prefix of its actions, where they differ."""

S3_NAMES = {
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
"""Operations of S3 whose action has another name; those of other services are below."""

VERSIONED = {
    "GetObject": "GetObjectVersion",
    "DeleteObject": "DeleteObjectVersion",
    "GetObjectTagging": "GetObjectVersionTagging",
    "PutObjectTagging": "PutObjectVersionTagging",
    "DeleteObjectTagging": "DeleteObjectVersionTagging",
}
"""S3's actions on one version of an object."""

OTHER_NAMES = {
    ("lambda", "Invoke"): "lambda:InvokeFunction",
    ("sns", "PublishBatch"): "sns:Publish",
    ("sqs", "SendMessageBatch"): "sqs:SendMessage",
    ("sqs", "DeleteMessageBatch"): "sqs:DeleteMessage",
    ("kms", "ReEncrypt"): "kms:ReEncryptFrom",
}

TRANSACTIONS: Mapping[str, str] = {
    "Put": "dynamodb:PutItem",
    "Update": "dynamodb:UpdateItem",
    "Delete": "dynamodb:DeleteItem",
    "ConditionCheck": "dynamodb:ConditionCheckItem",
    "Get": "dynamodb:GetItem",
}
"""What is done to an item in a transaction of DynamoDB: a transaction has no action of its own ("Using IAM with
DynamoDB transactions" in its Developer Guide)."""

FREE = frozenset({("sts", "GetCallerIdentity"), ("sts", "GetSessionToken")})
"""Operations that every principal may call, whatever its policies say."""

TAG_ON_CREATE = {
    "cloudformation": "cloudformation:TagResource",
    "application-autoscaling": "application-autoscaling:TagResource",
    "ec2": "ec2:CreateTags",
    "sagemaker": "sagemaker:AddTags",
    "logs": "logs:TagResource",
    "kms": "kms:TagResource",
    "ssm": "ssm:AddTagsToResource",
    "cloudtrail": "cloudtrail:AddTags",
    "sns": "sns:TagResource",
    "sqs": "sqs:TagQueue",
    "events": "events:TagResource",
    "lambda": "lambda:TagResource",
    "cloudwatch": "cloudwatch:TagResource",
    "codecommit": "codecommit:TagResource",
    "codeartifact": "codeartifact:TagResource",
    "dynamodb": "dynamodb:TagResource",
    "ecr": "ecr:TagResource",
    "route53resolver": "route53resolver:TagResource",
}
"""The action that tags given on creation need, on what is created."""

IAM_TAG_ON_CREATE = {
    "CreateRole": "iam:TagRole",
    "CreateUser": "iam:TagUser",
    "CreatePolicy": "iam:TagPolicy",
    "CreateInstanceProfile": "iam:TagInstanceProfile",
    "CreateOpenIDConnectProvider": "iam:TagOpenIDConnectProvider",
}
"""The same of IAM, which has an action for each kind (openshift/installer#1073: CreateRole with tags
is refused for want of iam:TagRole)."""

TAGGING = ("Tag", "AddTags", "CreateTags", "Untag", "DeleteTags", "RemoveTags")
