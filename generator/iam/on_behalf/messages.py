"""Topics and queues under a customer managed key: who sends or receives needs the key.

`EncryptionKey` is the topic's or queue's key where it is one of the account's own, `Arn` the topic's or queue's ARN.
EventBridge's own calls to an encrypted queue are asked of the key's policy, where no source keys may be demanded (SNS
Developer Guide, "Managing Amazon SNS encryption keys and costs"; awslabs/landing-zone-accelerator-on-aws#407): they
are no call on a caller's behalf and have no row here.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.iam.on_behalf.row import Row, Source

TOPICS = Source("SNS Developer Guide, Managing Amazon SNS encryption keys and costs", "D")
QUEUES = Source("SQS Developer Guide, Amazon SQS Key management", "D")
_SENDS = ("kms:GenerateDataKey", "kms:Decrypt")
_USES = (
    ("sns", "Publish", _SENDS, TOPICS, "topicArn"),
    ("sns", "PublishBatch", _SENDS, TOPICS, "topicArn"),
    ("sqs", "SendMessage", _SENDS, QUEUES, "arn"),
    ("sqs", "SendMessageBatch", _SENDS, QUEUES, "arn"),
    ("sqs", "ReceiveMessage", _SENDS[1:], QUEUES, "arn"),
)


def _rows() -> Iterator[Row]:
    for service, name, actions, source, kind in _USES:
        keys = {f"kms:EncryptionContext:aws:{service}:{kind}": "{Arn}"}
        for action in actions:
            yield Row(f"{service}:{name}", action, "{key EncryptionKey}", source, keys=keys, through=service)


ROWS = tuple(_rows())
