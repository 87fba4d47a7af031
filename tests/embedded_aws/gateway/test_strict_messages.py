"""What SQS, SNS and EventBridge refuse of queues, messages, topics and rules."""

from __future__ import annotations

import json
from typing import Any

import pytest

QUEUE = "arn:aws:sqs:eu-west-1:111122223333:"
TOPIC = "arn:aws:sns:eu-west-1:111122223333:told"


def queue(**attributes: str) -> dict[str, Any]:
    """A request for a queue with these attributes."""
    return {"QueueName": "strict", "Attributes": attributes}


def dead_letters(name: str, count: int) -> str:
    return json.dumps({"deadLetterTargetArn": f"{QUEUE}{name}", "maxReceiveCount": count})


REFUSED: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "fifo": ("sqs", "InvalidParameterValue", "create_queue", {"QueueName": "strict.fifo"}),
    "visibility": ("sqs", "InvalidAttributeValue", "create_queue", queue(VisibilityTimeout="43201")),
    "retention": ("sqs", "InvalidAttributeValue", "create_queue", queue(MessageRetentionPeriod="59")),
    "word": ("sqs", "InvalidAttributeValue", "create_queue", queue(DelaySeconds="soon")),
    "attribute": ("sqs", "InvalidAttributeName", "create_queue", queue(Foo="1")),
    "read_only": ("sqs", "InvalidAttributeName", "create_queue", queue(QueueArn="1")),
    "no_target": ("sqs", "InvalidParameterValue", "create_queue", queue(RedrivePolicy=dead_letters("none", 3))),
    "no_count": ("sqs", "InvalidParameterValue", "create_queue", queue(RedrivePolicy=dead_letters("own", 0))),
    "high_count": ("sqs", "InvalidParameterValue", "create_queue", queue(RedrivePolicy=dead_letters("own", 1001))),
    "empty": ("sqs", "MissingParameter", "send_message", {"QueueUrl": "{queue}", "MessageBody": ""}),
    "character": ("sqs", "InvalidMessageContents", "send_message", {"QueueUrl": "{queue}", "MessageBody": "\x01"}),
    "topic_attribute": (
        "sns",
        "InvalidParameter",
        "set_topic_attributes",
        {"TopicArn": TOPIC, "AttributeName": "Foo", "AttributeValue": "x"},
    ),
    "display_name": (
        "sns",
        "InvalidParameter",
        "create_topic",
        {"Name": "x", "Attributes": {"DisplayName": "x" * 101}},
    ),
    "other_tags": ("sns", "InvalidParameter", "create_topic", {"Name": "told", "Tags": [{"Key": "a", "Value": "b"}]}),
    "rate": ("events", "ValidationException", "put_rule", {"Name": "r", "ScheduleExpression": "rate(1 minutes)"}),
    "cron": ("events", "ValidationException", "put_rule", {"Name": "r", "ScheduleExpression": "cron(0 8 * * * *)"}),
    "six_targets": (
        "events",
        "LimitExceededException",
        "put_targets",
        {"Rule": "own", "Targets": [{"Id": str(number), "Arn": TOPIC} for number in range(6)]},
    ),
}


@pytest.fixture(scope="module")
def own(world: Any) -> str:
    """A topic, a rule, and the URL of a queue."""
    world.aws.client("sns").create_topic(Name="told")
    world.aws.client("events").put_rule(Name="own", ScheduleExpression="rate(5 minutes)")
    return str(world.aws.client("sqs").create_queue(QueueName="own")["QueueUrl"])


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused(world: Any, refused: Any, own: str, case: str) -> None:
    service, code, operation, params = REFUSED[case]
    given = {name: own if value == "{queue}" else value for name, value in params.items()}
    said = refused(getattr(world.aws.client(service), operation), **given)[0]
    assert said.removeprefix("AWS.SimpleQueueService.") == code


def test_what_was_never_wrong_goes_on(world: Any, own: str) -> None:
    sqs, sns, events = (world.aws.client(service) for service in ("sqs", "sns", "events"))
    sqs.create_queue(**queue(RedrivePolicy=dead_letters("own", 3), VisibilityTimeout="0", DelaySeconds="900"))
    sqs.create_queue(QueueName="own.fifo", Attributes={"FifoQueue": "true"})
    sqs.send_message(QueueUrl=own, MessageBody="a\tb\U0001f986")
    sns.create_topic(Name="told", Attributes={"DisplayName": "x" * 100})
    sns.set_topic_attributes(TopicArn=TOPIC, AttributeName="HTTPSuccessFeedbackSampleRate", AttributeValue="5")
    for schedule in ("rate(1 day)", "cron(0 8 ? * MON-FRI *)", "cron(0/15 * * * ? *)"):
        events.put_rule(Name="own", ScheduleExpression=schedule)
    events.put_targets(Rule="own", Targets=[{"Id": str(number), "Arn": TOPIC} for number in range(5)])
