"""What the readers of live resources share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

Client = Callable[[str], Any]
Live = dict[str, Any]
Reader = Callable[[Client, str], Live]


def gone(operation: str) -> ClientError:
    """What a reader raises where a service lists nothing of this id."""
    return ClientError({"Error": {"Code": "ResourceNotFoundException", "Message": "It is gone"}}, operation)


def read_policies(iam: Any, kind: str, name: str) -> tuple[list[dict[str, Any]], list[str]]:
    """The inline policies of a `User`, `Group` or `Role`, and the ARNs of those that are attached."""
    of, what = {f"{kind}Name": name}, kind.lower()
    read = getattr(iam, f"get_{what}_policy")
    inline = [
        {"PolicyName": each, "PolicyDocument": read(**of, PolicyName=each)["PolicyDocument"]}
        for each in getattr(iam, f"list_{what}_policies")(**of)["PolicyNames"]
    ]
    return inline, [
        one["PolicyArn"] for one in getattr(iam, f"list_attached_{what}_policies")(**of)["AttachedPolicies"]
    ]
