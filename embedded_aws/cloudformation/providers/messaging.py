"""SNS: Topic, TopicPolicy, Subscription. SQS: Queue, QueuePolicy."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress

from embedded_aws.cloudformation.providers.arguments import filled, json_text, pick
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape
from embedded_aws.cloudformation.providers.settings import apply_settings, list_changes
from embedded_aws.cloudformation.providers.tagging import set_tags, tag_list, tag_map

TOPIC = "DisplayName KmsMasterKeyId SignatureVersion FifoTopic ContentBasedDeduplication FifoThroughputScope"
SUBSCRIPTION = "FilterPolicy FilterPolicyScope RawMessageDelivery RedrivePolicy DeliveryPolicy SubscriptionRoleArn"
QUEUE = (
    "DelaySeconds KmsMasterKeyId KmsDataKeyReusePeriodSeconds MaximumMessageSize MessageRetentionPeriod "
    "ReceiveMessageWaitTimeSeconds RedrivePolicy RedriveAllowPolicy SqsManagedSseEnabled VisibilityTimeout FifoQueue "
    "ContentBasedDeduplication DeduplicationScope FifoThroughputLimit"
)


def _attributes(properties: Properties, names: str) -> dict[str, str]:
    """Attributes as the APIs take them: as text."""
    return {name: json_text(value) for name, value in pick(properties, names).items()}


def _attribute_changes(old: Properties, wanted: Properties, names: str) -> dict[str, str]:
    """The attributes that differ, with their new values; one that is gone is set to nothing."""
    before, after = _attributes(old, names), _attributes(wanted, names)
    return {name: after.get(name, "") for name in sorted({*before, *after}) if before.get(name) != after.get(name)}


def _subscribe(request: HandlerRequest, subscriptions: Iterable[Mapping[str, str]]) -> None:
    for one in subscriptions:
        request.client("sns").subscribe(
            TopicArn=request.physical_id, Protocol=one["Protocol"], Endpoint=one["Endpoint"]
        )


def create_topic(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a topic, then the subscriptions that are declared in it."""
    name = request.name(256, wanted.get("TopicName"))
    arn = request.client("sns").create_topic(
        Name=name, Attributes=_attributes(wanted, TOPIC), Tags=tag_list(wanted.get("Tags"))
    )["TopicArn"]
    request.record(arn, TopicArn=arn, TopicName=name)
    _subscribe(request, wanted.get("Subscription") or ())
    request.client("sns").get_topic_attributes(TopicArn=arn)


def update_topic(request: HandlerRequest, old: Properties, wanted: Properties) -> None:
    """Changes the topic's attributes, the subscriptions that are declared in it, and its tags."""
    sns, arn = request.client("sns"), request.physical_id
    for name, value in _attribute_changes(old, wanted, TOPIC).items():
        sns.set_topic_attributes(TopicArn=arn, AttributeName=name, AttributeValue=value)
    gone, added = list_changes(old.get("Subscription"), wanted.get("Subscription"))
    _subscribe(request, added)
    for existing in sns.list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"] if gone else ():
        if pick(existing, "Protocol Endpoint") in gone and existing["SubscriptionArn"].startswith("arn:"):
            sns.unsubscribe(SubscriptionArn=existing["SubscriptionArn"])
    apply_settings(request, {"Tags": set_tags("sns")}, old, wanted)


def delete_topic(request: HandlerRequest, _: Properties) -> None:
    """Deletes the topic with its subscriptions."""
    request.client("sns").get_topic_attributes(TopicArn=request.physical_id)
    request.client("sns").delete_topic(TopicArn=request.physical_id)


def create_subscription(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a subscription."""
    arn = request.client("sns").subscribe(
        **pick(wanted, "TopicArn Protocol Endpoint"),
        Attributes=_attributes(wanted, SUBSCRIPTION),
        ReturnSubscriptionArn=True,
    )["SubscriptionArn"]
    request.record(arn, Arn=arn)


def update_subscription(request: HandlerRequest, old: Properties, wanted: Properties) -> None:
    """Changes the subscription's attributes."""
    for name, value in _attribute_changes(old, wanted, SUBSCRIPTION).items():
        request.client("sns").set_subscription_attributes(
            SubscriptionArn=request.physical_id, AttributeName=name, AttributeValue=value
        )


def delete_subscription(request: HandlerRequest, _: Properties) -> None:
    """Deletes the subscription; its topic stays, and so does what its owner has not confirmed (cdkd issue 1301)."""
    sns = request.client("sns")
    sns.get_subscription_attributes(SubscriptionArn=request.physical_id)
    with suppress(sns.exceptions.InvalidParameterException):
        sns.unsubscribe(SubscriptionArn=request.physical_id)


def create_queue(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a queue."""
    name = request.name(80, wanted.get("QueueName"))
    url = request.client("sqs").create_queue(
        QueueName=name, Attributes=_attributes(wanted, QUEUE), **filled(tags=tag_map(wanted.get("Tags")))
    )["QueueUrl"]
    request.record(url, QueueUrl=url, QueueName=name, Arn=request.arn("sqs", name))
    request.client("sqs").get_queue_url(QueueName=name)
    request.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
    request.client("sqs").list_queue_tags(QueueUrl=url)


def update_queue(request: HandlerRequest, old: Properties, wanted: Properties) -> None:
    """Changes the queue's attributes and tags."""
    if changes := _attribute_changes(old, wanted, QUEUE):
        request.client("sqs").set_queue_attributes(QueueUrl=request.physical_id, Attributes=changes)
    apply_settings(request, {"Tags": set_tags("sqs")}, old, wanted)


def delete_queue(request: HandlerRequest, _: Properties) -> None:
    """Deletes the queue with its messages."""
    request.client("sqs").get_queue_attributes(QueueUrl=request.physical_id, AttributeNames=["All"])
    request.client("sqs").delete_queue(QueueUrl=request.physical_id)


def _put_topic_policy(request: HandlerRequest, topic: str, text: str) -> None:
    request.client("sns").set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=text)


def _reset_topic_policy(request: HandlerRequest, topic: str) -> None:
    # A topic always has a policy; without ours it is the one that a new topic has (the owner's).
    owner = {"StringEquals": {"AWS:SourceOwner": request.account}}
    actions = ("Publish", "Subscribe", "GetTopicAttributes", "SetTopicAttributes", "AddPermission", "RemovePermission")
    statement = {
        "Sid": "__default_statement_ID",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": [f"SNS:{name}" for name in (*actions, "DeleteTopic", "ListSubscriptionsByTopic")],
        "Resource": topic,
        "Condition": owner,
    }
    policy = {"Version": "2008-10-17", "Id": "__default_policy_ID", "Statement": [statement]}
    _put_topic_policy(request, topic, json.dumps(policy))


def _put_queue_policy(request: HandlerRequest, queue: str, text: str) -> None:
    request.client("sqs").set_queue_attributes(QueueUrl=queue, Attributes={"Policy": text})


def _reset_queue_policy(request: HandlerRequest, queue: str) -> None:
    _put_queue_policy(request, queue, "")


def _policy_provider(
    kind: str,
    members: str,
    put: Callable[[HandlerRequest, str, str], None],
    reset: Callable[[HandlerRequest, str], None],
) -> Provider:
    """The provider of a resource that puts one policy on each of its members."""

    def create(request: HandlerRequest, wanted: Properties) -> None:
        name = request.name(128)
        request.record(name, Id=name)
        update(request, {members: ()}, wanted)

    def update(request: HandlerRequest, old: Properties, wanted: Properties) -> None:
        for one in wanted[members]:
            put(request, one, json_text(wanted["PolicyDocument"]))
        for one in old[members]:
            if one not in wanted[members]:
                reset(request, one)

    def delete(request: HandlerRequest, existing: Properties) -> None:
        for one in existing[members]:
            reset(request, one)

    return Provider(kind, create, delete, shape(f"PolicyDocument {members}"), update, attributes="Id")


PROVIDERS = (
    Provider(
        "AWS::SNS::Topic",
        create_topic,
        delete_topic,
        shape(f"TopicName {TOPIC} Tags", Subscription=shape("Protocol Endpoint")),
        update_topic,
        named_by="TopicName",
        attributes="TopicArn TopicName",
    ),
    _policy_provider("AWS::SNS::TopicPolicy", "Topics", _put_topic_policy, _reset_topic_policy),
    Provider(
        "AWS::SNS::Subscription",
        create_subscription,
        delete_subscription,
        shape(f"TopicArn Protocol Endpoint {SUBSCRIPTION}"),
        update_subscription,
        attributes="Arn",
    ),
    Provider(
        "AWS::SQS::Queue",
        create_queue,
        delete_queue,
        shape(f"QueueName {QUEUE} Tags"),
        update_queue,
        named_by="QueueName",
        attributes="Arn QueueName QueueUrl",
    ),
    _policy_provider("AWS::SQS::QueuePolicy", "Queues", _put_queue_policy, _reset_queue_policy),
)
