"""A bucket of a stack that notifies: S3 tries the destination when the bucket is made."""

from __future__ import annotations

import json
from typing import Any

from embedded_aws import ACCOUNT
from embedded_aws.embedded import Embedded
from tests.embedded_aws.cloudformation.stacks import Stacks

NAME = "notifying-bucket"
SENT = {
    "Effect": "Allow",
    "Principal": {"Service": "s3.amazonaws.com"},
    "Action": ["sqs:SendMessage", "sns:Publish"],
    "Resource": "*",
    "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
}


def of(name: str) -> dict[str, Any]:
    return {"Fn::GetAtt": [name, "Arn"]}


def template(*, permitted: bool, notified: dict[str, Any] | None) -> str:
    """A queue, a topic and a bucket that notifies them."""
    document = {"Version": "2012-10-17", "Statement": [SENT]}
    bucket: dict[str, Any] = {"BucketName": NAME}
    if notified is not None:
        bucket["NotificationConfiguration"] = notified
    held: dict[str, Any] = {
        "Queue": {"Type": "AWS::SQS::Queue"},
        "Topic": {"Type": "AWS::SNS::Topic"},
        "Bucket": {"Type": "AWS::S3::Bucket", "Properties": bucket},
    }
    if permitted:
        queues = {"Queues": [{"Ref": "Queue"}], "PolicyDocument": document}
        topics = {"Topics": [{"Ref": "Topic"}], "PolicyDocument": document}
        held["Opens"] = {"Type": "AWS::SQS::QueuePolicy", "Properties": queues}
        held["Tells"] = {"Type": "AWS::SNS::TopicPolicy", "Properties": topics}
        held["Bucket"]["DependsOn"] = ["Opens", "Tells"]
    return json.dumps({"Resources": held})


QUEUES = {
    "QueueConfigurations": [
        {
            "Event": "s3:ObjectCreated:*",
            "Queue": of("Queue"),
            "Filter": {"S3Key": {"Rules": [{"Name": "suffix", "Value": ".csv"}]}},
        }
    ]
}


def configured(aws: Embedded) -> dict[str, Any]:
    found: dict[str, Any] = aws.client("s3").get_bucket_notification_configuration(Bucket=NAME)
    return {name: value for name, value in found.items() if name != "ResponseMetadata"}


def test_a_queue_that_lets_s3_in_is_notified_and_one_that_does_not_fails_the_stack(
    aws: Embedded, stacks: Stacks
) -> None:
    assert stacks.create("closed", template(permitted=False, notified=QUEUES)) == "ROLLBACK_COMPLETE"
    events = stacks.client.describe_stack_events(StackName="closed")["StackEvents"]
    reasons = " ".join(str(event.get("ResourceStatusReason")) for event in events)
    assert "Unable to validate the following destination configurations" in reasons

    assert stacks.create("open", template(permitted=True, notified=QUEUES)) == "CREATE_COMPLETE"
    (listed,) = configured(aws)["QueueConfigurations"]
    assert listed["Events"] == ["s3:ObjectCreated:*"]
    assert [rule["Value"] for rule in listed["Filter"]["Key"]["FilterRules"]] == [".csv"]

    topics = {"TopicConfigurations": [{"Event": "s3:ObjectRemoved:*", "Topic": {"Ref": "Topic"}}]}
    assert stacks.update("open", template(permitted=True, notified=topics)) == "UPDATE_COMPLETE"
    assert list(configured(aws)) == ["TopicConfigurations"]
    assert stacks.update("open", template(permitted=True, notified=None)) == "UPDATE_COMPLETE"
    assert configured(aws) == {}
