"""Encrypted topics and queues: who sends or receives needs their key, too.

Source: SNS Developer Guide, "Managing Amazon SNS encryption keys and costs"; SQS Developer Guide, "Amazon SQS Key
management". Keys of AWS's own are open to everybody in the account and need nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from embedded_aws.gateway.authorization.kms_keys import find_key
from embedded_aws.gateway.wire import Parsed

_SENDS = ("kms:GenerateDataKey", "kms:Decrypt")
_USES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("sns", "Publish"): _SENDS,
    ("sns", "PublishBatch"): _SENDS,
    ("sqs", "SendMessage"): _SENDS,
    ("sqs", "SendMessageBatch"): _SENDS,
    ("sqs", "ReceiveMessage"): ("kms:Decrypt",),
}


class KeyUse(NamedTuple):
    """One action on a key, with the encryption context of the call."""

    action: str
    key: str
    context: Mapping[str, str]


def find_key_uses(parsed: Parsed, region: str, account: str) -> list[KeyUse]:
    """What an operation on messages asks of the topic's or queue's customer managed key."""
    actions = _USES.get((parsed.service, parsed.operation))
    if not actions:
        return []
    name, arn = (_topic if parsed.service == "sns" else _queue)(parsed.params, region, account)
    if not name or find_key(name, region, account) is None:
        return []
    return [KeyUse(action, name, {f"aws:{parsed.service}:{_KIND[parsed.service]}": arn}) for action in actions]


_KIND = {"sns": "topicArn", "sqs": "arn"}


def _topic(params: Mapping[str, Any], region: str, account: str) -> tuple[str, str]:
    from moto.sns.models import sns_backends

    arn = str(params.get("TopicArn") or params.get("TargetArn") or "")
    topic = sns_backends[account][region].topics.get(arn)
    return str(getattr(topic, "kms_master_key_id", None) or ""), arn


def _queue(params: Mapping[str, Any], region: str, account: str) -> tuple[str, str]:
    from moto.sqs.models import sqs_backends

    queue = sqs_backends[account][region].queues.get(str(params.get("QueueUrl", "")).rsplit("/", 1)[-1])
    return str(getattr(queue, "kms_master_key_id", None) or ""), str(getattr(queue, "queue_arn", ""))
