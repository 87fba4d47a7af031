"""Topics that a stack names are told of its events, by whoever makes the stack; who may not tell them makes none."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws.embedded import Embedded
from embedded_aws.service import Keys
from tests.embedded_aws.cloudformation.stacks import Stacks
from tests.embedded_aws.cloudformation.test_roles import make_role, make_user

TOPIC = "arn:aws:sns:eu-west-1:111122223333:launches"
LOGS = "Resources: {Logs: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /ds/told, RetentionInDays: %d}}}"
MAKES = ("logs:*", "cloudformation:*")


@pytest.fixture
def told(aws: Embedded) -> str:
    """A topic, and the URL of the queue that listens to it."""
    sns, sqs = aws.client("sns"), aws.client("sqs")
    assert sns.create_topic(Name="launches")["TopicArn"] == TOPIC
    queue = sqs.create_queue(QueueName="launches")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sns.subscribe(TopicArn=TOPIC, Protocol="sqs", Endpoint=arn)
    return str(queue)


def read(aws: Embedded, queue: str) -> list[dict[str, str]]:
    """What the queue has, by the members of CloudFormation's message."""
    found: list[dict[str, str]] = []
    while messages := aws.client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            text = json.loads(message["Body"])["Message"]
            found.append(dict(line.split("=", 1) for line in text.splitlines()))
            aws.client("sqs").delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    return found


def as_user(aws: Embedded, keys: Keys) -> Any:
    return aws.client("cloudformation", keys=keys)


def test_each_event_of_a_stack_is_told(aws: Embedded, stacks: Stacks, told: str) -> None:
    assert stacks.create("told", LOGS % 30, NotificationARNs=[TOPIC]) == "CREATE_COMPLETE"
    events = read(aws, told)
    assert [(each["LogicalResourceId"], each["ResourceStatus"]) for each in events] == [
        ("'told'", "'CREATE_IN_PROGRESS'"),
        ("'Logs'", "'CREATE_IN_PROGRESS'"),
        ("'Logs'", "'CREATE_IN_PROGRESS'"),
        ("'Logs'", "'CREATE_COMPLETE'"),
        ("'told'", "'CREATE_COMPLETE'"),
    ]
    assert any("/ds/told" in each["ResourceProperties"] for each in events)
    assert stacks.delete("told") == "DELETE_COMPLETE"
    assert read(aws, told)[-1]["ResourceStatus"] == "'DELETE_COMPLETE'"


def test_who_may_not_publish_makes_no_stack(aws: Embedded, told: str) -> None:
    keys = make_user(aws, "mute", *MAKES)
    with pytest.raises(ClientError, match="is not authorized to perform: sns:Publish on resource") as refused:
        as_user(aws, keys).create_stack(StackName="mute", TemplateBody=LOGS % 30, NotificationARNs=[TOPIC])
    assert refused.value.response["Error"]["Code"] == "ValidationError"
    assert [each["StackName"] for each in aws.client("cloudformation").describe_stacks()["Stacks"]] == []
    assert read(aws, told) == []


def test_the_role_of_the_stack_publishes(aws: Embedded, stacks: Stacks, told: str) -> None:
    role = make_role(aws, "mute", "logs:*")
    with pytest.raises(ClientError, match="assumed-role/mute/AWSCloudFormation is not authorized to perform"):
        stacks.create("told", LOGS % 30, NotificationARNs=[TOPIC], RoleARN=role)
    role = make_role(aws, "telling", "logs:*", "sns:Publish")
    assert stacks.create("told", LOGS % 30, NotificationARNs=[TOPIC], RoleARN=role) == "CREATE_COMPLETE"
    assert read(aws, told)[-1]["ResourceStatus"] == "'CREATE_COMPLETE'"


def test_a_topic_that_is_not_there_is_refused(stacks: Stacks) -> None:
    with pytest.raises(ClientError, match="ValidationError"):
        stacks.create("told", LOGS % 30, NotificationARNs=[TOPIC + "s"])
