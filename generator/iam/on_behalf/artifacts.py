"""Objects in S3 under a KMS key: S3 asks KMS as its caller. `EncryptionKey` is the object's, the request's or the
bucket's key, where it is one.

Source: S3 User Guide, "Using server-side encryption with AWS KMS keys (SSE-KMS)".
"""

from __future__ import annotations

from generator.iam.on_behalf.row import Row, Source

ENCRYPTION = Source("S3 User Guide, Using server-side encryption with AWS KMS keys (SSE-KMS)", "D")
_ARN = {"kms:EncryptionContext:aws:s3:arn": "arn:{partition}:s3:::{Bucket}"}
_WRITES = ("PutObject", "CopyObject", "CreateMultipartUpload")
_READS = ("GetObject", "UploadPart", "CompleteMultipartUpload")


def _row(operation: str, action: str) -> Row:
    return Row(f"s3:{operation}", action, "{key EncryptionKey}", ENCRYPTION, keys=_ARN, through="s3")


ROWS = (
    *(_row(name, "kms:GenerateDataKey") for name in _WRITES),
    *(_row(name, "kms:Decrypt") for name in _READS),
)
