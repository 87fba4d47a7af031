"""S3: our buckets, and the service-owned one that image layers are read from, by name."""

from __future__ import annotations

from awacs.aws import PolicyDocument
from troposphere import AccountId, Sub

from generator.iam.conditions import string_equals
from generator.iam.keys import RESOURCE_ACCOUNT
from generator.iam.statements import allow, anyone, policy
from products.environment.endpoints.policies.perimeter import ours
from products.environment.names import bucket_arn

_OBJECTS = (
    "s3:AbortMultipartUpload",
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:GetObject",
    "s3:GetObjectAttributes",
    "s3:GetObjectTagging",
    "s3:GetObjectVersion",
    "s3:ListMultipartUploadParts",
    "s3:PutObject",
    "s3:PutObjectTagging",
)
_BUCKETS = ("s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads", "s3:ListBucketVersions")

_LAYERS = Sub("arn:${AWS::Partition}:s3:::prod-${AWS::Region}-starport-layer-bucket/*")


def s3() -> PolicyDocument:
    """The gateway endpoint's policy.

    Image layers are fetched with URLs that ECR signs, so their principal is not ours (ECR User Guide, "Create the
    Amazon S3 gateway endpoint"); the statement reads one service-owned bucket and nothing else. CodeArtifact's asset
    buckets are left out: Python packages do not need them (CodeArtifact User Guide, page of the same title). So are
    JumpStart's and the samples': no role may read them.
    """
    in_our_account = string_equals(RESOURCE_ACCOUNT, AccountId)
    return policy(
        ours("OurObjects", _OBJECTS, [bucket_arn("data", "*"), bucket_arn("models", "*")], in_our_account),
        ours("OurBuckets", _BUCKETS, [bucket_arn("data"), bucket_arn("models")], in_our_account),
        allow("ReadImageLayers", "s3:GetObject", _LAYERS, to=anyone()),
    )
