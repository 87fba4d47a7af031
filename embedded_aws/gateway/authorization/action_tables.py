"""Operations → what they need in IAM: the name of their action, and what else they bring with them.

Sources: the operation's own page in the service's API reference; the Service Authorization Reference with its dependent
actions; IAM User Guide, "Grant a user permissions to pass a role to an AWS service"; SNS Developer Guide, "Managing
Amazon SNS encryption keys and costs"; SQS Developer Guide, "Amazon SQS Key management".
"""

from __future__ import annotations

from collections.abc import Mapping

PREFIX = {"sagemaker-runtime": "sagemaker", "resourcegroupstaggingapi": "tag"}
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

FREE = frozenset({("sts", "GetCallerIdentity"), ("sts", "GetSessionToken")})
"""Operations that every principal may call, whatever its policies say."""

TAG_ON_CREATE = {
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
    "ecr": "ecr:TagResource",
    "route53resolver": "route53resolver:TagResource",
}
"""The action that tags given on creation need, on what is created."""

TAGGING = ("Tag", "AddTags", "CreateTags", "Untag", "DeleteTags", "RemoveTags")

SAGEMAKER = "sagemaker.amazonaws.com"
PASSES_ROLE_ARN = (
    "CreateAutoMLJob",
    "CreateCompilationJob",
    "CreateDataQualityJobDefinition",
    "CreateFeatureGroup",
    "CreateHyperParameterTuningJob",
    "CreateModelBiasJobDefinition",
    "CreateModelExplainabilityJobDefinition",
    "CreateModelQualityJobDefinition",
    "CreateNotebookInstance",
    "CreatePipeline",
    "CreateProcessingJob",
    "CreateTrainingJob",
    "UpdateNotebookInstance",
    "UpdatePipeline",
)
PASSED_ROLES: Mapping[tuple[str, str], tuple[tuple[str, str], ...]] = {
    **{("sagemaker", name): (("RoleArn", SAGEMAKER),) for name in PASSES_ROLE_ARN},
    ("sagemaker", "CreateModel"): (("ExecutionRoleArn", SAGEMAKER),),
    ("sagemaker", "CreateEndpointConfig"): (("ExecutionRoleArn", SAGEMAKER),),
    ("sagemaker", "CreateDomain"): (("DefaultUserSettings.ExecutionRole", SAGEMAKER),),
    ("sagemaker", "CreateUserProfile"): (("UserSettings.ExecutionRole", SAGEMAKER),),
    ("sagemaker", "CreateHyperParameterTuningJob"): (("TrainingJobDefinition.RoleArn", SAGEMAKER),),
    ("sagemaker", "CreateMonitoringSchedule"): (
        ("MonitoringScheduleConfig.MonitoringJobDefinition.RoleArn", SAGEMAKER),
    ),
    ("ec2", "CreateFlowLogs"): (("DeliverLogsPermissionArn", "vpc-flow-logs.amazonaws.com"),),
    ("cloudtrail", "CreateTrail"): (("CloudWatchLogsRoleArn", "cloudtrail.amazonaws.com"),),
    ("cloudtrail", "UpdateTrail"): (("CloudWatchLogsRoleArn", "cloudtrail.amazonaws.com"),),
    ("cloudformation", "CreateStack"): (("RoleARN", "cloudformation.amazonaws.com"),),
    ("cloudformation", "UpdateStack"): (("RoleARN", "cloudformation.amazonaws.com"),),
    ("cloudformation", "DeleteStack"): (("RoleARN", "cloudformation.amazonaws.com"),),
    ("cloudformation", "CreateChangeSet"): (("RoleARN", "cloudformation.amazonaws.com"),),
    ("lambda", "CreateFunction"): (("Role", "lambda.amazonaws.com"),),
    ("lambda", "UpdateFunctionConfiguration"): (("Role", "lambda.amazonaws.com"),),
    ("events", "PutRule"): (("RoleArn", "events.amazonaws.com"),),
    ("events", "PutTargets"): (("Targets[].RoleArn", "events.amazonaws.com"),),
    ("logs", "PutSubscriptionFilter"): (("roleArn", "logs.amazonaws.com"),),
    ("application-autoscaling", "RegisterScalableTarget"): (("RoleARN", "application-autoscaling.amazonaws.com"),),
    ("s3", "PutBucketReplication"): (("ReplicationConfiguration.Role", "s3.amazonaws.com"),),
}
"""Where an operation names a role that it passes, and the service to which: each needs `iam:PassRole`."""

GRANTED = {
    "CreateNotebookInstance": "KmsKeyId",
    "CreateTrainingJob": "ResourceConfig.VolumeKmsKeyId",
    "CreateProcessingJob": "ProcessingResources.ClusterConfig.VolumeKmsKeyId",
    "CreateTransformJob": "TransformResources.VolumeKmsKeyId",
    "CreateEndpointConfig": "KmsKeyId",
    "CreateHyperParameterTuningJob": "TrainingJobDefinition.ResourceConfig.VolumeKmsKeyId",
}
"""The key of a volume, on which SageMaker makes a grant as the caller ("Protect Data at Rest Using Encryption")."""

SENDS = ("kms:GenerateDataKey", "kms:Decrypt")
KEY_USES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("sns", "Publish"): SENDS,
    ("sns", "PublishBatch"): SENDS,
    ("sqs", "SendMessage"): SENDS,
    ("sqs", "SendMessageBatch"): SENDS,
    ("sqs", "ReceiveMessage"): ("kms:Decrypt",),
}
"""What an operation on messages needs on the customer managed key of its topic or queue."""
