"""What SQS and SNS say of requests with nothing in them, and a topic that keeps an order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from embedded_aws import ACCOUNT

Refused = Callable[..., tuple[str, str]]


def test_a_queue_without_a_name_and_a_batch_of_nothing_are_refused(world: Any, refused: Refused) -> None:
    sqs = world.aws.client("sqs")
    assert refused(sqs.create_queue, QueueName="")[0] == "InvalidParameterValue"
    url = sqs.create_queue(QueueName="batches")["QueueUrl"]
    assert "There should be at least one" in refused(sqs.send_message_batch, QueueUrl=url, Entries=[])[1]


def test_a_topic_keeps_an_order_from_its_making_or_never(world: Any, refused: Refused) -> None:
    sns = world.aws.client("sns")
    topic = sns.create_topic(Name="ordered.fifo", Attributes={"FifoTopic": "true"})["TopicArn"]
    assert sns.get_topic_attributes(TopicArn=topic)["Attributes"]["FifoTopic"] == "true"
    changed = {"TopicArn": topic, "AttributeName": "FifoTopic", "AttributeValue": "false"}
    assert refused(sns.set_topic_attributes, **changed) == ("InvalidParameter", "Invalid parameter: AttributeName")


def test_a_subscription_asks_for_its_topic_first(world: Any, refused: Refused) -> None:
    missing = f"arn:aws:sns:eu-west-1:{ACCOUNT}:nobody"
    sns = world.aws.client("sns")
    assert refused(sns.subscribe, TopicArn=missing, Protocol="sqs", Endpoint="x") == (
        "NotFound",
        "Topic does not exist",
    )


def test_logs_names_the_field_and_not_the_value(world: Any, refused: Refused) -> None:
    """As AWS answered to the authors of moto's tests."""
    logs = world.aws.client("logs")
    logs.create_log_group(logGroupName="held")
    arn = logs.describe_log_groups(logGroupNamePrefix="held")["logGroups"][0]["arn"]
    code, words = refused(logs.describe_log_streams, logGroupIdentifier=arn)
    assert code == "InvalidParameterException"
    assert words.startswith("1 validation error detected: Value at 'logGroupIdentifier' failed to satisfy constraint")
