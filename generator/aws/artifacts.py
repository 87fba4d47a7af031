"""The artifact bucket: template bodies and assets under their hash, written once."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from generator.aws.errors import code_of, refusals
from generator.aws.session import Connection
from generator.diagnostics import Finding, Refused, Span
from generator.model import Digest
from generator.planning.artifacts import artifact_bucket, artifact_key

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class Artifacts:
    """The content-addressed bucket `ds-artifacts-<account>-<region>` of one account and region."""

    def __init__(self, connection: Connection, root: Path) -> None:
        self._connection = connection
        self._root = root
        self._ready = False

    @property
    def bucket(self) -> str:
        """The bucket's name."""
        return artifact_bucket(self._connection.account, self._connection.region)

    def url(self, digest: Digest) -> str:
        """The URL that CloudFormation and Service Catalog load a body from."""
        domain = "amazonaws.com.cn" if self._connection.partition == "aws-cn" else "amazonaws.com"
        return f"https://{self.bucket}.s3.{self._connection.region}.{domain}/{artifact_key(digest, '.yaml')}"

    @refusals("s3")
    def upload(self, digest: Digest, path: str) -> None:
        """Put a released file under its hash, unless it is there; refuses a file that is not its release."""
        body = (self._root / path).read_bytes()
        if Digest.of(body) != digest:
            what = f"`{path}` is not what was released: {Digest.of(body).short} instead of {digest.short}"
            raise Refused(Finding("VER504", what, Span(path), fix=f"git checkout -- {path}"))
        client = self._open()
        try:
            client.put_object(
                Bucket=self.bucket,
                Key=artifact_key(digest, Path(path).suffix),
                Body=body,
                IfNoneMatch="*",
                ExpectedBucketOwner=self._connection.account,
                ChecksumSHA256=base64.b64encode(bytes.fromhex(digest.hex)).decode(),
            )
        except ClientError as error:
            if code_of(error) not in ("PreconditionFailed", "412"):
                raise

    def _open(self) -> S3Client:
        client: S3Client = self._connection.client("s3")
        if not self._ready:
            try:
                client.head_bucket(Bucket=self.bucket, ExpectedBucketOwner=self._connection.account)
            except ClientError as error:
                if code_of(error) not in ("404", "NoSuchBucket"):
                    raise
                self._create(client)
            self._ready = True
        return client

    def _create(self, client: S3Client) -> None:
        region = self._connection.region
        # AWS quirk: us-east-1 is the one region that refuses to be named (S3 API reference, CreateBucket).
        place = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        client.create_bucket(Bucket=self.bucket, ObjectOwnership="BucketOwnerEnforced", **place)  # type: ignore[arg-type] # the region is not a literal
        client.put_public_access_block(
            Bucket=self.bucket,
            PublicAccessBlockConfiguration=dict.fromkeys(
                ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
            ),  # type: ignore[arg-type] # a literal dict in the stub
        )
        client.put_bucket_versioning(Bucket=self.bucket, VersioningConfiguration={"Status": "Enabled"})
        client.put_bucket_encryption(
            Bucket=self.bucket,
            ServerSideEncryptionConfiguration={
                "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]
            },
        )
        client.put_bucket_policy(Bucket=self.bucket, Policy=json.dumps(self._policy()))

    def _policy(self) -> dict[str, object]:
        arn = f"arn:{self._connection.partition}:s3:::{self.bucket}"
        return {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "TlsOnly",
                    "Effect": "Deny",
                    "Principal": "*",
                    "Action": "s3:*",
                    "Resource": [arn, f"{arn}/*"],
                    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
                }
            ],
        }
