"""The artifact bucket: who publishes and who deploys make it, mend it and put bodies into it."""

from __future__ import annotations

from awacs.aws import Statement

from generator.iam.publishing.scope import Scope
from generator.iam.statements import allow

MENDING = (
    "s3:CreateBucket",
    "s3:PutBucketOwnershipControls",
    "s3:PutBucketPolicy",
    "s3:PutBucketPublicAccessBlock",
    "s3:PutBucketVersioning",
    "s3:PutEncryptionConfiguration",
)


def write_bodies(scope: Scope, *more: str) -> list[Statement]:
    """Bodies under their digests; objects below `more` prefixes, too. Nothing is ever deleted."""
    return [
        allow("MendTheBucket", MENDING, scope.buckets),
        allow("WriteBodies", "s3:PutObject", scope.objects("templates/", "assets/", *more)),
    ]
