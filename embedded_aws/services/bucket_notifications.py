"""S3's destinations of event notifications: each is tried before a configuration is kept; moto (5.2) tries none.

Sources: S3 User Guide, "Granting permissions to publish event notification messages to a destination" and "Supported
event destinations"; `SkipDestinationValidation` of `PutBucketNotificationConfiguration`. The sentences are those that
LocalStack's tests recorded on AWS (test_s3_notifications_sns, test_s3_notifications_sqs).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from embedded_aws.gateway.moto_state import find_bucket, find_key, find_policy, queues_of, topics_of
from embedded_aws.gateway.service_principals import may_service
from embedded_aws.service import PARTITION, Call, ServiceError

S3 = "s3.amazonaws.com"
KINDS = {
    "TopicConfigurations": ("TopicArn", "Topic", "sns", "sns:Publish"),
    "QueueConfigurations": ("QueueArn", "Queue", "sqs", "sqs:SendMessage"),
    "LambdaFunctionConfigurations": ("LambdaFunctionArn", "CloudFunction", "lambda", "lambda:InvokeFunction"),
}
"""A list → the field of its ARN, the argument that S3 names, the service and what S3 asks it for."""
MISSING = "The destination {kind} does not exist"
CLOSED = "Permissions on the destination {kind} do not allow S3 to publish notifications from this bucket"
FIFO = "FIFO destinations are not supported"
NOUNS = {"sns": "topic", "sqs": "queue", "lambda": "function"}


def check_notifications(call: Call) -> None:
    """PutBucketNotificationConfiguration: raises ServiceError (InvalidArgument) for what S3 cannot send to."""
    bucket = find_bucket(str(call.params["Bucket"]))
    if bucket is None:
        return  # moto's own words
    refused: dict[str, str] = {}
    for arn, argument, service, action in _destinations(call.params.get("NotificationConfiguration") or {}):
        if len(arn.split(":")) < 6 or not arn.startswith(f"arn:{PARTITION}:{service}:"):
            details = {"ArgumentName": argument, "ArgumentValue": arn}
            raise ServiceError("InvalidArgument", "The ARN could not be parsed", 400, details)
        why = _why_not(arn, service, action, bucket)
        if why:
            refused[arn] = why.format(kind=NOUNS[service])
    if refused and not call.params.get("SkipDestinationValidation"):
        details = {}
        for number, (arn, why) in enumerate(refused.items(), 1):
            details |= {f"ArgumentName{number}": arn, f"ArgumentValue{number}": why}
        raise ServiceError(
            "InvalidArgument", "Unable to validate the following destination configurations", 400, details
        )


def _destinations(configuration: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    for name, (field, argument, service, action) in KINDS.items():
        for each in configuration.get(name) or ():
            yield str(each.get(field)), argument, service, action


def _why_not(arn: str, service: str, action: str, bucket: Any) -> str:
    """Why S3 cannot send to a destination; empty where it can."""
    region, account = arn.split(":")[3:5]
    if region != bucket.region_name:
        return ""  # moto's own words
    held = _destination(arn, service, region, account)
    if held is None and service != "lambda":
        return MISSING
    if arn.endswith(".fifo"):
        return FIFO
    source = {"aws:SourceArn": bucket.arn, "aws:SourceAccount": bucket.account_id}
    policy = find_policy(action, arn, region, account)
    if policy is None or not may_service(S3, action, arn, account, policy.document, source):
        return CLOSED
    name = getattr(held, "kms_master_key_id", None)
    if not name:
        return ""
    key = find_key(name, region, account)
    needed = ("kms:GenerateDataKey", "kms:Decrypt")
    opens = key is not None and all(
        may_service(S3, each, key.arn, key.account_id, key.policy, source) for each in needed
    )
    return "" if opens else CLOSED


def _destination(arn: str, service: str, region: str, account: str) -> Any:
    if service == "sns":
        return topics_of(account, region).get(arn)
    return queues_of(account, region).get(arn.rsplit(":", 1)[-1]) if service == "sqs" else None
