"""SNS's subscriptions: those that their owner confirms, and what reaches no endpoint from here.

moto (5.2) confirms every subscription at once, and posts to whatever address it names. Here an address of the web or of
mail stays pending until `ConfirmSubscription`, and nothing is sent there even then: `Publish` keeps what it was given.
The token that AWS would send to the endpoint is told by `GET /_embedded/confirmations?topic=ARN`.

Sources: `Subscribe` and `ConfirmSubscription`, SNS API Reference; that nobody may unsubscribe what is pending, and that
a stack leaves it alone: go-to-k/cdkd pull request 1305.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from functools import wraps
from typing import Any

from moto.core.exceptions import ServiceException

from embedded_aws.gateway.moto_state import topics_of
from embedded_aws.service import Call, ServiceError
from embedded_aws.services.pages import take_page

OPERATIONS = ("ConfirmSubscription", "ListSubscriptions", "ListSubscriptionsByTopic", "Subscribe")
WEB = ("http", "https")
CONFIRMED_BY_OWNER = (*WEB, "email", "email-json")
PROTOCOLS = (*CONFIRMED_BY_OWNER, "sms", "sqs", "application", "lambda", "firehose")
PAGE = re.compile("[0-9]{1,9}")
MAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
FITTING = {
    "email": (MAIL, "Email address"),
    "email-json": (MAIL, "Email address"),
    "http": (re.compile("http://.+"), "Endpoint must match the specified protocol"),
    "https": (re.compile("https://.+"), "Endpoint must match the specified protocol"),
    "lambda": (re.compile(r"arn:aws:lambda:[\w-]+:\d{12}:function:.+"), "Lambda endpoint ARN"),
    "sqs": (re.compile(r"arn:aws:sqs:[\w-]+:\d{12}:.+"), "SQS endpoint ARN"),
}
"""What an endpoint must be, and what is said of another one."""
PENDING, SHOWN, TOKEN = "PendingConfirmation", "pending confirmation", "confirmation_token"
"""An attribute, and what ListSubscriptions shows in place of an ARN; what Subscribe shows; where the token is kept."""


COUNTS = ("subscriptions_pending", "subscriptions_confimed")
"""moto's names."""
RAW, ELEMENTS = "RawMessageDelivery", 6


class Subscriptions:
    """The operations that know whether a subscription is confirmed; the subscriptions are moto's."""

    def __call__(self, params: Mapping[str, Any], call: Call) -> Mapping[str, Any]:
        """Carry out the call; raises ServiceError."""
        elements = str(params.get("TopicArn", ":::::")).count(":") + 1
        if elements < ELEMENTS:
            raise _invalid(f"TopicArn Reason: An ARN must have at least 6 elements, not {elements}")
        try:
            match call.operation:
                case "Subscribe":
                    return _subscribe(params, call)
                case "ConfirmSubscription":
                    return _confirm(params, call)
            held = _of_topic(str(params["TopicArn"]), call) if "TopicArn" in params else _backend(call).subscriptions
        except ServiceException as error:
            raise ServiceError(error.code, error.message, 404 if error.code == "NotFound" else 400) from error
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            # moto reads what is no ARN, no region or no policy of a subscription, and breaks on it.
            raise _invalid(str(error)) from error
        if not PAGE.fullmatch(str(params.get("NextToken") or 0)):
            raise _invalid("NextToken")
        page, more = take_page([_shown(one) for one in list(held.values())], params)
        return {"Subscriptions": page, **more}

    def dump(self) -> object:
        """Nothing of its own."""
        return None

    def load(self, state: Any) -> None:
        """Nothing to take over."""


def is_pending(subscription: Any) -> bool:
    """Whether a subscription of moto's waits for its owner."""
    return str(subscription.attributes.get(PENDING)).lower() == "true"


def check_unsubscription(call: Call) -> None:
    """Raises ServiceError for a subscription that is pending: it is gone when its topic is."""
    found = _backend(call).subscriptions.get(str(call.params["SubscriptionArn"]))
    if found is not None and is_pending(found):
        raise _invalid("SubscriptionArn Reason: Cannot unsubscribe a subscription that is pending confirmation")


def count_subscriptions(call: Call) -> None:
    """Before a topic's attributes are told: how many subscriptions it has, which moto does not count."""
    topic = topics_of(call.account, call.region).get(str(call.params["TopicArn"]))
    if topic is not None:
        held = [one for one in list(_backend(call).subscriptions.values()) if one.topic.arn == topic.arn]
        pending = len(list(filter(is_pending, held)))
        for name, number in zip(COUNTS, (pending, len(held) - pending), strict=True):
            setattr(topic, name, number)


def read_confirmations(topic: str) -> list[dict[str, str]]:
    """What the owners of a topic's pending endpoints would be sent; raises LookupError."""
    _, _, _, region, account, _ = topic.split(":", 5)
    held = topics_of(account, region).get(topic)
    if held is None:
        raise LookupError(f"topic {topic}")
    waiting = [
        one for one in list(held.sns_backend.subscriptions.values()) if one.topic.arn == topic and is_pending(one)
    ]
    return [{"protocol": one.protocol, "endpoint": one.endpoint, "token": getattr(one, TOKEN)} for one in waiting]


def deliver_within() -> None:
    """Let moto's subscriptions reach queues and functions only, and what fails there be nobody's error but theirs."""
    from moto.sns.models import Subscription

    publish = Subscription.publish
    if hasattr(publish, "__wrapped__"):
        return

    @wraps(publish)
    def send(subscription: Any, message: str, message_id: str, *values: Any, **named: Any) -> None:
        if named.get("message_structure") == "json":
            # What is no JSON, or has no default, is the publisher's error.
            subscription._parse_message_structure(message, subscription.protocol)
        if is_pending(subscription) or subscription.protocol in WEB:
            return
        # A queue or a function that is gone: SNS tries again by itself, and says nothing to who published.
        with suppress(Exception):
            publish(subscription, message, message_id, *values, **named)

    Subscription.publish = send


def _subscribe(params: Mapping[str, Any], call: Call) -> Mapping[str, Any]:
    protocol, endpoint = str(params["Protocol"]), str(params.get("Endpoint") or "")
    if protocol not in PROTOCOLS:
        raise _invalid(f"Amazon SNS does not support this protocol string: {protocol}")
    _backend(call).get_topic(str(params["TopicArn"]))  # raises, and comes first on AWS (moto's verified tests)
    pattern, said = FITTING.get(protocol, (re.compile(".+"), "Endpoint"))
    if not pattern.fullmatch(endpoint):
        raise _invalid(said)
    backend, attributes = _backend(call), dict(params.get("Attributes") or {})
    before = set(backend.subscriptions)
    made = backend.subscribe(str(params["TopicArn"]), endpoint, protocol)
    if made.arn not in before and protocol in CONFIRMED_BY_OWNER:
        made.attributes |= {PENDING: "true", "ConfirmationWasAuthenticated": "false"}
        setattr(made, TOKEN, secrets.token_hex(64))
    try:
        # The scope comes first, since moto looks at a policy in the light of it.
        for name in sorted(attributes, key=lambda one: one != "FilterPolicyScope"):
            value = attributes[name]
            backend.set_subscription_attributes(made.arn, name, value == "true" if name == RAW else value)
    except Exception:
        if made.arn not in before:
            backend.unsubscribe(made.arn)
        raise
    told = str(params.get("ReturnSubscriptionArn")).lower() == "true" or not is_pending(made)
    return {"SubscriptionArn": made.arn if told else SHOWN}


def _confirm(params: Mapping[str, Any], call: Call) -> Mapping[str, Any]:
    for one in _of_topic(str(params["TopicArn"]), call).values():
        if secrets.compare_digest(str(getattr(one, TOKEN, "")).encode(), str(params["Token"]).encode()):
            one.attributes |= {PENDING: "false", "ConfirmationWasAuthenticated": "true"}
            return {"SubscriptionArn": one.arn}
    raise _invalid("Token")


def _of_topic(arn: str, call: Call) -> dict[str, Any]:
    backend = _backend(call)
    topic = backend.get_topic(arn)
    return {name: one for name, one in list(backend.subscriptions.items()) if one.topic.arn == topic.arn}


def _shown(one: Any) -> dict[str, str]:
    named = {"SubscriptionArn": PENDING if is_pending(one) else one.arn, "TopicArn": one.topic_arn}
    return {**named, "Owner": one.owner, "Protocol": one.protocol, "Endpoint": one.endpoint}


def _backend(call: Call) -> Any:
    from moto.sns.models import sns_backends  # slow, and not needed without SNS

    return sns_backends[call.account][call.region]


def _invalid(what: str) -> ServiceError:
    return ServiceError("InvalidParameter", f"Invalid parameter: {what}", 400)
