"""How a resource that exists already is set up, in the words of its CloudFormation type.

An import wants a template that says what is (CloudFormation User Guide, "Import AWS resources into a CloudFormation
stack automatically"), and a rollback goes back to just that.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import ClientError

from generator.aws.errors import code_of
from generator.aws.session import Connection

Properties = dict[str, Any]


def read_bucket(connection: Connection, name: str) -> Properties:
    """Versioning, encryption, ownership and the public access block; raises ClientError where there is no bucket."""
    s3 = connection.client("s3")
    # HeadBucket would be a data action, which the bucket's policy refuses from here.
    versioning = s3.get_bucket_versioning(Bucket=name).get("Status")
    block = _answer(lambda: s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"])
    owner = _answer(lambda: s3.get_bucket_ownership_controls(Bucket=name)["OwnershipControls"])
    encryption = _answer(lambda: s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"])
    rules = [
        {{"ApplyServerSideEncryptionByDefault": _BY_DEFAULT}.get(key, key): value for key, value in rule.items()}
        for rule in (encryption or {}).get("Rules", [])
    ]
    found = {
        "BucketName": name,
        "VersioningConfiguration": {"Status": versioning} if versioning else None,
        "PublicAccessBlockConfiguration": block,
        "OwnershipControls": owner,
        "BucketEncryption": {"ServerSideEncryptionConfiguration": rules} if rules else None,
    }
    return _given(found)


def read_bucket_policy(connection: Connection, name: str) -> Properties:
    """The bucket's policy; raises ClientError where there is none."""
    text = connection.client("s3").get_bucket_policy(Bucket=name)["Policy"]
    return {"Bucket": name, "PolicyDocument": json.loads(text)}


def read_log_group(connection: Connection, name: str) -> Properties | None:
    """Key and retention of a log group; None where there is none."""
    rows = connection.client("logs").describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    for row in rows:
        if row["logGroupName"] == name:
            days, key = row.get("retentionInDays"), row.get("kmsKeyId")
            return _given({"LogGroupName": name, "RetentionInDays": days, "KmsKeyId": key})
    return None


def read_key(connection: Connection, key: str) -> Properties:
    """Policy and rotation of a key."""
    kms = connection.client("kms")
    policy = json.loads(kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"])
    return {"KeyPolicy": policy, "EnableKeyRotation": kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"]}


_BY_DEFAULT = "ServerSideEncryptionByDefault"
_UNSET = (
    "NoSuchPublicAccessBlockConfiguration",
    "OwnershipControlsNotFoundError",
    "ServerSideEncryptionConfigurationNotFoundError",
)


def _answer(ask: Callable[[], Any]) -> Any:
    """The answer, or None where nothing is set."""
    try:
        return ask()
    except ClientError as error:
        if code_of(error) not in _UNSET:
            raise
        return None


def _given(properties: Mapping[str, Any]) -> Properties:
    return {name: value for name, value in properties.items() if value is not None}
