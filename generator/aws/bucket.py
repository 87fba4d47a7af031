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

from generator.aws.errors import code_of, refusals
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
    """A property that is not as it should be, in words, what is so once it is mended, and the call that mends it."""

    words: str
    mended: str
    mend: Callable[[], object]


def open_bucket(connection: Connection, bucket: str) -> tuple[S3Client, tuple[str, ...]]:
    """A client of S3, once the bucket is there and is as it should be, and what was mended of a bucket that was there.

    Raises ClientError where it is another's.
    """
    client: S3Client = connection.client("s3")
    found = _is_there(connection, client, bucket)
    if not found:
        _create(client, bucket, connection.region)
    mended = []
    for fault in _find_faults(connection, client, bucket):
        fault.mend()
        mended.append(fault.mended)
    return client, tuple(mended) if found else ()


@refusals("s3")
def find_faults(connection: Connection, bucket: str) -> list[Fault]:
    """Every property that is not as it should be; none of a bucket that is not there yet."""
    client: S3Client = connection.client("s3")
    return list(_find_faults(connection, client, bucket)) if _is_there(connection, client, bucket) else []


def _is_there(connection: Connection, client: S3Client, bucket: str) -> bool:
    try:
        client.head_bucket(Bucket=bucket, ExpectedBucketOwner=connection.account)
    except ClientError as error:
        if code_of(error) not in ("404", "NoSuchBucket"):
            raise
        return False
    return True


def _find_faults(connection: Connection, client: S3Client, bucket: str) -> Iterator[Fault]:
    """Looked at one after the other."""
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
            "public access is blocked again",
            lambda: client.put_public_access_block(**owner, PublicAccessBlockConfiguration=_CLOSED),
        )
    there = _read(lambda: client.get_bucket_ownership_controls(**owner)["OwnershipControls"])
    if there != _OWNED:
        yield Fault(
            "access control lists hold",
            "access control lists hold no more",
            lambda: client.put_bucket_ownership_controls(**owner, OwnershipControls=_OWNED),
        )


def _forgetful(client: S3Client, owner: Any) -> Iterator[Fault]:
    """Every version of every object, encrypted; a key of the account's own is left as it is."""
    if client.get_bucket_versioning(**owner).get("Status") != "Enabled":
        yield Fault(
            "versions of objects are not kept",
            "versions of objects are kept again",
            lambda: client.put_bucket_versioning(**owner, VersioningConfiguration={"Status": "Enabled"}),
        )
    if not _read(lambda: client.get_bucket_encryption(**owner)["ServerSideEncryptionConfiguration"]["Rules"]):
        yield Fault(
            "objects are not encrypted by default",
            "objects are encrypted by default again",
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
        yield Fault(
            "requests without TLS are not denied",
            "requests without TLS are denied again",
            lambda: client.put_bucket_policy(**owner, Policy=policy),
        )


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
