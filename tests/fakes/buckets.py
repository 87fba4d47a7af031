"""S3 in memory, as far as the publisher uses it: one bucket, written once under each key."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from tests.fakes.account import Refusal

_SETTINGS = ("PutPublicAccessBlock", "PutBucketVersioning", "PutBucketEncryption", "PutBucketPolicy")


class FakeBuckets:
    """Buckets with their objects by key."""

    def __init__(self) -> None:
        self.objects: dict[str, dict[str, bytes]] = {}

    def answer(self, operation: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """Carry one operation out."""
        bucket = given["Bucket"]
        if operation == "CreateBucket":
            self.objects[bucket] = {}
        elif bucket not in self.objects:
            raise Refusal("404" if operation == "HeadBucket" else "NoSuchBucket", status=404)
        elif operation == "PutObject":
            self._put(self.objects[bucket], given)
        else:
            assert operation in ("HeadBucket", *_SETTINGS), operation
        return {}

    def has(self, url: str) -> bool:
        """Whether this URL is that of an object."""
        host, _, key = url.removeprefix("https://").partition("/")
        return key in self.objects.get(host.split(".")[0], {})

    def _put(self, objects: dict[str, bytes], given: Mapping[str, Any]) -> None:
        body: bytes = given["Body"].read()  # botocore makes a stream of it
        if given.get("IfNoneMatch") == "*" and given["Key"] in objects:
            raise Refusal("PreconditionFailed", status=412)
        if given["ChecksumSHA256"] != base64.b64encode(hashlib.sha256(body).digest()).decode():
            raise Refusal("BadDigest")
        objects[given["Key"]] = body
