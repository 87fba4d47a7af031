"""What S3 refuses and moto (5.2) takes: names, keys, metadata, tags, lists, lifecycle rules, other people's buckets.

Sources: S3 User Guide, "Bucket naming rules", "Naming Amazon S3 objects", "Working with object metadata", "Using cost
allocation S3 bucket tags", "Verifying bucket ownership with bucket owner condition", "Examples of S3 Lifecycle
configurations"; API reference, "Error responses". The sentences are S3's, as people report them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from ipaddress import IPv4Address
from typing import Any

from moto.s3.models import s3_backends

from embedded_aws.gateway.authorization.properties import key_of_write
from embedded_aws.gateway.moto_state import find_bucket, find_key, key_arn, owner_of_bucket
from embedded_aws.service import PARTITION, Call, ServiceError
from embedded_aws.services.bucket_acls import check_acl, check_new_acl
from embedded_aws.services.bucket_notifications import check_notifications
from embedded_aws.services.bucket_policies import check_policy

BUCKET_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
PREFIXES = ("xn--", "sthree-", "amzn-s3-demo-")
SUFFIXES = ("-s3alias", "--ol-s3", "--x-s3", "--table-s3", ".mrap")
KEY, METADATA, DELETED, TAGS = 1024, 2048, 1000, 50
"""Bytes of a key and of an object's metadata; objects of a deletion; tags of a bucket."""
UUID = re.compile("(mrk-)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32}")
MANAGED = "aws/s3"
"""The alias of the key that AWS makes when S3 first asks for it."""
INFREQUENT = ("STANDARD_IA", "ONEZONE_IA")
MALFORMED = "The XML you provided was not well-formed or did not validate against our published schema"


def check_owner(call: Call) -> None:
    """Any call with ExpectedBucketOwner: raises ServiceError where the bucket is another account's."""
    owner = owner_of_bucket(str(call.params.get("Bucket")))
    if owner is not None and owner != call.params["ExpectedBucketOwner"]:
        raise ServiceError("AccessDenied", "Access Denied", 403)


def check_name(call: Call) -> None:
    """CreateBucket: raises ServiceError for a name that no general purpose bucket may have."""
    name = str(call.params["Bucket"])
    fits = BUCKET_NAME.fullmatch(name) and ".." not in name and not _is_address(name)
    if not fits or name.startswith(PREFIXES) or name.endswith(SUFFIXES):
        raise ServiceError("InvalidBucketName", "The specified bucket is not valid.", 400)


def _is_address(name: str) -> bool:
    try:
        return bool(IPv4Address(name))
    except ValueError:
        return False


def check_object(call: Call) -> None:
    """PutObject, CopyObject and CreateMultipartUpload: raises ServiceError for what no object may have."""
    params = call.params
    if len(str(params["Key"]).encode("utf-8", "surrogateescape")) > KEY:
        raise ServiceError("KeyTooLongError", "Your key is too long", 400)
    held: Mapping[str, str] = params.get("Metadata") or {}
    if sum(len(name.encode()) + len(str(value).encode()) for name, value in held.items()) > METADATA:
        raise ServiceError("MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size", 400)
    if params.get("SSEKMSKeyId") and params.get("ServerSideEncryption", "AES256") == "AES256":
        words = "Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption"
        raise _argument(f"{words} : aws:kms")


def check_object_key(call: Call) -> None:
    """The same three: raises ServiceError where the key that is named, or that the bucket names, is not there.

    The sentences are those that LocalStack's test_s3_sse_validate_kms_key recorded on AWS.
    """
    name = key_of_write(call.params, find_bucket(str(call.params["Bucket"])))
    if not name or MANAGED in name or find_key(name, call.region, call.account):
        return
    where = "".join(name.split(":")[3:4])
    if name.startswith("arn:") and where != call.region:
        message = f"Invalid arn {where}".strip()
    elif name.startswith(("arn:", "alias/")) or UUID.fullmatch(name):
        message = f"Key '{key_arn(name, call.region, call.account)}' does not exist"
    else:
        message = f"Invalid keyId '{name}'"
    raise ServiceError("KMS.NotFoundException", message, 400)


def check_bucket_tags(call: Call) -> None:
    """PutBucketTagging: raises ServiceError for too many tags, and for a key or a value that is too long."""
    tags = call.params["Tagging"].get("TagSet") or ()
    if len(tags) > TAGS:
        raise ServiceError("BadRequest", f"Bucket tag count cannot be greater than {TAGS}", 400)
    for tag in tags:
        if not 1 <= len(str(tag["Key"])) <= 128:
            raise ServiceError("InvalidTag", "The TagKey you have provided is invalid", 400)
        if len(str(tag.get("Value", ""))) > 256:
            raise ServiceError("InvalidTag", "The TagValue you have provided is invalid", 400)


def check_deletion(call: Call) -> None:
    """DeleteObjects: raises ServiceError for more objects than one request may name."""
    if len(call.params["Delete"].get("Objects") or ()) > DELETED:
        raise ServiceError("MalformedXML", MALFORMED, 400)


def check_list(call: Call) -> None:
    """ListObjects, ListObjectsV2 and ListObjectVersions: raises ServiceError for a number of keys below zero."""
    if int(call.params.get("MaxKeys") or 0) < 0:
        raise _argument("Argument maxKeys must be an integer between 0 and 2147483647")


def check_page(call: Call) -> None:
    """ListObjectsV2: raises ServiceError for a token that S3 has not given; moto breaks on it."""
    token = call.params.get("ContinuationToken")
    accounts = {call.account, owner_of_bucket(str(call.params["Bucket"])) or call.account}
    if token and not any(token in s3_backends[each][PARTITION]._pagination_tokens for each in accounts):
        raise _argument("The continuation token provided is incorrect")


def check_versioning(call: Call) -> None:
    """PutBucketVersioning: raises ServiceError for a bucket with Object Lock, whose versions are kept."""
    bucket = find_bucket(str(call.params["Bucket"]))
    if call.params["VersioningConfiguration"].get("Status") == "Suspended" and getattr(
        bucket, "object_lock_enabled", False
    ):
        words = "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed."
        raise ServiceError("InvalidBucketState", words, 409)


def check_lifecycle(call: Call) -> None:
    """PutBucketLifecycleConfiguration: raises ServiceError for rules without an action, of one id, or out of order."""
    rules: Sequence[Mapping[str, Any]] = (call.params.get("LifecycleConfiguration") or {}).get("Rules") or ()
    names = [rule["ID"] for rule in rules if rule.get("ID")]
    if len(names) != len(set(names)):
        raise _argument("Rule ID must be unique. Found same ID for more than one rule")
    for rule in rules:
        _check_rule(rule)


ACTIONS = (
    *("AbortIncompleteMultipartUpload", "Expiration", "NoncurrentVersionExpiration", "NoncurrentVersionTransitions"),
    "Transitions",
)


def _check_rule(rule: Mapping[str, Any]) -> None:
    if not any(rule.get(name) for name in ACTIONS):
        raise ServiceError("InvalidRequest", "At least one action needs to be specified in a rule", 400)
    for storage, days in _moves(rule):
        if storage in INFREQUENT and days < 30:
            said = f"'Days' in Transition action must be greater than or equal to 30 for storageClass '{storage}'"
            raise _argument(said)
    end = (rule.get("Expiration") or {}).get("Days")
    if end is not None and any(days >= end for _, days in _moves(rule)):
        raise _argument("'Days' in the Expiration action must be greater than 'Days' in the Transition action")


def _moves(rule: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Each transition by days: to which class, after how many."""
    for move in rule.get("Transitions") or ():
        if move.get("Days") is not None:
            yield str(move.get("StorageClass")), int(move["Days"])


def _argument(words: str) -> ServiceError:
    return ServiceError("InvalidArgument", words, 400)


CHECKS: Mapping[tuple[str, str], tuple[Callable[[Call], None], ...]] = {
    ("s3", "CopyObject"): (check_object, check_object_key, check_acl),
    ("s3", "CreateBucket"): (check_name, check_new_acl),
    ("s3", "CreateMultipartUpload"): (check_object, check_object_key, check_acl),
    ("s3", "DeleteObjects"): (check_deletion,),
    ("s3", "ListObjectVersions"): (check_list,),
    ("s3", "ListObjects"): (check_list,),
    ("s3", "ListObjectsV2"): (check_list, check_page),
    ("s3", "PutBucketAcl"): (check_acl,),
    ("s3", "PutBucketLifecycleConfiguration"): (check_lifecycle,),
    ("s3", "PutBucketNotificationConfiguration"): (check_notifications,),
    ("s3", "PutBucketPolicy"): (check_policy,),
    ("s3", "PutBucketTagging"): (check_bucket_tags,),
    ("s3", "PutBucketVersioning"): (check_versioning,),
    ("s3", "PutObject"): (check_object, check_object_key, check_acl),
    ("s3", "PutObjectAcl"): (check_acl,),
}
"""What is looked at of each call."""
