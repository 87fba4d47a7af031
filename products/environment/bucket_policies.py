"""The bucket policies.

Data buckets deny data actions from anywhere but our S3 endpoint. Only data actions: a deny on `s3:*` would lock out
administrators and CloudFormation, who configure the bucket from outside.
"""

from __future__ import annotations

from awacs.aws import ConditionElement, PolicyDocument, Statement
from troposphere import Ref, Split

from generator.iam.conditions import (
    absent,
    arn_like,
    arn_not_equals,
    bool_,
    json_bool,
    present,
    string_equals,
    string_not_equals,
)
from generator.iam.keys import (
    ENCRYPTION,
    ENCRYPTION_CUSTOMER_KEY,
    ENCRYPTION_KEY,
    PRINCIPAL_ARN,
    SECURE_TRANSPORT,
    SOURCE_ACCOUNT,
    SOURCE_ARN,
    SOURCE_VPCE,
    VIA_AWS_SERVICE,
)
from generator.iam.statements import allow, anyone, deny, either, only_if, policy, services
from products.environment.estate import When
from products.environment.names import Value, arn, bucket_arn

DATA_ACTIONS = (
    "s3:AbortMultipartUpload",
    "s3:DeleteObject*",
    "s3:GetObject*",
    "s3:ListBucket",
    "s3:ListBucketMultipartUploads",
    "s3:ListBucketVersions",
    "s3:ListMultipartUploadParts",
    "s3:PutObject*",
    "s3:ReplicateObject",
    "s3:RestoreObject",
)


def data_policy(kind: str, key: Value, endpoint: Value) -> PolicyDocument:
    """The policy of the `data` or `models` bucket.

    The roles of `DataPrincipals` are the named ways in from outside the endpoint, for loaders, backup, replication and
    scanners; where none is named there is none.
    """
    put, objects = "s3:PutObject", bucket_arn(kind, "*")
    everything = [bucket_arn(kind), objects]
    named = arn_not_equals(PRINCIPAL_ARN, Split(",", Ref("DataPrincipals")))
    return policy(
        *_no_plain_http(everything),
        deny(
            "DenyAnotherKey",
            put,
            objects,
            present(ENCRYPTION_KEY),
            string_not_equals(ENCRYPTION_KEY, key),
            to=anyone(),
        ),
        # A header that asks for encryption and names no key means S3's or AWS's own key; no header means ours.
        deny("DenyEncryptionWithoutOurKey", put, objects, present(ENCRYPTION), absent(ENCRYPTION_KEY), to=anyone()),
        deny("DenyCustomerProvidedKeys", put, objects, present(ENCRYPTION_CUSTOMER_KEY), to=anyone()),
        either(When.HAS_DATA_PRINCIPALS, _outside(everything, endpoint, named), _outside(everything, endpoint)),
    )


def _outside(everything: list[Value], endpoint: Value, *but: ConditionElement) -> Statement:
    here = (string_not_equals(SOURCE_VPCE, endpoint), bool_(VIA_AWS_SERVICE, False))
    return deny("DenyDataOutsideOurEndpoint", DATA_ACTIONS, everything, *here, *but, to=anyone())


def logs_policy() -> PolicyDocument:
    """The policy of the log bucket: log services write, nobody deletes."""
    everything = [bucket_arn("logs"), bucket_arn("logs", "*")]
    return policy(
        *_no_plain_http(everything),
        deny(
            "DenyDeletingLogs",
            ("s3:DeleteObject", "s3:DeleteObjectVersion"),
            bucket_arn("logs", "*"),
            to=anyone(),
        ),
        allow(
            "WriteAccessLogs",
            "s3:PutObject",
            bucket_arn("logs", "access/*"),
            string_equals(SOURCE_ACCOUNT, Ref("AWS::AccountId")),
            arn_like(SOURCE_ARN, bucket_arn("data"), bucket_arn("models")),
            to=services("logging.s3.amazonaws.com"),
        ),
        *(only_if(When.OWN_TRAIL, statement) for statement in _trail_writes()),
    )


def _trail_writes() -> tuple[Statement, Statement]:
    trail = string_equals(SOURCE_ARN, arn("cloudtrail", "trail/{prefix}-trail"))
    to = services("cloudtrail.amazonaws.com")
    files = bucket_arn("logs", "trail/AWSLogs/${AWS::AccountId}/*")
    return (
        allow("CheckBucketForTrail", "s3:GetBucketAcl", bucket_arn("logs"), trail, to=to),
        allow("WriteTrail", "s3:PutObject", files, trail, to=to),
    )


def _no_plain_http(everything: list[Value]) -> tuple[Statement, Statement]:
    """Two statements of one meaning: some rule sets look for the JSON boolean, others for the string."""
    return (
        deny("DenyPlainHttp", "s3:*", everything, json_bool(SECURE_TRANSPORT, False), to=anyone()),
        deny("DenyPlainHttpInWords", "s3:*", everything, bool_(SECURE_TRANSPORT, False), to=anyone()),
    )
