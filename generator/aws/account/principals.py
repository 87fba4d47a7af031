"""People and roles of this account who are to get in and do not exist."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from generator.aws.errors import code_of, listing
from generator.aws.session import Connection

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


@listing("iam")
def find_missing_principals(connection: Connection, arns: Iterable[str]) -> Iterator[str]:
    """Each role and user of this account that IAM does not know.

    Left out are patterns, principals of others, and what the caller may not ask.
    """
    client: IAMClient = connection.client("iam")
    looks: Mapping[str, Callable[[str], Any]] = {
        "role": lambda name: client.get_role(RoleName=name),
        "user": lambda name: client.get_user(UserName=name),
    }
    for arn in arns:
        kind, _, rest = arn.split(":", 5)[-1].partition("/")
        if f":{connection.account}:" not in arn or kind not in looks or "*" in rest or "?" in rest:
            continue
        try:
            looks[kind](rest.rpartition("/")[2])
        except ClientError as error:
            if code_of(error) == "NoSuchEntity":
                yield arn
