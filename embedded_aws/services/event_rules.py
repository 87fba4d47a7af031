"""EventBridge's rules at work: an event of an AWS service goes to the topics of the rules that it matches.

moto (5.2) has no events of services, and no topics among its targets. EventBridge publishes as itself, without
condition keys of its own, so the topic's policy must admit `events.amazonaws.com`, and the policy of the topic's key,
where it has one, in the encryption context of the topic (EventBridge User Guide, "Using resource-based policies"; SNS
Developer Guide, "Configuring AWS KMS permissions"). What is refused is not delivered, and nobody is told, as on AWS.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from embedded_aws.gateway.moto_state import find_key, topics_of
from embedded_aws.gateway.service_principals import may_service

EVENTS = "events.amazonaws.com"
Event = Mapping[str, Any]
INGESTED = "ingestion-time"
"""What an event carries for templates alone."""


def matches_any(event: Event) -> bool:
    """Whether a rule of the default bus takes the event."""
    return any(True for _ in _rules(event))


def deliver(event: Event) -> None:
    """Publish the event to the topics of the rules that take it, as far as their policies let EventBridge."""
    account, region = str(event["account"]), str(event["region"])
    for rule in _rules(event):
        for target in rule.targets:
            topic = topics_of(account, region).get(target["Arn"])
            if topic is not None and _may_publish(topic, account, region):
                topic.publish(_message(target, event))


def read_messages(topic: str) -> list[str]:
    """What a topic has sent, the oldest first; raises LookupError."""
    _, _, _, region, account, _ = topic.split(":", 5)
    held = topics_of(account, region).get(topic)
    if held is None:
        raise LookupError(f"topic {topic}")
    return [str(text) for _, text, *_ in held.sent_notifications]


def _rules(event: Event) -> Iterator[Any]:
    from moto.events.models import events_backends

    bus = events_backends[str(event["account"])][str(event["region"])].event_buses["default"]
    for rule in list(bus.rules.values()):
        if rule.state == "ENABLED" and rule.event_pattern.get_pattern() and rule.event_pattern.matches_event(event):
            yield rule


def _message(target: Mapping[str, Any], event: Event) -> str:
    """The event as the target wants it."""
    from moto.events.utils import EventTemplateParser  # slow, and rarely used

    if "Input" in target:
        return str(target["Input"])
    if shaped := target.get("InputTransformer"):
        paths = shaped.get("InputPathsMap") or {}
        return json.dumps(EventTemplateParser.parse(shaped["InputTemplate"], paths, {**event}))
    told: Any = {key: value for key, value in event.items() if key != INGESTED}
    for part in filter(None, str(target.get("InputPath", "$")).removeprefix("$").split(".")):
        told = told.get(part)
    return json.dumps(told)


def _may_publish(topic: Any, account: str, region: str) -> bool:
    if not may_service(EVENTS, "sns:Publish", topic.arn, account, topic.policy, {}):
        return False
    if not topic.kms_master_key_id:
        return True
    key = find_key(topic.kms_master_key_id, region, account)
    context = {
        "kms:EncryptionContext:aws:sns:topicArn": topic.arn,
        "kms:EncryptionContextKeys": ["aws:sns:topicArn"],
        "kms:ViaService": f"sns.{region}.amazonaws.com",
    }
    needed = ("kms:GenerateDataKey", "kms:Decrypt")
    return key is not None and all(
        may_service(EVENTS, one, key.arn, key.account_id, key.policy, context) for one in needed
    )
