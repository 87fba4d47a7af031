"""SNS: Topic, TopicPolicy, Subscription. SQS: Queue, QueuePolicy."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from embedded_aws.cloudformation.providers.endpoint import policy_text
from embedded_aws.cloudformation.providers.provider import (
    Properties,
    Provider,
    Work,
    pick,
    shape,
    tag_changes,
    tag_map,
)

TOPIC = "DisplayName KmsMasterKeyId SignatureVersion FifoTopic ContentBasedDeduplication FifoThroughputScope"
SUBSCRIPTION = "FilterPolicy FilterPolicyScope RawMessageDelivery RedrivePolicy DeliveryPolicy SubscriptionRoleArn"
QUEUE = (
    "DelaySeconds KmsMasterKeyId KmsDataKeyReusePeriodSeconds MaximumMessageSize MessageRetentionPeriod "
    "ReceiveMessageWaitTimeSeconds RedrivePolicy RedriveAllowPolicy SqsManagedSseEnabled VisibilityTimeout FifoQueue "
    "ContentBasedDeduplication DeduplicationScope FifoThroughputLimit"
)


def _attributes(properties: Properties, names: str) -> dict[str, str]:
    """Attributes as the APIs take them: texts."""
    return {name: _text(value) for name, value in pick(properties, names).items()}


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value)


def create_topic(work: Work, wanted: Properties) -> None:
    """A topic, then the subscriptions that stand inside it."""
    name = work.name(256, wanted.get("TopicName"))
    arn = work.client("sns").create_topic(
        Name=name, Attributes=_attributes(wanted, TOPIC), Tags=list(wanted.get("Tags") or ())
    )["TopicArn"]
    work.made(arn, TopicArn=arn, TopicName=name)
    for one in wanted.get("Subscription") or ():
        work.client("sns").subscribe(TopicArn=arn, Protocol=one["Protocol"], Endpoint=one["Endpoint"])


def update_topic(work: Work, old: Properties, wanted: Properties) -> None:
    """Attributes, subscriptions inside it, tags."""
    sns, arn = work.client("sns"), work.physical_id
    before, after = _attributes(old, TOPIC), _attributes(wanted, TOPIC)
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            sns.set_topic_attributes(TopicArn=arn, AttributeName=name, AttributeValue=after.get(name, ""))
    inside = list(wanted.get("Subscription") or ())
    for one in inside:
        if one not in (old.get("Subscription") or ()):
            sns.subscribe(TopicArn=arn, Protocol=one["Protocol"], Endpoint=one["Endpoint"])
    gone = [one for one in old.get("Subscription") or () if one not in inside]
    for standing in sns.list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"] if gone else ():
        if {"Protocol": standing["Protocol"], "Endpoint": standing["Endpoint"]} in gone:
            sns.unsubscribe(SubscriptionArn=standing["SubscriptionArn"])
    removed, changed = tag_changes(old.get("Tags"), wanted.get("Tags"))
    if removed:
        sns.untag_resource(ResourceArn=arn, TagKeys=removed)
    if changed:
        sns.tag_resource(ResourceArn=arn, Tags=[{"Key": key, "Value": value} for key, value in changed.items()])


def delete_topic(work: Work, _: Properties) -> None:
    """With its subscriptions."""
    work.client("sns").delete_topic(TopicArn=work.physical_id)


def create_subscription(work: Work, wanted: Properties) -> None:
    """A subscription."""
    arn = work.client("sns").subscribe(
        **pick(wanted, "TopicArn Protocol Endpoint"),
        Attributes=_attributes(wanted, SUBSCRIPTION),
        ReturnSubscriptionArn=True,
    )["SubscriptionArn"]
    work.made(arn, Arn=arn)


def update_subscription(work: Work, old: Properties, wanted: Properties) -> None:
    """Attributes."""
    before, after = _attributes(old, SUBSCRIPTION), _attributes(wanted, SUBSCRIPTION)
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            work.client("sns").set_subscription_attributes(
                SubscriptionArn=work.physical_id, AttributeName=name, AttributeValue=after.get(name, "")
            )


def delete_subscription(work: Work, _: Properties) -> None:
    """The topic stays."""
    work.client("sns").unsubscribe(SubscriptionArn=work.physical_id)


def create_queue(work: Work, wanted: Properties) -> None:
    """A queue."""
    name = work.name(80, wanted.get("QueueName"))
    tags = tag_map(wanted.get("Tags"))
    url = work.client("sqs").create_queue(
        QueueName=name, Attributes=_attributes(wanted, QUEUE), **({"tags": tags} if tags else {})
    )["QueueUrl"]
    work.made(url, QueueUrl=url, QueueName=name, Arn=work.arn("sqs", name))


def update_queue(work: Work, old: Properties, wanted: Properties) -> None:
    """Attributes and tags."""
    sqs, url = work.client("sqs"), work.physical_id
    before, after = _attributes(old, QUEUE), _attributes(wanted, QUEUE)
    changes = {name: after.get(name, "") for name in sorted({*before, *after}) if before.get(name) != after.get(name)}
    if changes:
        sqs.set_queue_attributes(QueueUrl=url, Attributes=changes)
    removed, changed = tag_changes(old.get("Tags"), wanted.get("Tags"))
    if removed:
        sqs.untag_queue(QueueUrl=url, TagKeys=removed)
    if changed:
        sqs.tag_queue(QueueUrl=url, Tags=changed)


def delete_queue(work: Work, _: Properties) -> None:
    """With its messages."""
    work.client("sqs").delete_queue(QueueUrl=work.physical_id)


Put = Callable[[Work, str, str], None]


def _put_topic_policy(work: Work, topic: str, text: str) -> None:
    work.client("sns").set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=text)


def _reset_topic_policy(work: Work, topic: str) -> None:
    # A topic always has a policy; without ours it is the one that a new topic has (the owner's).
    owner = {"StringEquals": {"AWS:SourceOwner": work.account}}
    actions = ("Publish", "Subscribe", "GetTopicAttributes", "SetTopicAttributes", "AddPermission", "RemovePermission")
    statement = {
        "Sid": "__default_statement_ID",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": [f"SNS:{name}" for name in (*actions, "DeleteTopic", "ListSubscriptionsByTopic")],
        "Resource": topic,
        "Condition": owner,
    }
    _put_topic_policy(
        work, topic, json.dumps({"Version": "2008-10-17", "Id": "__default_policy_ID", "Statement": [statement]})
    )


def _put_queue_policy(work: Work, queue: str, text: str) -> None:
    work.client("sqs").set_queue_attributes(QueueUrl=queue, Attributes={"Policy": text})


def _reset_queue_policy(work: Work, queue: str) -> None:
    _put_queue_policy(work, queue, "")


def _policy_provider(kind: str, members: str, put: Put, reset: Callable[[Work, str], None]) -> Provider:
    def create(work: Work, wanted: Properties) -> None:
        made = work.name(128)
        work.made(made, Id=made)
        for one in wanted[members]:
            put(work, one, policy_text(wanted["PolicyDocument"]))

    def update(work: Work, old: Properties, wanted: Properties) -> None:
        for one in wanted[members]:
            put(work, one, policy_text(wanted["PolicyDocument"]))
        for one in old[members]:
            if one not in wanted[members]:
                reset(work, one)

    def delete(work: Work, standing: Properties) -> None:
        for one in standing[members]:
            reset(work, one)

    return Provider(kind, create, delete, shape(f"PolicyDocument {members}"), update)


PROVIDERS = (
    Provider(
        "AWS::SNS::Topic",
        create_topic,
        delete_topic,
        shape(f"TopicName {TOPIC} Tags", Subscription=shape("Protocol Endpoint")),
        update_topic,
        named_by="TopicName",
    ),
    _policy_provider("AWS::SNS::TopicPolicy", "Topics", _put_topic_policy, _reset_topic_policy),
    Provider(
        "AWS::SNS::Subscription",
        create_subscription,
        delete_subscription,
        shape(f"TopicArn Protocol Endpoint {SUBSCRIPTION}"),
        update_subscription,
    ),
    Provider(
        "AWS::SQS::Queue",
        create_queue,
        delete_queue,
        shape(f"QueueName {QUEUE} Tags"),
        update_queue,
        named_by="QueueName",
    ),
    _policy_provider("AWS::SQS::QueuePolicy", "Queues", _put_queue_policy, _reset_queue_policy),
)
