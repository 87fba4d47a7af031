"""Names that somebody else has: a creation would fail on them, when half of the stack is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from botocore.exceptions import ClientError

from generator.aws.account.concern import Concern
from generator.aws.account.ground import Ground
from generator.aws.account.owners import stack_of
from generator.aws.errors import code_of

_ABSENT = ("NoSuchBucket", "404", "NoSuchEntity", "ResourceNotFoundException", "ParameterNotFound")
_ADOPTED = ("AWS::S3::Bucket", "AWS::Logs::LogGroup")
"""What a first deployment takes back where no stack has it."""


def find_taken_names(ground: Ground) -> Iterator[Concern]:
    """Each named resource to be made whose name is in use."""
    for name, properties in ground.fresh(*_NAMED):
        kind = str(ground.made[name]["Type"])
        key, exists, field, fix = _NAMED[kind]
        physical = properties.get(key)
        if not isinstance(physical, str) or not exists(ground, physical):
            continue
        owner = stack_of(ground.connection, physical)
        if owner == ground.stack or (owner is None and kind in _ADOPTED and not ground.there):
            continue
        whose = f"stack {owner} has it" if owner else "it is there, and no stack made it"
        yield Concern("AWS735", f"`{physical}`, which `{name}` would be called, is taken: {whose}", field, fix)


def _bucket(ground: Ground, name: str) -> bool:
    """Whether there is one, in any account: another account's answers 403."""
    # HeadBucket would be a data action, which a bucket of ours refuses from here.
    return _answers(lambda: ground.connection.client("s3").get_bucket_versioning(Bucket=name))


def _role(ground: Ground, name: str) -> bool:
    return _answers(lambda: ground.connection.client("iam").get_role(RoleName=name))


def _log_group(ground: Ground, name: str) -> bool:
    rows = ground.connection.client("logs").describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    return any(row["logGroupName"] == name for row in rows)


def _parameter(ground: Ground, name: str) -> bool:
    return _answers(lambda: ground.connection.client("ssm").get_parameter(Name=name))


def _answers(ask: Callable[[], Any]) -> bool:
    try:
        ask()
    except ClientError as error:
        return code_of(error) not in _ABSENT
    return True


_STAGE = "stage: dev2"
_NAMED: Mapping[str, tuple[str, Callable[[Ground, str], bool], str, str]] = {
    "AWS::S3::Bucket": ("BucketName", _bucket, "stage", _STAGE),
    "AWS::IAM::Role": ("RoleName", _role, "stage", f"delete the role, or: {_STAGE}"),
    "AWS::Logs::LogGroup": ("LogGroupName", _log_group, "options.sagemaker-log-groups", "sagemaker-log-groups: false"),
    "AWS::SSM::Parameter": ("Name", _parameter, "options.current", "current: false, or another stage"),
}
"""Type → the property with the name, whether it exists, and the answer and fix that avoid it."""
