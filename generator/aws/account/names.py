"""Names that somebody else has: a creation would fail on them, when half of the stack is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from botocore.exceptions import ClientError

from generator.aws.account.concern import Concern
from generator.aws.account.ground import Ground
from generator.aws.account.owners import stack_of
from generator.aws.errors import code_of

_ABSENT = ("NoSuchBucket", "404", "NoSuchEntity", "ResourceNotFoundException", "ParameterNotFound")
_AT_ONCE = 10
"""Names that GetParameters takes (API Reference)."""
_ADOPTED = ("AWS::S3::Bucket", "AWS::Logs::LogGroup")
"""What a first deployment takes back where no stack has it."""


def find_taken_names(ground: Ground) -> Iterator[Concern]:
    """Each named resource to be made whose name is in use."""
    wanted = [(name, str(ground.made[name]["Type"]), properties) for name, properties in ground.fresh(*_NAMED)]
    named = [(name, kind, properties.get(_NAMED[kind][0])) for name, kind, properties in wanted]
    asked = [(name, kind, physical) for name, kind, physical in named if isinstance(physical, str)]
    taken = {kind: _NAMED[kind][1](ground, [each[2] for each in asked if each[1] == kind]) for kind in _NAMED}
    for name, kind, physical in asked:
        if physical not in taken[kind]:
            continue
        owner = stack_of(ground.connection, physical)
        if owner == ground.stack or (owner is None and kind in _ADOPTED and not ground.there):
            continue
        _, _, field, fix = _NAMED[kind]
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


def _parameters(ground: Ground, names: Sequence[str]) -> set[str]:
    """Those that are there; an environment has some fifty."""
    ssm, found = ground.connection.client("ssm"), set[str]()
    for start in range(0, len(names), _AT_ONCE):
        answer = ssm.get_parameters(Names=list(names[start : start + _AT_ONCE]))
        found.update(each["Name"] for each in answer["Parameters"])
    return found


def _each(exists: Callable[[Ground, str], bool]) -> Callable[[Ground, Sequence[str]], set[str]]:
    """Asks for one name after the other."""
    return lambda ground, names: {name for name in names if exists(ground, name)}


def _answers(ask: Callable[[], Any]) -> bool:
    try:
        ask()
    except ClientError as error:
        return code_of(error) not in _ABSENT
    return True


_STAGE, _GROUPS = "stage: dev2", "options.sagemaker-log-groups"
_NAMED: Mapping[str, tuple[str, Callable[[Ground, Sequence[str]], set[str]], str, str]] = {
    "AWS::S3::Bucket": ("BucketName", _each(_bucket), "stage", _STAGE),
    "AWS::IAM::Role": ("RoleName", _each(_role), "stage", f"delete the role, or: {_STAGE}"),
    "AWS::Logs::LogGroup": (
        "LogGroupName",
        _each(_log_group),
        "options.sagemaker-log-groups",
        "sagemaker-log-groups: false",
    ),
    "AWS::SSM::Parameter": ("Name", _parameters, "options.current", "current: false, or another stage"),
}
"""Type → the property with the name, which of the names are there, and the answer and fix that avoid it."""
