"""S3: Bucket, BucketPolicy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from embedded_aws.cloudformation.providers.endpoint import policy_text
from embedded_aws.cloudformation.providers.lifecycle import LIFECYCLE, build_lifecycle
from embedded_aws.cloudformation.providers.provider import (
    Properties,
    Provider,
    Setting,
    Work,
    apply_settings,
    pick,
    shape,
)


def create_bucket(work: Work, wanted: Properties) -> None:
    """A bucket, then each of its settings."""
    name = work.name(63, wanted.get("BucketName"), lower=True)
    # AWS quirk: us-east-1 is not a location constraint ("CreateBucket" in the S3 API reference).
    place = {} if work.region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": work.region}}
    lock = {"ObjectLockEnabledForBucket": True} if wanted.get("ObjectLockEnabled") else {}
    work.client("s3").create_bucket(Bucket=name, **place, **lock)
    work.made(
        name,
        Arn=f"arn:{work.partition}:s3:::{name}",
        DomainName=f"{name}.s3.{work.suffix}",
        RegionalDomainName=f"{name}.s3.{work.region}.{work.suffix}",
        DualStackDomainName=f"{name}.s3.dualstack.{work.region}.{work.suffix}",
        WebsiteURL=f"http://{name}.s3-website-{work.region}.{work.suffix}",
    )
    apply_settings(work, SETTINGS, {}, wanted)


def _set_encryption(work: Work, new: Any, old: Any) -> None:
    s3 = work.client("s3")
    if new is None:
        s3.delete_bucket_encryption(Bucket=work.physical_id)
        return
    rules = [
        pick(
            one,
            "BucketKeyEnabled BlockedEncryptionTypes",
            ServerSideEncryptionByDefault="ApplyServerSideEncryptionByDefault",
        )
        for one in new["ServerSideEncryptionConfiguration"]
    ]
    s3.put_bucket_encryption(Bucket=work.physical_id, ServerSideEncryptionConfiguration={"Rules": rules})


def _set_versioning(work: Work, new: Any, old: Any) -> None:
    status = new or {"Status": "Suspended"}
    work.client("s3").put_bucket_versioning(Bucket=work.physical_id, VersioningConfiguration=status)


def _set_public_access(work: Work, new: Any, old: Any) -> None:
    s3 = work.client("s3")
    if new is None:
        s3.delete_public_access_block(Bucket=work.physical_id)
    else:
        s3.put_public_access_block(Bucket=work.physical_id, PublicAccessBlockConfiguration=new)


def _set_ownership(work: Work, new: Any, old: Any) -> None:
    s3 = work.client("s3")
    if new is None:
        s3.delete_bucket_ownership_controls(Bucket=work.physical_id)
    else:
        s3.put_bucket_ownership_controls(Bucket=work.physical_id, OwnershipControls=new)


def _set_logging(work: Work, new: Any, old: Any) -> None:
    status = {}
    if new:
        chosen = pick(new, "TargetObjectKeyFormat", DestinationBucketName="TargetBucket")
        status = {"LoggingEnabled": {**chosen, "TargetPrefix": new.get("LogFilePrefix", "")}}
    work.client("s3").put_bucket_logging(Bucket=work.physical_id, BucketLoggingStatus=status)


def _set_lifecycle(work: Work, new: Any, old: Any) -> None:
    s3 = work.client("s3")
    if new is None:
        s3.delete_bucket_lifecycle(Bucket=work.physical_id)
    else:
        s3.put_bucket_lifecycle_configuration(Bucket=work.physical_id, LifecycleConfiguration=build_lifecycle(new))


def _set_notification(work: Work, new: Any, old: Any) -> None:
    events: dict[str, Any] = {"EventBridgeConfiguration": {}} if new else {}
    if new and new.get("EventBridgeConfiguration", {}).get("EventBridgeEnabled") is False:
        events = {}
    work.client("s3").put_bucket_notification_configuration(Bucket=work.physical_id, NotificationConfiguration=events)


def _set_object_lock(work: Work, new: Any, old: Any) -> None:
    if new is not None:
        work.client("s3").put_object_lock_configuration(Bucket=work.physical_id, ObjectLockConfiguration=new)


def _set_tags(work: Work, new: Any, old: Any) -> None:
    # AWS quirk: tags that begin with "aws:" are CloudFormation's own and no caller of PutBucketTagging may set them
    # ("PutBucketTagging" in the S3 API reference).
    tags = [tag for tag in new or () if not tag["Key"].startswith("aws:")]
    s3 = work.client("s3")
    if tags:
        s3.put_bucket_tagging(Bucket=work.physical_id, Tagging={"TagSet": tags})
    elif old:
        s3.delete_bucket_tagging(Bucket=work.physical_id)


SETTINGS: Mapping[str, Setting] = {
    "PublicAccessBlockConfiguration": _set_public_access,
    "OwnershipControls": _set_ownership,
    "BucketEncryption": _set_encryption,
    "VersioningConfiguration": _set_versioning,
    "LoggingConfiguration": _set_logging,
    "LifecycleConfiguration": _set_lifecycle,
    "NotificationConfiguration": _set_notification,
    "ObjectLockConfiguration": _set_object_lock,
    "Tags": _set_tags,
}


def update_bucket(work: Work, old: Properties, wanted: Properties) -> None:
    """Everything but the name."""
    apply_settings(work, SETTINGS, old, wanted)


def delete_bucket(work: Work, _: Properties) -> None:
    """Fails where it holds anything."""
    work.client("s3").delete_bucket(Bucket=work.physical_id)


def put_policy(work: Work, wanted: Properties) -> None:
    """The bucket's one policy."""
    work.client("s3").put_bucket_policy(Bucket=wanted["Bucket"], Policy=policy_text(wanted["PolicyDocument"]))
    work.made(wanted["Bucket"])


def replace_policy(work: Work, old: Properties, wanted: Properties) -> None:
    """Another policy on the same bucket."""
    put_policy(work, wanted)


def delete_policy(work: Work, _: Properties) -> None:
    """The bucket stays without one."""
    work.client("s3").delete_bucket_policy(Bucket=work.physical_id)


BUCKET = shape(
    "BucketName BucketEncryption VersioningConfiguration PublicAccessBlockConfiguration OwnershipControls "
    "ObjectLockEnabled ObjectLockConfiguration Tags",
    LoggingConfiguration=shape("DestinationBucketName LogFilePrefix TargetObjectKeyFormat"),
    LifecycleConfiguration=LIFECYCLE,
    NotificationConfiguration=shape("", EventBridgeConfiguration=shape("EventBridgeEnabled")),
)
PROVIDERS = (
    Provider("AWS::S3::Bucket", create_bucket, delete_bucket, BUCKET, update_bucket, named_by="BucketName"),
    Provider(
        "AWS::S3::BucketPolicy",
        put_policy,
        delete_policy,
        shape("Bucket PolicyDocument"),
        replace_policy,
        named_by="Bucket",
    ),
)
