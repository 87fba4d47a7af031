"""Keys that portfolio.yaml gives to an environment: there, enabled, of the right kind, and with a policy that suffices.

CloudFormation says so only at the bucket, the log group or the notebook that needs the key, when half of the stack is
there; CloudWatch Logs and CloudTrail name the key's policy as one reason among several.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from botocore.exceptions import ClientError

from generator.aws.account.concern import Concern
from generator.aws.account.given_policies import Given, Statement, find_refused, pasted
from generator.aws.account.ground import Ground
from generator.aws.errors import code_of, message_of

KEYS = ("existing.data-key", "existing.notebook-key", "existing.logs-key")
_ALONE = "remove `{field}`: the environment then makes its own"
_ADMINISTER, _DESCRIBE = "AdministerByIam", "kms:DescribeKey"


def find_unusable_keys(ground: Ground) -> Iterator[Concern]:
    """Each given key that would not do (AWS736), or whose policy would not (AWS737)."""
    for field in KEYS:
        if arn := ground.said(field):
            own = ground.drawn_instead(field)["AWS::KMS::Key"]
            yield from _look(ground, field, arn, own["KeyPolicy"]["Statement"])


def _look(ground: Ground, field: str, arn: str, drawn: list[Statement]) -> Iterator[Concern]:
    key_of = field.rpartition(".")[2]
    try:
        key = ground.connection.client("kms").describe_key(KeyId=arn)["KeyMetadata"]
    except ClientError as error:
        absent = code_of(error) == "NotFoundException"
        what = "is not there" if absent else f"cannot be looked at: {message_of(error)}"
        yield Concern("AWS736", f"the key {arn} {what}", field, _ALONE.format(field=key_of), warning=not absent)
        return
    if fault := _fault(key):
        what, fix = fault
        yield Concern("AWS736", f"the key {arn} {what}", field, fix.format(arn=arn, field=key_of))
    yield from _look_at_policy(ground, field, arn, drawn)


def _fault(key: Mapping[str, Any]) -> tuple[str, str] | None:
    """What is wrong with a key, and the fix."""
    state = key["KeyState"]
    if (key["KeySpec"], key["KeyUsage"]) != ("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT"):
        return (
            f"is of kind {key['KeySpec']} for {key['KeyUsage']}: AWS's services encrypt with symmetric ones",
            _ALONE,
        )
    if state == "PendingDeletion":
        return (
            "is waiting for its deletion",
            "aws kms cancel-key-deletion --key-id {arn} && aws kms enable-key --key-id {arn}",
        )
    if state != "Enabled":
        return f"is {state}", "aws kms enable-key --key-id {arn}"
    return None


def _look_at_policy(ground: Ground, field: str, arn: str, drawn: list[Statement]) -> Iterator[Concern]:
    try:
        text = ground.connection.client("kms").get_key_policy(KeyId=arn, PolicyName="default")["Policy"]
    except ClientError as error:
        message = f"the policy of {arn} cannot be looked at: {message_of(error)}"
        yield Concern("AWS737", message, field, _allow(_wanted(drawn)), warning=True)
        return
    given = Given(json.loads(text), arn, ground.connection.account, ground.caller)
    refused, doubt = find_refused(_wanted(drawn), given)
    if refused:
        names = ", ".join(str(each["Sid"]) for each in refused)
        message = f"the policy of {arn} does not allow what the environment needs: {names}"
        yield Concern("AWS737", f"{message} ({doubt})" if doubt else message, field, _allow(refused), bool(doubt))


def _wanted(drawn: list[Statement]) -> list[Statement]:
    """Ours, without what only an administrator does with a key."""
    return [
        {**each, "Action": _DESCRIBE, "Sid": "DescribeByIam"} if each["Sid"] == _ADMINISTER else each for each in drawn
    ]


def _allow(statements: tuple[Statement, ...] | list[Statement]) -> str:
    return f"add to the key's policy: {pasted(statements)}"
