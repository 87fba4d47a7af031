"""Three buckets: data, models, and logs (access logs and trail). What they hold outlives the stack."""

from __future__ import annotations

from dataclasses import replace

from troposphere import AWSProperty, If, Ref, Retain, RetainExceptOnCreate, s3

from generator.blueprint import Canvas
from products.environment.bucket_policies import data_policy, logs_policy
from products.environment.estate import Bucket, Buckets, Keys, When
from products.environment.names import Value, bucket_arn, bucket_name, log_prefix
from products.environment.tags import tags

_OLD_VERSIONS_DAYS = 90
_UNFINISHED_UPLOADS_DAYS = 7


def build_buckets(canvas: Canvas, keys: Keys, s3_endpoint: Value) -> Buckets:
    """Draw the buckets with their policies."""
    with canvas.optional(When.OWN_LOG_BUCKET):
        logs = canvas.add(_logs_bucket())
        canvas.add(
            s3.BucketPolicy(
                "LogsBucketPolicy",
                Bucket=Ref(logs),
                PolicyDocument=logs_policy(),
                DeletionPolicy=Retain,
                UpdateReplacePolicy=Retain,
            )
        )
    log_bucket = If(When.OWN_LOG_BUCKET, Ref(logs), Ref("LogBucket"))
    for title, kind in (("DataBucket", "data"), ("ModelsBucket", "models")):
        bucket = canvas.add(_data_bucket(title, kind, keys, log_bucket))
        canvas.add(
            s3.BucketPolicy(
                f"{title}Policy",
                Bucket=Ref(bucket),
                PolicyDocument=data_policy(kind, keys.data, s3_endpoint),
                # The bucket stays when the stack goes, and stays closed.
                DeletionPolicy=RetainExceptOnCreate,
                UpdateReplacePolicy=Retain,
            )
        )
    return Buckets(data=_bucket("data"), models=_bucket("models"), logs=_log_bucket())


def _log_bucket() -> Bucket:
    """Ours, or the one that was given; its arn is the one that names make, since nothing of ours has a say in it."""
    own = _bucket("logs")
    return replace(own, name=If(When.OWN_LOG_BUCKET, own.name, Ref("LogBucket")))


def _bucket(kind: str) -> Bucket:
    return Bucket(name=bucket_name(kind), arn=bucket_arn(kind), objects=bucket_arn(kind, "*"))


def _data_bucket(title: str, kind: str, keys: Keys, logs: Value) -> s3.Bucket:
    ours = s3.ServerSideEncryptionByDefault(SSEAlgorithm="aws:kms", KMSMasterKeyID=keys.data)
    bucket = _closed(title, kind)
    bucket.BucketEncryption = _encryption(
        s3.ServerSideEncryptionRule(BucketKeyEnabled=True, ServerSideEncryptionByDefault=ours)
    )
    bucket.LoggingConfiguration = s3.LoggingConfiguration(
        DestinationBucketName=logs, LogFilePrefix=log_prefix(f"access/{kind}/")
    )
    old = s3.NoncurrentVersionExpiration(NoncurrentDays=_OLD_VERSIONS_DAYS, NewerNoncurrentVersions=3)
    bucket.LifecycleConfiguration = _lifecycle("OldVersions", NoncurrentVersionExpiration=old)
    return bucket


def _logs_bucket() -> s3.Bucket:
    """AWS quirk: S3 delivers access logs only to a bucket whose default encryption is SSE-S3 (S3 User Guide, "Enabling
    Amazon S3 server access logging"); the trail encrypts its own files with our key.
    """
    bucket = _closed("LogsBucket", "logs", deletion=Retain)
    by_s3 = s3.ServerSideEncryptionByDefault(SSEAlgorithm="AES256")
    bucket.BucketEncryption = _encryption(s3.ServerSideEncryptionRule(ServerSideEncryptionByDefault=by_s3))
    old = s3.NoncurrentVersionExpiration(NoncurrentDays=_OLD_VERSIONS_DAYS)
    bucket.LifecycleConfiguration = _lifecycle(
        "OldLogs", ExpirationInDays=Ref("LogRetentionDays"), NoncurrentVersionExpiration=old
    )
    return bucket


def _closed(title: str, kind: str, *, deletion: str = RetainExceptOnCreate) -> s3.Bucket:
    """What was never used goes with a failed creation; the log bucket stays, since the trail writes into it at once."""
    return s3.Bucket(
        title,
        BucketName=bucket_name(kind),
        VersioningConfiguration=s3.VersioningConfiguration(Status="Enabled"),
        PublicAccessBlockConfiguration=s3.PublicAccessBlockConfiguration(
            BlockPublicAcls=True, BlockPublicPolicy=True, IgnorePublicAcls=True, RestrictPublicBuckets=True
        ),
        OwnershipControls=s3.OwnershipControls(Rules=[s3.OwnershipControlsRule(ObjectOwnership="BucketOwnerEnforced")]),
        Tags=tags(kind),
        DeletionPolicy=deletion,
        UpdateReplacePolicy=Retain,
    )


def _encryption(rule: s3.ServerSideEncryptionRule) -> s3.BucketEncryption:
    return s3.BucketEncryption(ServerSideEncryptionConfiguration=[rule])


def _lifecycle(name: str, **expiration: AWSProperty | Ref) -> s3.LifecycleConfiguration:
    """Unfinished uploads go after a week; what else expires, and when, is the rule `name`."""
    abort = s3.AbortIncompleteMultipartUpload(DaysAfterInitiation=_UNFINISHED_UPLOADS_DAYS)
    return s3.LifecycleConfiguration(
        Rules=[
            s3.LifecycleRule(Id="UnfinishedUploads", Status="Enabled", AbortIncompleteMultipartUpload=abort),
            s3.LifecycleRule(Id=name, Status="Enabled", **expiration),
        ]
    )
