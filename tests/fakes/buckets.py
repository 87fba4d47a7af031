"""S3 in memory, as far as the publisher uses it: buckets with their properties, and objects that keep every version."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from io import BytesIO
from typing import Any

from tests.fakes.account import Refusal

Given = Mapping[str, Any]
PROPERTIES: Mapping[str, tuple[str, str]] = {
    "PublicAccessBlock": ("PublicAccessBlockConfiguration", "NoSuchPublicAccessBlockConfiguration"),
    "BucketOwnershipControls": ("OwnershipControls", "OwnershipControlsNotFoundError"),
    "BucketEncryption": ("ServerSideEncryptionConfiguration", "ServerSideEncryptionConfigurationNotFoundError"),
    "BucketPolicy": ("Policy", "NoSuchBucketPolicy"),
    "BucketVersioning": ("VersioningConfiguration", ""),
}
"""What follows Get and Put in the operation → the parameter, and the error's code where the bucket has none."""

NEW: Mapping[str, Any] = {
    "PublicAccessBlock": dict.fromkeys(
        ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
    ),
    "BucketOwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
    "BucketEncryption": {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]},
}
"""What a new bucket has by itself (S3 User Guide, "Default settings for new S3 buckets", since April 2023, and "Setting
default server-side encryption behavior", since January 2023)."""


@dataclass
class FakeBucket:
    """A bucket's objects, all their versions, and its properties by the names above."""

    objects: dict[str, bytes] = field(default_factory=dict)
    versions: list[tuple[str, bytes]] = field(default_factory=list)
    properties: dict[str, Any] = field(default_factory=dict)
    written: dict[str, datetime] = field(default_factory=dict)
    """When an object was written."""


class FakeBuckets:
    """The buckets of an account."""

    def __init__(self) -> None:
        self.buckets: dict[str, FakeBucket] = {}

    def answer(self, operation: str, given: Given) -> dict[str, Any]:
        """Carry one operation out."""
        name = given["Bucket"]
        if operation == "CreateBucket":
            if name in self.buckets:
                raise Refusal("BucketAlreadyOwnedByYou", status=409)
            self.buckets[name] = FakeBucket(properties=dict(NEW))
            return {}
        if name not in self.buckets:
            raise Refusal("404" if operation == "HeadBucket" else "NoSuchBucket", status=404)
        bucket = self.buckets[name]
        if (what := operation.removeprefix("Put")) in PROPERTIES:
            bucket.properties[what] = given[PROPERTIES[what][0]]
            return {}
        if (what := operation.removeprefix("Get")) in PROPERTIES:
            return _property(bucket, what)
        return _OBJECTS[operation](bucket, given)

    def read(self, url: str) -> str | None:
        """The text of the object at a URL; None where there is none."""
        host, _, key = url.removeprefix("https://").partition("/")
        bucket = self.buckets.get(host.split(".")[0])
        return bucket.objects[key].decode() if bucket is not None and key in bucket.objects else None


def _property(bucket: FakeBucket, what: str) -> dict[str, Any]:
    parameter, code = PROPERTIES[what]
    found = bucket.properties.get(what)
    if what == "BucketVersioning":
        return dict(found or {})
    if found is None:
        raise Refusal(code, status=404)
    return {parameter: found}


def _put(bucket: FakeBucket, given: Given) -> dict[str, Any]:
    body: bytes = given["Body"].read()  # botocore makes a stream of it
    if given.get("IfNoneMatch") == "*" and given["Key"] in bucket.objects:
        raise Refusal("PreconditionFailed", status=412)
    if "IfMatch" in given and given["IfMatch"] != _etag(bucket.objects.get(given["Key"], b"")):
        raise Refusal("PreconditionFailed", status=412)
    if given["ChecksumSHA256"] != base64.b64encode(hashlib.sha256(body).digest()).decode():
        raise Refusal("BadDigest")
    bucket.objects[given["Key"]] = body
    bucket.versions.append((given["Key"], body))
    bucket.written[given["Key"]] = datetime.now(UTC)
    return {"ETag": _etag(body)}


def _etag(body: bytes) -> str:
    return hashlib.md5(body, usedforsecurity=False).hexdigest()


def _get(bucket: FakeBucket, given: Given) -> dict[str, Any]:
    if given["Key"] not in bucket.objects:
        raise Refusal("NoSuchKey", status=404)
    body, written = bucket.objects[given["Key"]], bucket.written.get(given["Key"], datetime.now(UTC))
    headers = {"date": format_datetime(datetime.now(UTC))}
    metadata = {"HTTPHeaders": headers}
    return {"Body": BytesIO(body), "ETag": _etag(body), "LastModified": written, "ResponseMetadata": metadata}


def _head(bucket: FakeBucket, given: Given) -> dict[str, Any]:
    if given["Key"] not in bucket.objects:
        raise Refusal("404", status=404)
    return {"ChecksumSHA256": base64.b64encode(hashlib.sha256(bucket.objects[given["Key"]]).digest()).decode()}


def _list(bucket: FakeBucket, given: Given) -> dict[str, Any]:
    return {"Contents": [{"Key": key} for key in sorted(bucket.objects) if key.startswith(given["Prefix"])]}


_OBJECTS: Mapping[str, Callable[[FakeBucket, Given], dict[str, Any]]] = {
    "HeadBucket": lambda bucket, given: {},
    "PutObject": _put,
    "GetObject": _get,
    "HeadObject": _head,
    "ListObjectsV2": _list,
}
