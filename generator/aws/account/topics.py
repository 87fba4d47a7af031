"""Topics that stacks are to tell of their events: whether each is there, and takes what a launch role of ours sends."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from generator.aws.errors import code_of, refusals
from generator.aws.session import Connection

_CLOSED = ("AuthorizationError", "AuthorizationErrorException", "AccessDenied")


@refusals("sns")
def find_untold(connection: Connection, topic: str) -> tuple[str, str] | None:
    """(what is in the way, fix); None where nothing is, or where it is another account's or cannot be read."""
    _, _, _, region, account, name = topic.split(":", 5)
    if account != connection.account or region != connection.region:
        return None
    client: Any = connection.client("sns")
    try:
        found: dict[str, Any] = client.get_topic_attributes(TopicArn=topic)["Attributes"]
    except ClientError as error:
        if code_of(error) in ("NotFound", "NotFoundException"):
            return f"the topic {topic} is not there", f"aws sns create-topic --name {name}"
        if code_of(error) in _CLOSED:
            return None
        raise
    if key := found.get("KmsMasterKeyId"):
        what = f"the topic {topic} is encrypted under {key}, which the launch role may not use"
        fix = "take a topic without a key of one's own, or `launch-role` with kms:GenerateDataKey and kms:Decrypt on it"
        return what, fix
    return None
