"""The log bucket that portfolio.yaml gives to an environment: ours, here, and open to what writes logs.

Source: S3 User Guide, "Enabling Amazon S3 server access logging" (region and account of the destination, its default
encryption with SSE-S3, no default retention, and the bucket policy or the ACL for the log delivery group); CloudTrail
User Guide, "Amazon S3 bucket policy for CloudTrail".
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from botocore.exceptions import ClientError

from generator.aws.account.concern import Concern
from generator.aws.account.given_policies import Given, Statement, find_refused, listed, pasted
from generator.aws.account.ground import Ground
from generator.aws.errors import code_of, message_of

_LOG_DELIVERY = "http://acs.amazonaws.com/groups/s3/LogDelivery"
_NONE = ("NoSuchBucketPolicy", "ServerSideEncryptionConfigurationNotFoundError", "ObjectLockConfigurationNotFoundError")
FIELD = "existing.log-bucket"
_ALONE = "remove `log-bucket`: the environment then makes its own"


def find_unusable_bucket(ground: Ground) -> Iterator[Concern]:
    """What is wrong with a given log bucket (AWS738)."""
    name = ground.said(FIELD)
    if not name:
        return
    try:
        where = _read(ground, name, "get_bucket_location").get("LocationConstraint") or "us-east-1"
        if where != ground.connection.region:
            yield _concern(f"the log bucket {name} is in {where}: logs are written within a region", _ALONE)
            return
        yield from _look_at_contents(ground, name)
        yield from _look_at_policy(ground, name)
    except ClientError as error:
        if code_of(error) in ("NoSuchBucket", "404"):
            yield _concern(f"the log bucket {name} is not there", _ALONE)
        elif error.operation_name == "GetBucketLocation":
            account = ground.connection.account
            yield _concern(f"the log bucket {name} is not account {account}'s: {message_of(error)}", _ALONE)
        else:
            message = f"the log bucket {name} cannot be looked at: {error.operation_name}: {message_of(error)}"
            yield Concern("AWS738", message, FIELD, "look at it as whoever may", warning=True)


def _look_at_contents(ground: Ground, name: str) -> Iterator[Concern]:
    """How it would keep what is written."""
    found = _read(ground, name, "get_bucket_encryption").get("ServerSideEncryptionConfiguration", {})
    for rule in found.get("Rules", ()):
        by = rule.get("ApplyServerSideEncryptionByDefault", {}).get("SSEAlgorithm", "AES256")
        if by != "AES256":
            sse = '{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"AES256"}}]}'
            fix = f"aws s3api put-bucket-encryption --bucket {name} --server-side-encryption-configuration '{sse}'"
            yield _concern(f"the log bucket {name} encrypts by {by}, and S3 delivers access logs to SSE-S3 alone", fix)
    lock = _read(ground, name, "get_object_lock_configuration").get("ObjectLockConfiguration", {})
    if lock.get("Rule"):
        fix = (
            f"aws s3api put-object-lock-configuration --bucket {name} "
            "--object-lock-configuration ObjectLockEnabled=Enabled"
        )
        yield _concern(f"the log bucket {name} has a default retention, and S3 then delivers no access logs", fix)


def _look_at_policy(ground: Ground, name: str) -> Iterator[Concern]:
    wanted = _wanted(ground, name)
    grants = _read(ground, name, "get_bucket_acl").get("Grants", ())
    if any(each["Grantee"].get("URI") == _LOG_DELIVERY and each["Permission"] == "WRITE" for each in grants):
        wanted = [each for each in wanted if each["Sid"] != "WriteAccessLogs"]
    text = _read(ground, name, "get_bucket_policy").get("Policy", '{"Version": "2012-10-17", "Statement": []}')
    account = ground.connection.account
    given = Given(json.loads(text), f"arn:{ground.connection.partition}:s3:::{name}", account, ground.caller)
    refused, doubt = find_refused(wanted, given)
    if refused:
        names = ", ".join(str(each["Sid"]) for each in refused)
        message = f"the policy of the log bucket {name} does not allow what the environment needs: {names}"
        fix = f"add to the bucket's policy: {pasted(refused)}"
        yield Concern("AWS738", f"{message} ({doubt})" if doubt else message, FIELD, fix, bool(doubt))


def _wanted(ground: Ground, name: str) -> list[Statement]:
    """What our own log bucket would allow, for this bucket and below the environment's name."""
    own = ground.drawn_instead(FIELD)
    ours = str(own["AWS::S3::Bucket"]["BucketName"])
    statements: list[Statement] = own["AWS::S3::BucketPolicy"]["PolicyDocument"]["Statement"]

    def moved(resource: str) -> str:
        head, _, objects = resource.partition(f":::{ours}")
        return f"{head}:::{name}{objects.replace('/', f'/{ground.stack}/', 1)}"

    return [
        {**each, "Resource": [moved(one) for one in listed(each["Resource"])]}
        for each in statements
        if each["Effect"] == "Allow"
    ]


def _read(ground: Ground, name: str, operation: str) -> Mapping[str, Any]:
    """One property of the bucket, of this account alone; nothing where it has none."""
    client = ground.connection.client("s3")
    try:
        found: Mapping[str, Any] = getattr(client, operation)(
            Bucket=name, ExpectedBucketOwner=ground.connection.account
        )
    except ClientError as error:
        if code_of(error) in _NONE:
            return {}
        raise
    return found


def _concern(message: str, fix: str) -> Concern:
    return Concern("AWS738", message, FIELD, fix)
