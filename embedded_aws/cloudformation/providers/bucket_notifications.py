"""Where a bucket notifies: one event, one destination and one filter each in a template, lists of them at S3.

Source: CloudFormation Template Reference, `AWS::S3::Bucket NotificationConfiguration`. S3 itself looks whether it may
send there, so that a topic's or queue's policy must be made before the bucket.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from embedded_aws.cloudformation.providers.provider import HandlerRequest, shape

KINDS = {
    "LambdaConfigurations": ("Function", "LambdaFunctionConfigurations", "LambdaFunctionArn"),
    "QueueConfigurations": ("Queue", "QueueConfigurations", "QueueArn"),
    "TopicConfigurations": ("Topic", "TopicConfigurations", "TopicArn"),
}
"""A property → the destination in it; S3's list, and the destination there."""
_FILTER = shape("", S3Key=shape("", Rules=shape("Name Value")))
NOTIFICATIONS = shape(
    "",
    EventBridgeConfiguration=shape("EventBridgeEnabled"),
    **{name: shape(f"Event {destination}", Filter=_FILTER) for name, (destination, _, _) in KINDS.items()},
)


def set_notifications(request: HandlerRequest, new: Any, old: Any) -> None:
    """Puts the whole configuration; without one the bucket notifies nobody."""
    wanted: Mapping[str, Any] = new or {}
    made: dict[str, Any] = {
        listed: [_configuration(each, destination, argument) for each in wanted[name]]
        for name, (destination, listed, argument) in KINDS.items()
        if wanted.get(name)
    }
    if new and "EventBridgeConfiguration" in new:
        enabled = str(new["EventBridgeConfiguration"].get("EventBridgeEnabled", True)).lower() == "true"
        made |= {"EventBridgeConfiguration": {}} if enabled else {}
    request.client("s3").put_bucket_notification_configuration(
        Bucket=request.physical_id, NotificationConfiguration=made
    )


def _configuration(each: Mapping[str, Any], destination: str, argument: str) -> dict[str, Any]:
    made: dict[str, Any] = {argument: each[destination], "Events": [each["Event"]]}
    if rules := each.get("Filter", {}).get("S3Key", {}).get("Rules"):
        made["Filter"] = {"Key": {"FilterRules": list(rules)}}
    return made
