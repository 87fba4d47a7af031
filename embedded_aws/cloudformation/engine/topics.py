"""The topics that a stack names: each event is published to them with the credentials of the stack's operation.

AWS quirk: who may not publish to a topic is refused before anything is made, with SNS's words in a ValidationError
(aws-service-catalog-puppet issue 19). What is refused later stops nothing.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any
from uuid import uuid4

from botocore.exceptions import ClientError

from embedded_aws.cloudformation.engine.store import STACK, Event, Stack, now
from embedded_aws.cloudformation.errors import invalid
from embedded_aws.service import Gateway, Keys

TOPIC = re.compile(r"arn:[^:]+:sns:[^:]+:[^:]+:[^:]+")
SUBJECT = "AWS CloudFormation Notification"


def check_topics(gateway: Gateway, keys: Keys, stack: Stack, topics: tuple[str, ...], status: str) -> None:
    """Tell every topic that an operation begins; raises ServiceError where one cannot be told."""
    event = Event(str(uuid4()), stack.name, stack.stack_id, STACK, status, now(), "User Initiated", token=stack.token)
    for topic in topics:
        if not TOPIC.fullmatch(topic):
            raise invalid(f"NotificationARNs: {topic} is not the ARN of a topic")
        try:
            _publish(gateway, keys, stack, topic, event)
        except ClientError as error:
            said, code = error.response["Error"].get("Message", ""), error.response["Error"].get("Code", "")
            raise invalid(f"{said} (Service: AmazonSNS; Error Code: {code})") from error


def tell_topics(gateway: Gateway, keys: Keys, stack: Stack, event: Event) -> None:
    """Publish an event to each topic of the stack that takes it."""
    for topic in stack.revision.topics:
        with suppress(ClientError):
            _publish(gateway, keys, stack, topic, event)


def _publish(gateway: Gateway, keys: Keys, stack: Stack, topic: str, event: Event) -> None:
    client: Any = gateway.client(keys, "sns", topic.split(":")[3])
    client.publish(TopicArn=topic, Subject=SUBJECT, Message=_message(stack, event))


def _message(stack: Stack, event: Event) -> str:
    """One line a member, as CloudFormation writes it ("Setting stack options", CloudFormation user guide)."""
    told = {
        "StackId": stack.stack_id,
        "Timestamp": event.stamp.isoformat(timespec="milliseconds"),
        "EventId": event.event_id,
        "LogicalResourceId": event.logical_id,
        "Namespace": stack.account,
        "PhysicalResourceId": event.physical_id,
        "ResourceProperties": event.properties or "null",
        "ResourceStatus": event.status,
        "ResourceStatusReason": event.reason or "",
        "ResourceType": event.kind,
        "StackName": stack.name,
        "ClientRequestToken": event.token or "null",
    }
    return "".join(f"{name}='{value}'\n" for name, value in told.items())
