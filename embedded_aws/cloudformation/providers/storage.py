"""S3: Bucket, BucketPolicy."""

from __future__ import annotations

from typing import Any

from embedded_aws.cloudformation.providers.arguments import json_text, pick
from embedded_aws.cloudformation.providers.bucket_notifications import NOTIFICATIONS, set_notifications
from embedded_aws.cloudformation.providers.bucket_sites import SETTINGS as SITES
from embedded_aws.cloudformation.providers.bucket_sites import SHAPES
from embedded_aws.cloudformation.providers.lifecycle import LIFECYCLE, build_lifecycle
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape
from embedded_aws.cloudformation.providers.settings import Settings, apply_settings, put_or_delete, update_each

CANNED = {
    "Private": "private",
    "PublicRead": "public-read",
    "PublicReadWrite": "public-read-write",
    "AuthenticatedRead": "authenticated-read",
    "LogDeliveryWrite": "log-delivery-write",
    "BucketOwnerRead": "bucket-owner-read",
    "BucketOwnerFullControl": "bucket-owner-full-control",
    "AwsExecRead": "aws-exec-read",
}
PUBLIC = ("AuthenticatedRead", "PublicRead", "PublicReadWrite")


def create_bucket(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a bucket, then each of its settings."""
    name = request.name(63, wanted.get("BucketName"), lower=True)
    # AWS quirk: us-east-1 is not a location constraint ("CreateBucket" in the S3 API reference).
    region = request.region
    place = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    lock = {"ObjectLockEnabledForBucket": True} if wanted.get("ObjectLockEnabled") else {}
    request.client("s3").create_bucket(Bucket=name, **place, **lock, **_access(wanted))
    _record_bucket(request, name)
    apply_settings(request, SETTINGS, {}, wanted)
    if _opens_first(wanted):
        _set_access(request, wanted["AccessControl"], None)
    request.client("s3").head_bucket(Bucket=name)
    if "LoggingConfiguration" in wanted:
        request.client("s3").get_bucket_acl(Bucket=name)


def _access(wanted: Properties) -> dict[str, str]:
    """The canned ACL, and the ownership without which S3 takes none that grants anything to others."""
    if "AccessControl" not in wanted or _opens_first(wanted):
        return {}
    owner = [one["ObjectOwnership"] for one in wanted.get("OwnershipControls", {}).get("Rules", ())]
    return {"ACL": CANNED[wanted["AccessControl"]], **({"ObjectOwnership": owner[0]} if owner else {})}


def _opens_first(wanted: Properties) -> bool:
    """Whether the bucket admits public ACLs only once its settings are there."""
    block = wanted.get("PublicAccessBlockConfiguration")
    return wanted.get("AccessControl") in PUBLIC and block is not None and not block.get("BlockPublicAcls")


def _record_bucket(request: HandlerRequest, name: str) -> None:
    region, suffix = request.region, request.suffix
    request.record(
        name,
        Arn=f"arn:{request.partition}:s3:::{name}",
        DomainName=f"{name}.s3.{suffix}",
        RegionalDomainName=f"{name}.s3.{region}.{suffix}",
        DualStackDomainName=f"{name}.s3.dualstack.{region}.{suffix}",
        WebsiteURL=f"http://{name}.s3-website-{region}.{suffix}",
    )


def find_bucket(request: HandlerRequest, name: str) -> None:
    """Records the existing bucket."""
    request.client("s3").get_bucket_location(Bucket=name)
    _record_bucket(request, name)


def _put_encryption(request: HandlerRequest, new: Any) -> None:
    rules = [
        pick(
            one,
            "BucketKeyEnabled BlockedEncryptionTypes",
            ServerSideEncryptionByDefault="ApplyServerSideEncryptionByDefault",
        )
        for one in new["ServerSideEncryptionConfiguration"]
    ]
    request.client("s3").put_bucket_encryption(
        Bucket=request.physical_id, ServerSideEncryptionConfiguration={"Rules": rules}
    )


def _set_versioning(request: HandlerRequest, new: Any, old: Any) -> None:
    status = new or {"Status": "Suspended"}
    request.client("s3").put_bucket_versioning(Bucket=request.physical_id, VersioningConfiguration=status)


def _set_logging(request: HandlerRequest, new: Any, old: Any) -> None:
    status = {}
    if new:
        chosen = pick(new, "TargetObjectKeyFormat", DestinationBucketName="TargetBucket")
        status = {"LoggingEnabled": {**chosen, "TargetPrefix": new.get("LogFilePrefix", "")}}
    request.client("s3").put_bucket_logging(Bucket=request.physical_id, BucketLoggingStatus=status)


def _set_object_lock(request: HandlerRequest, new: Any, old: Any) -> None:
    if new is not None:
        request.client("s3").put_object_lock_configuration(Bucket=request.physical_id, ObjectLockConfiguration=new)


def _set_tags(request: HandlerRequest, new: Any, old: Any) -> None:
    # AWS quirk: tags that begin with "aws:" are CloudFormation's own and no caller of PutBucketTagging may set them
    # ("PutBucketTagging" in the S3 API reference).
    tags = [tag for tag in new or () if not tag["Key"].startswith("aws:")]
    s3 = request.client("s3")
    if tags:
        s3.put_bucket_tagging(Bucket=request.physical_id, Tagging={"TagSet": tags})
    elif old:
        s3.delete_bucket_tagging(Bucket=request.physical_id)


def _set_access(request: HandlerRequest, new: Any, old: Any) -> None:
    request.client("s3").put_bucket_acl(Bucket=request.physical_id, ACL=CANNED[new])


SETTINGS: Settings = {
    "PublicAccessBlockConfiguration": put_or_delete(
        lambda request, new: request.client("s3").put_public_access_block(
            Bucket=request.physical_id, PublicAccessBlockConfiguration=new
        ),
        lambda request: request.client("s3").delete_public_access_block(Bucket=request.physical_id),
    ),
    "OwnershipControls": put_or_delete(
        lambda request, new: request.client("s3").put_bucket_ownership_controls(
            Bucket=request.physical_id, OwnershipControls=new
        ),
        lambda request: request.client("s3").delete_bucket_ownership_controls(Bucket=request.physical_id),
    ),
    "BucketEncryption": put_or_delete(
        _put_encryption,
        lambda request: request.client("s3").delete_bucket_encryption(Bucket=request.physical_id),
    ),
    "VersioningConfiguration": _set_versioning,
    "LoggingConfiguration": _set_logging,
    "LifecycleConfiguration": put_or_delete(
        lambda request, new: request.client("s3").put_bucket_lifecycle_configuration(
            Bucket=request.physical_id, LifecycleConfiguration=build_lifecycle(new)
        ),
        lambda request: request.client("s3").delete_bucket_lifecycle(Bucket=request.physical_id),
    ),
    "NotificationConfiguration": set_notifications,
    "ObjectLockConfiguration": _set_object_lock,
    "Tags": _set_tags,
    **SITES,
}


def delete_bucket(request: HandlerRequest, _: Properties) -> None:
    """Deletes the bucket; S3 refuses where it holds anything."""
    request.client("s3").head_bucket(Bucket=request.physical_id)
    request.client("s3").delete_bucket(Bucket=request.physical_id)


def put_policy(request: HandlerRequest, wanted: Properties) -> None:
    """Puts the bucket's only policy."""
    request.client("s3").put_bucket_policy(Bucket=wanted["Bucket"], Policy=json_text(wanted["PolicyDocument"]))
    request.record(wanted["Bucket"])
    request.client("s3").get_bucket_policy(Bucket=wanted["Bucket"])


def replace_policy(request: HandlerRequest, _: Properties, wanted: Properties) -> None:
    """Puts another policy on the same bucket."""
    put_policy(request, wanted)


def find_policy(request: HandlerRequest, bucket: str) -> None:
    """Records the existing policy of a bucket."""
    request.client("s3").get_bucket_policy(Bucket=bucket)
    request.record(bucket)


def delete_policy(request: HandlerRequest, _: Properties) -> None:
    """Deletes the bucket's policy."""
    request.client("s3").delete_bucket_policy(Bucket=request.physical_id)


BUCKET = shape(
    "BucketName AccessControl BucketEncryption VersioningConfiguration PublicAccessBlockConfiguration "
    "OwnershipControls ObjectLockEnabled ObjectLockConfiguration Tags",
    LoggingConfiguration=shape("DestinationBucketName LogFilePrefix TargetObjectKeyFormat"),
    LifecycleConfiguration=LIFECYCLE,
    NotificationConfiguration=NOTIFICATIONS,
    **SHAPES,
)
PROVIDERS = (
    Provider(
        "AWS::S3::Bucket",
        create_bucket,
        delete_bucket,
        BUCKET,
        update_each({**SETTINGS, "AccessControl": _set_access}, AccessControl="Private"),
        named_by="BucketName",
        find=find_bucket,
        attributes="Arn DomainName DualStackDomainName RegionalDomainName WebsiteURL",
    ),
    Provider(
        "AWS::S3::BucketPolicy",
        put_policy,
        delete_policy,
        shape("Bucket PolicyDocument"),
        replace_policy,
        named_by="Bucket",
        find=find_policy,
    ),
)
