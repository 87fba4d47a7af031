"""The artifact bucket: template bodies and assets under their hash, written once, and what a catalog remembers."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from generator.aws.bucket import open_bucket
from generator.aws.errors import code_of, refusals
from generator.aws.session import Connection
from generator.diagnostics import Finding, Refused, Span
from generator.iam.on_behalf import Place
from generator.model import Digest
from generator.model.artifacts import artifact_bucket, artifact_key

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class Artifacts:
    """The content-addressed bucket `ds-artifacts-<account>-<region>` of one account and region."""

    def __init__(self, connection: Connection, root: Path) -> None:
        self._connection = connection
        self._root = root
        self._client: S3Client | None = None
        self.mended: tuple[str, ...] = ()
        """What was mended of the bucket, such as `public access is blocked again`."""

    @property
    def bucket(self) -> str:
        """The bucket's name."""
        return artifact_bucket(self._connection.account, self._connection.region)

    def url(self, digest: Digest) -> str:
        """The URL that CloudFormation and Service Catalog load a body from."""
        return self.address(artifact_key(digest, ".yaml"))

    def address(self, key: str) -> str:
        """The URL of an object."""
        here = self._connection
        domain = Place(here.region, here.account, here.partition).suffix
        return f"https://{self.bucket}.s3.{here.region}.{domain}/{key}"

    @refusals("s3")
    def open(self) -> None:
        """Make the bucket, or mend its properties."""
        self._open()

    @refusals("s3")
    def upload(self, digest: Digest, path: str) -> None:
        """Put a released file under its hash; refuses a file that is not its release.

        What is there already under that name is verified: another's bytes are written over, and stay as an earlier
        version of the object.
        """
        body = (self._root / path).read_bytes()
        if Digest.of(body) != digest:
            what = f"`{path}` is not what was released: {Digest.of(body).short} instead of {digest.short}"
            raise Refused(Finding("VER504", what, Span(path), fix=f"git checkout -- {path}"))
        key = artifact_key(digest, Path(path).suffix)
        try:
            self._put(key, body, digest, IfNoneMatch="*")
        except ClientError as error:
            if code_of(error) not in ("PreconditionFailed", "412"):
                raise
            if self._stored(key) != digest:
                self._put(key, body, digest)

    def write(self, key: str, text: str, **condition: str) -> str:
        """Put a text, over what was there, which the bucket keeps as an earlier version; returns its ETag."""
        body = text.encode()
        return str(self._put(key, body, Digest.of(body), **condition)["ETag"])

    def find(self, key: str) -> Any:
        """The answer of GetObject; None where there is no such object."""
        try:
            return self._connection.client("s3").get_object(**self._owner, Key=key)
        except ClientError as error:
            if code_of(error) not in ("NoSuchKey", "NoSuchBucket", "404"):
                raise
            return None

    def read(self, key: str) -> str | None:
        """A text; None where there is none."""
        found = self.find(key)
        return str(found["Body"].read().decode()) if found is not None else None

    def keys(self, prefix: str) -> Iterator[str]:
        """The keys that begin so; none where there is no bucket yet."""
        pages = self._connection.client("s3").get_paginator("list_objects_v2")
        try:
            for page in pages.paginate(**self._owner, Prefix=prefix):
                yield from (item["Key"] for item in page.get("Contents", []))
        except ClientError as error:
            if code_of(error) not in ("404", "NoSuchBucket"):
                raise

    @property
    def _owner(self) -> dict[str, Any]:
        return {"Bucket": self.bucket, "ExpectedBucketOwner": self._connection.account}

    def _put(self, key: str, body: bytes, digest: Digest, **condition: Any) -> Any:
        checksum = base64.b64encode(bytes.fromhex(digest.hex)).decode()
        return self._open().put_object(**self._owner, Key=key, Body=body, ChecksumSHA256=checksum, **condition)

    def _stored(self, key: str) -> Digest:
        """The digest of the bytes that are there, read and not believed."""
        return Digest.of(self._open().get_object(**self._owner, Key=key)["Body"].read())

    def _open(self) -> S3Client:
        if self._client is None:
            self._client, self.mended = open_bucket(self._connection, self.bucket)
        return self._client
