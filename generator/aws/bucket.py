"""The artifact bucket itself: made where it is missing. Each run that writes looks at every property and mends it.

A run may be killed after CreateBucket and before any of the properties; somebody may change one in the console. So
nothing is taken from the bucket's being there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from generator.aws.errors import code_of
from generator.aws.session import Connection

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_CLOSED: Any = dict.fromkeys(
    ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
)
_OWNED: Any = {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
_ENCRYPTED: Any = {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}
_NOTHING = (
    "NoSuchPublicAccessBlockConfiguration",
    "ServerSideEncryptionConfigurationNotFoundError",
    "OwnershipControlsNotFoundError",
    "NoSuchBucketPolicy",
)
_TLS = "TlsOnly"


@dataclass(frozen=True)
class Fault:
    """A property that is not as it should be, in words, and the call that mends it."""

    words: str
    mend: Callable[[], object]


def open_bucket(connection: Connection, bucket: str) -> S3Client:
    """A client of S3, once the bucket is there and is as it should be; raises ClientError where it is another's."""
    client: S3Client = connection.client("s3")
    owner: Any = {"Bucket": bucket, "ExpectedBucketOwner": connection.account}
    try:
        client.head_bucket(**owner)
    except ClientError as error:
        if code_of(error) not in ("404", "NoSuchBucket"):
            raise
        _create(client, bucket, connection.region)
    for fault in find_faults(connection, client, bucket):
        fault.mend()
    return client


def find_faults(connection: Connection, client: S3Client, bucket: str) -> Iterator[Fault]:
    """Every property that is not as it should be, looked at one after the other."""
    owner: Any = {"Bucket": bucket, "ExpectedBucketOwner": connection.account}
    yield from _open(client, owner)
    yield from _forgetful(client, owner)
    yield from _without_tls(client, owner, f"arn:{connection.partition}:s3:::{bucket}")


def _create(client: S3Client, bucket: str, region: str) -> None:
    # AWS quirk: us-east-1 is the one region that refuses to be named (S3 API reference, CreateBucket).
    place: Any = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    try:
        client.create_bucket(Bucket=bucket, ObjectOwnership="BucketOwnerEnforced", **place)
    except ClientError as error:
        # An answer was lost, or another publisher was faster; `ExpectedBucketOwner` guards all that follows.
        if code_of(error) != "BucketAlreadyOwnedByYou":
            raise


def _open(client: S3Client, owner: Any) -> Iterator[Fault]:
    """Nobody but the account, whatever a policy or an access control list says."""
    there = _read(lambda: client.get_public_access_block(**owner)["PublicAccessBlockConfiguration"])
    if there != _CLOSED:
        yield Fault(
            "public access is not blocked",
            lambda: client.put_public_access_block(**owner, PublicAccessBlockConfiguration=_CLOSED),
        )
    there = _read(lambda: client.get_bucket_ownership_controls(**owner)["OwnershipControls"])
    if there != _OWNED:
        yield Fault(
            "access control lists hold",
            lambda: client.put_bucket_ownership_controls(**owner, OwnershipControls=_OWNED),
        )


def _forgetful(client: S3Client, owner: Any) -> Iterator[Fault]:
    """Every version of every object, encrypted; a key of the account's own is left as it is."""
    if client.get_bucket_versioning(**owner).get("Status") != "Enabled":
        yield Fault(
            "versions of objects are not kept",
            lambda: client.put_bucket_versioning(**owner, VersioningConfiguration={"Status": "Enabled"}),
        )
    if not _read(lambda: client.get_bucket_encryption(**owner)["ServerSideEncryptionConfiguration"]["Rules"]):
        yield Fault(
            "objects are not encrypted by default",
            lambda: client.put_bucket_encryption(**owner, ServerSideEncryptionConfiguration=_ENCRYPTED),
        )


def _without_tls(client: S3Client, owner: Any, arn: str) -> Iterator[Fault]:
    """TLS only; other statements stay, since a reader in another account may rest on one."""
    found = json.loads(_read(lambda: client.get_bucket_policy(**owner)["Policy"]) or "{}")
    statements = found.get("Statement", [])
    others = [each for each in statements if each.get("Sid") != _TLS]
    wanted = [*others, _tls_only(arn)]
    if statements != wanted:
        policy = json.dumps({"Version": "2012-10-17", "Statement": wanted})
        yield Fault("requests without TLS are not denied", lambda: client.put_bucket_policy(**owner, Policy=policy))


def _tls_only(arn: str) -> dict[str, Any]:
    return {
        "Sid": _TLS,
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn, f"{arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def _read(call: Callable[[], Any]) -> Any:
    """A property; None where the bucket has none."""
    try:
        return call()
    except ClientError as error:
        if code_of(error) not in _NOTHING:
            raise
        return None
