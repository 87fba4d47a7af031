"""S3 tries where it is to send its notifications before it keeps a configuration."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws import ACCOUNT, REGION
from tests.embedded_aws.gateway.conftest import World

EVENTS = ["s3:ObjectCreated:*"]
NOWHERE = "Unable to validate the following destination configurations"


def admitting(arn: str, action: str, bucket: str) -> dict[str, Any]:
    source = {"ArnLike": {"aws:SourceArn": f"arn:aws:s3:::{bucket}"}}
    who = {"Service": "s3.amazonaws.com"}
    return {"Effect": "Allow", "Principal": who, "Action": action, "Resource": arn, "Condition": source}


def notify(world: World, bucket: str, configuration: dict[str, Any], **more: Any) -> None:
    s3 = world.aws.client("s3")
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration=configuration, **more)


def refused(world: World, bucket: str, configuration: dict[str, Any], **more: Any) -> dict[str, str]:
    """The whole error."""
    with pytest.raises(ClientError) as caught:
        notify(world, bucket, configuration, **more)
    error: dict[str, str] = caught.value.response["Error"]  # type: ignore[assignment]
    return error


def topics(arn: str) -> dict[str, Any]:
    return {"TopicConfigurations": [{"Id": "id123", "TopicArn": arn, "Events": EVENTS}]}


def queues(arn: str) -> dict[str, Any]:
    return {"QueueConfigurations": [{"Id": "id123", "QueueArn": arn, "Events": EVENTS}]}


@pytest.mark.parametrize("skipped", [False, True])
def test_what_is_no_arn_cannot_be_parsed(world: World, skipped: bool) -> None:
    bucket = world.bucket()
    for configuration, argument in ((topics("invalid"), "Topic"), (queues("invalid"), "Queue")):
        error = refused(world, bucket, configuration, SkipDestinationValidation=skipped)
        assert error == {
            "Code": "InvalidArgument",
            "Message": "The ARN could not be parsed",
            "ArgumentName": argument,
            "ArgumentValue": "invalid",
        }


def test_a_queue_that_is_not_there_is_named(world: World) -> None:
    bucket, arn = world.bucket(), f"arn:aws:sqs:{REGION}:{ACCOUNT}:no-queue"
    error = refused(world, bucket, queues(arn))
    assert (error["Code"], error["Message"]) == ("InvalidArgument", NOWHERE)
    assert (error["ArgumentName1"], error["ArgumentValue1"]) == (arn, "The destination queue does not exist")
    notify(world, bucket, queues(arn), SkipDestinationValidation=True)
    assert world.aws.client("s3").get_bucket_notification_configuration(Bucket=bucket)["QueueConfigurations"]


def test_a_queue_must_let_this_bucket_in_and_then_gets_its_notifications(world: World) -> None:
    sqs, bucket = world.aws.client("sqs"), world.bucket()
    url = sqs.create_queue(QueueName=f"{bucket}-queue")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    assert "do not allow S3" in refused(world, bucket, queues(arn))["ArgumentValue1"]
    for admitted in ("another", bucket):
        policy = world.policy(admitting(arn, "sqs:SendMessage", admitted))
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
        if admitted == "another":
            assert "do not allow S3" in refused(world, bucket, queues(arn))["ArgumentValue1"]
    notify(world, bucket, queues(arn))
    world.aws.client("s3").put_object(Bucket=bucket, Key="data.csv", Body=b"1")
    bodies = []
    while found := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        for message in found:
            bodies.append(json.loads(message["Body"]))
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    keys = [record["s3"]["object"]["key"] for body in bodies for record in body.get("Records", ())]
    assert keys == ["data.csv"]


def test_an_encrypted_topic_asks_for_its_key_too(world: World) -> None:
    sns, kms, bucket = world.aws.client("sns"), world.aws.client("kms"), world.bucket()
    root = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    whole = {"Effect": "Allow", "Principal": root, "Action": "kms:*", "Resource": "*"}
    key = kms.create_key(Policy=world.policy(whole))["KeyMetadata"]["KeyId"]
    topic = sns.create_topic(Name=f"{bucket}-topic", Attributes={"KmsMasterKeyId": key})["TopicArn"]
    policy = world.policy(admitting(topic, "sns:Publish", bucket))
    sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=policy)
    assert refused(world, bucket, topics(topic))["Message"] == NOWHERE
    who = {"Service": "s3.amazonaws.com"}
    uses = {"Effect": "Allow", "Principal": who, "Action": ["kms:GenerateDataKey", "kms:Decrypt"], "Resource": "*"}
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=world.policy(whole, uses))
    notify(world, bucket, topics(topic))


def test_a_function_must_let_s3_invoke_it(world: World) -> None:
    bucket, arn = world.bucket(), f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:none"
    wanted = {"LambdaFunctionConfigurations": [{"Id": "one", "LambdaFunctionArn": arn, "Events": EVENTS}]}
    assert "do not allow S3" in refused(world, bucket, wanted)["ArgumentValue1"]


def test_eventbridge_needs_no_permission(world: World) -> None:
    notify(world, world.bucket(), {"EventBridgeConfiguration": {}})
