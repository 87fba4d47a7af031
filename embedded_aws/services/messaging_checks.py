"""What SQS, SNS and EventBridge refuse of queues, messages, topics and rules, and moto (5.2) takes.

Sources: `CreateQueue`, `SendMessage` and `SetTopicAttributes` in the API references; "Setting a schedule pattern for
scheduled rules" and "EventBridge quotas", EventBridge User Guide. The sentences are those of other clients' logs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from moto.core.utils import get_service_model
from moto.events.models import events_backends

from embedded_aws.gateway.moto_state import queues_of, topics_of
from embedded_aws.service import Call, ServiceError
from embedded_aws.services.subscriptions import check_unsubscription, count_subscriptions

RANGES = {
    "DelaySeconds": (0, 900),
    "KmsDataKeyReusePeriodSeconds": (60, 86_400),
    "MaximumMessageSize": (1_024, 1_048_576),
    "MessageRetentionPeriod": (60, 1_209_600),
    "ReceiveMessageWaitTimeSeconds": (0, 20),
    "VisibilityTimeout": (0, 43_200),
}
"""What a queue's attribute may be, in seconds or bytes."""
READ_ONLY = ("All", "CreatedTimestamp", "LastModifiedTimestamp", "QueueArn")
NUMBER = re.compile("[0-9]{1,9}")
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
RECEIVED = (1, 1000)
MADE_AS = "FifoTopic"
"""What a topic is made as and stays (SNS API Reference, `CreateTopic`); botocore's model does not describe it."""
DISPLAY_NAME = 100
DESCRIBED = re.compile(r"<code>(\w+)</code>\s*–")
RATE = re.compile(r"rate\((1 (minute|hour|day)|([2-9]|[1-9]\d+) (minutes|hours|days))\)")
"""One of a unit is said in the singular, more in the plural."""
CRON_FIELDS, DAYS = 6, (2, 4)
TARGETS = 5


def _queue(call: Call) -> None:
    """`CreateQueue` and `SetQueueAttributes`."""
    given: Mapping[str, Any] = call.params.get("Attributes") or {}
    name = str(call.params.get("QueueName", call.params.get("QueueUrl", "").rsplit("/", 1)[-1]))
    if call.operation == "CreateQueue" and name.endswith(".fifo") and str(given.get("FifoQueue")).lower() != "true":
        said = "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length"
        raise ServiceError("InvalidParameterValue", said, 400)
    for key, value in given.items():
        if key not in _attributes():
            raise ServiceError("InvalidAttributeName", f"Unknown Attribute {key}.", 400)
        if key in RANGES and value != "" and not _is_within(value, RANGES[key]):
            raise ServiceError("InvalidAttributeValue", f"Invalid value for the parameter {key}.", 400)
    if given.get("RedrivePolicy"):
        _check_redrive(call, name, str(given["RedrivePolicy"]))


@cache
def _attributes() -> frozenset[str]:
    """The attributes that somebody may set."""
    names = get_service_model("sqs").shape_for("QueueAttributeName").enum
    return frozenset(name for name in names if name not in READ_ONLY and not name.startswith("Approximate"))


def _is_within(value: Any, bounds: tuple[int, int]) -> bool:
    return NUMBER.fullmatch(str(value)) is not None and bounds[0] <= int(value) <= bounds[1]


def _check_redrive(call: Call, name: str, text: str) -> None:
    """moto looks at what else may be wrong with it."""
    try:
        policy = json.loads(text)
    except ValueError:
        return
    if not isinstance(policy, dict) or not {"deadLetterTargetArn", "maxReceiveCount"} <= set(policy):
        return
    arn, count = str(policy["deadLetterTargetArn"]), policy["maxReceiveCount"]
    target, queues = arn.split(":", 5), queues_of(call.account, call.region)
    if not _is_within(count, RECEIVED):
        low, high = RECEIVED
        why = f"Invalid value for maxReceiveCount: {count}, valid values are from {low} to {high} both inclusive."
    elif target[:5] != ["arn", "aws", "sqs", call.region, call.account] or target[-1] not in queues:
        why = "Dead letter target does not exist."
    elif target[-1].endswith(".fifo") != name.endswith(".fifo"):
        why = "Dead-letter queue must be same type of queue as the source."
    else:
        return
    said = f"Value {text} for parameter RedrivePolicy is invalid. Reason: {why}"
    raise ServiceError("InvalidParameterValue", said, 400)


def _messages(call: Call) -> None:
    """`SendMessage` and `SendMessageBatch`: a body is not empty, and of the characters of XML."""
    # Of a batch of nothing moto says what is wrong.
    for entry in call.params["Entries"] if call.operation == "SendMessageBatch" else (call.params,):
        body = str(entry.get("MessageBody", ""))
        if not body:
            raise ServiceError("MissingParameter", "The request must contain the parameter MessageBody.", 400)
        if FORBIDDEN.search(body):
            said = "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | "
            raise ServiceError("InvalidMessageContents", f"{said}#xE000 to #xFFFD | #x10000 to #x10FFFF", 400)


def _topic(call: Call) -> None:
    """`CreateTopic` and `SetTopicAttributes`."""
    single = call.params.get("AttributeName")
    given = {single: call.params.get("AttributeValue")} if single else call.params.get("Attributes") or {}
    for name, value in given.items():
        if name not in _topic_attributes() and (single or name != MADE_AS):
            reason = "AttributeName" if single else f"Attributes Reason: Unknown attribute {name}"
            raise ServiceError("InvalidParameter", f"Invalid parameter: {reason}", 400)
        if name == "DisplayName" and len(str(value or "")) > DISPLAY_NAME:
            said = f"Invalid parameter: DisplayName Reason: must be at most {DISPLAY_NAME} characters long"
            raise ServiceError("InvalidParameter", said, 400)
    held = topics_of(call.account, call.region).get(
        f"arn:aws:sns:{call.region}:{call.account}:{call.params.get('Name')}"
    )
    tags = {one.get("Key"): one.get("Value", "") for one in call.params.get("Tags") or ()}
    if held is not None and tags and tags != held._tags:
        said = "Invalid parameter: Tags Reason: Topic already exists with different tags"
        raise ServiceError("InvalidParameter", said, 400)


@cache
def _topic_attributes() -> frozenset[str]:
    """The attributes that botocore's model describes for the two operations that set them."""
    model = get_service_model("sns")
    creation = model.operation_model("CreateTopic").input_shape.members["Attributes"].documentation
    setting = model.operation_model("SetTopicAttributes").input_shape.members["AttributeName"].documentation
    return frozenset(DESCRIBED.findall(creation + setting))


def _rule(call: Call) -> None:
    """A rule's schedule is a rate or six fields, of which one of the two days is `?`."""
    text = str(call.params.get("ScheduleExpression") or "")
    fields = text.removeprefix("cron(").removesuffix(")").split()
    is_cron = text.startswith("cron(") and text.endswith(")") and len(fields) == CRON_FIELDS
    if text and not RATE.fullmatch(text) and not (is_cron and "?" in [fields[day] for day in DAYS]):
        raise ServiceError("ValidationException", "Parameter ScheduleExpression is not valid.", 400)


def _targets(call: Call) -> None:
    """A rule has five targets at most."""
    bus = events_backends[call.account][call.region].event_buses.get(call.params.get("EventBusName") or "default")
    rule = bus.rules.get(call.params["Rule"]) if bus is not None else None
    names = {target.get("Id") for target in (*(rule.targets if rule is not None else ()), *call.params["Targets"])}
    if len(names) > TARGETS:
        raise ServiceError("LimitExceededException", "The requested resource exceeds the maximum number allowed.", 400)


CHECKS: Mapping[tuple[str, str], Callable[[Call], None]] = {
    ("events", "PutRule"): _rule,
    ("events", "PutTargets"): _targets,
    ("sns", "CreateTopic"): _topic,
    ("sns", "GetTopicAttributes"): count_subscriptions,
    ("sns", "SetTopicAttributes"): _topic,
    ("sns", "Unsubscribe"): check_unsubscription,
    ("sqs", "CreateQueue"): _queue,
    ("sqs", "SendMessage"): _messages,
    ("sqs", "SendMessageBatch"): _messages,
    ("sqs", "SetQueueAttributes"): _queue,
}
