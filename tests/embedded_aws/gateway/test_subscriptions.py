"""A subscription that its owner must confirm waits for him, and nothing leaves the machine or reaches a port on it."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest

NO_QUEUE = "arn:aws:sqs:eu-west-1:111122223333:gone"
REFUSED = [
    ("pigeon", "a", "Amazon SNS does not support this protocol string: pigeon"),
    ("email", "foo", "Email address"),
    ("https", "http://example.com", "Endpoint must match the specified protocol"),
    ("http", "https://example.com", "Endpoint must match the specified protocol"),
    ("lambda", "function", "Lambda endpoint ARN"),
    ("sqs", "queue", "SQS endpoint ARN"),
]


@pytest.fixture
def topic(world: Any) -> Iterator[str]:
    sns = world.aws.client("sns")
    arn = str(sns.create_topic(Name="told")["TopicArn"])
    yield arn
    sns.delete_topic(TopicArn=arn)


def counted(world: Any, topic: str) -> tuple[str, str]:
    """How many of a topic's subscriptions are pending, and how many are confirmed."""
    found = world.aws.client("sns").get_topic_attributes(TopicArn=topic)["Attributes"]
    return found["SubscriptionsPending"], found["SubscriptionsConfirmed"]


@pytest.mark.parametrize(("protocol", "endpoint", "said"), REFUSED)
def test_an_endpoint_fits_its_protocol(
    world: Any, refused: Any, topic: str, protocol: str, endpoint: str, said: str
) -> None:
    sns = world.aws.client("sns")
    answer = refused(sns.subscribe, TopicArn=topic, Protocol=protocol, Endpoint=endpoint)
    assert answer == ("InvalidParameter", f"Invalid parameter: {said}")
    assert sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"] == []


def test_an_address_is_pending_until_it_confirms(world: Any, refused: Any, topic: str) -> None:
    sns = world.aws.client("sns")
    wanted = {"TopicArn": topic, "Protocol": "email", "Endpoint": "a@example.com"}
    assert sns.subscribe(**wanted)["SubscriptionArn"] == "pending confirmation"
    arn = sns.subscribe(**wanted, ReturnSubscriptionArn=True)["SubscriptionArn"]
    assert sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]["PendingConfirmation"] == "true"
    (listed,) = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    assert (listed["SubscriptionArn"], listed["Endpoint"]) == ("PendingConfirmation", "a@example.com")
    assert counted(world, topic) == ("1", "0")
    assert refused(sns.unsubscribe, SubscriptionArn=arn)[0] == "InvalidParameter"
    assert refused(sns.confirm_subscription, TopicArn=topic, Token="guess")[0] == "InvalidParameter"
    (waiting,) = world.aws.ask(f"confirmations?topic={topic}")
    assert sns.confirm_subscription(TopicArn=topic, Token=waiting["token"])["SubscriptionArn"] == arn
    assert sns.subscribe(**wanted)["SubscriptionArn"] == arn
    assert sns.list_subscriptions()["Subscriptions"][0]["SubscriptionArn"] == arn
    assert counted(world, topic) == ("0", "1")
    assert world.aws.ask(f"confirmations?topic={topic}") == []
    sns.unsubscribe(SubscriptionArn=arn)
    assert counted(world, topic) == ("0", "0")


def test_nothing_is_posted_and_no_dead_endpoint_fails_a_publication(world: Any, topic: str) -> None:
    sns, sqs = world.aws.client("sns"), world.aws.client("sqs")
    queue = sqs.create_queue(QueueName="alive")["QueueUrl"]
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=url)
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=NO_QUEUE)
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=NO_QUEUE.replace("gone", "alive"))
        sns.publish(TopicArn=topic, Message="one")
        (waiting,) = world.aws.ask(f"confirmations?topic={topic}")
        sns.confirm_subscription(TopicArn=topic, Token=waiting["token"])
        sns.publish(TopicArn=topic, Message="two")
        with pytest.raises(BlockingIOError):
            listener.accept()
    messages = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
    assert [json.loads(each["Body"])["Message"] for each in messages] == ["one", "two"]


def test_a_message_without_a_default_is_the_publishers_error(world: Any, refused: Any, topic: str) -> None:
    sns = world.aws.client("sns")
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=NO_QUEUE)
    assert refused(sns.publish, TopicArn=topic, Message="{}", MessageStructure="json")[0] == "InvalidParameter"


def test_a_policy_that_is_wrong_subscribes_nobody(world: Any, refused: Any, topic: str) -> None:
    sns = world.aws.client("sns")
    wanted = {"TopicArn": topic, "Protocol": "sqs", "Endpoint": NO_QUEUE}
    assert refused(sns.subscribe, **wanted, Attributes={"Foo": "x"})[0] == "InvalidParameter"
    assert sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"] == []
    arn = sns.subscribe(**wanted, Attributes={"RawMessageDelivery": "true"})["SubscriptionArn"]
    assert sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]["RawMessageDelivery"] == "true"
