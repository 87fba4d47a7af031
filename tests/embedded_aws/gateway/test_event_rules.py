"""A job ends, and EventBridge tells the topics of the rules that ask for it, as far as topic and key admit it."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from embedded_aws import ACCOUNT, REGION
from tests.waiting import wait_until

EVENTS = {"Service": "events.amazonaws.com"}
IMAGE = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/nothing:1"
CONTEXT = "kms:EncryptionContext:aws:sns:topicArn"
FAILS = {"source": ["aws.sagemaker"], "detail": {"ProcessingJobStatus": ["Failed"]}}


def admit(action: str, resource: str = "*", **condition: Any) -> dict[str, Any]:
    """A statement that lets EventBridge in."""
    more = {"Condition": condition} if condition else {}
    return {"Effect": "Allow", "Principal": EVENTS, "Action": action, "Resource": resource, **more}


def topic(world: Any, *statements: dict[str, Any], key: str = "") -> str:
    """A topic under a policy of these statements, or of somebody else's, encrypted where there is a key."""
    sns = world.aws.client("sns")
    encrypted = {"Attributes": {"KmsMasterKeyId": key}} if key else {}
    arn = str(sns.create_topic(Name=f"t-{uuid.uuid4().hex[:8]}", **encrypted)["TopicArn"])
    nobody = {**admit("sns:Publish"), "Principal": {"Service": "s3.amazonaws.com"}}
    policy = world.policy(*(statements or (nobody,)))
    sns.set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=policy)
    return arn


def key(world: Any, *statements: dict[str, Any]) -> str:
    root = {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "kms:*", "Resource": "*"}
    return str(world.aws.client("kms").create_key(Policy=world.policy(root, *statements))["KeyMetadata"]["KeyId"])


def rule(world: Any, arn: str, pattern: dict[str, Any], **more: Any) -> str:
    events, name = world.aws.client("events"), f"r-{uuid.uuid4().hex[:8]}"
    events.put_rule(Name=name, EventPattern=json.dumps(pattern), **more)
    told = {"InputPathsMap": {"job": "$.detail.ProcessingJobName"}, "InputTemplate": '"<job> has ended"'}
    events.put_targets(Rule=name, Targets=[{"Id": "topic", "Arn": arn, "InputTransformer": told}])
    return name


def fail(world: Any) -> str:
    """Run a job whose image its role may not pull, with a last rule that says when all rules had their turn."""
    trust = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
    name, last = f"job-{uuid.uuid4().hex[:8]}", topic(world, admit("sns:Publish"))
    rule(world, last, {"source": ["aws.sagemaker"], "detail": {"ProcessingJobName": [name]}})
    world.aws.client("sagemaker").create_processing_job(
        ProcessingJobName=name,
        ProcessingResources={"ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 1}},
        AppSpecification={"ImageUri": IMAGE},
        RoleArn=world.role(trust),
    )
    wait_until(lambda: messages(world, last), "the last rule was told")
    return name


def messages(world: Any, arn: str) -> list[str]:
    """What a topic has sent."""
    found: list[str] = world.aws.ask(f"messages?topic={arn}")
    return found


def test_a_failed_job_is_told_to_a_topic_that_admits_eventbridge(world: Any) -> None:
    arn = topic(world, admit("sns:Publish"))
    rule(world, arn, FAILS)
    assert messages(world, arn) == []
    name = fail(world)
    assert messages(world, arn) == [f'"{name} has ended"']


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({}, '"source": "aws.sagemaker"'),
        ({"Input": "a job has ended"}, "a job has ended"),
        ({"InputPath": "$.detail.ProcessingJobArn"}, f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:processing-job/job-"),
    ],
)
def test_a_target_says_what_it_is_told(world: Any, wanted: dict[str, str], said: str) -> None:
    arn = topic(world, admit("sns:Publish"))
    told = rule(world, arn, FAILS)
    world.aws.client("events").put_targets(Rule=told, Targets=[{"Id": "topic", "Arn": arn, **wanted}])
    fail(world)
    assert said in messages(world, arn)[0]


def test_an_encrypted_topic_needs_a_key_that_admits_eventbridge_for_it(world: Any) -> None:
    both = ("kms:GenerateDataKey*", "kms:Decrypt")
    ours = {"ArnLike": {CONTEXT: f"arn:aws:sns:{REGION}:{ACCOUNT}:t-*"}}
    foreign = {"ArnLike": {CONTEXT: f"arn:aws:sns:{REGION}:{ACCOUNT}:u-*"}}
    source = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
    open_ones = [topic(world, admit("sns:Publish"), key=key(world, *(admit(each, **ours) for each in both)))]
    closed = [
        topic(world, admit("sns:Publish"), key=key(world)),
        topic(world, admit("sns:Publish"), key=key(world, admit("kms:Decrypt"))),
        topic(world, admit("sns:Publish"), key=key(world, *(admit(each, **foreign) for each in both))),
        topic(world, admit("sns:Publish"), key=key(world, *(admit(each, **source) for each in both))),
        topic(world, admit("sns:Publish"), key="alias/aws/sns"),
    ]
    for arn in (*open_ones, *closed):
        rule(world, arn, FAILS)
    fail(world)
    assert [len(messages(world, arn)) for arn in (*open_ones, *closed)] == [1, 0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    "statement",
    [
        None,
        admit("sns:Publish", StringEquals={"aws:SourceAccount": ACCOUNT}),
        admit("sns:Subscribe"),
        admit("sns:Publish", f"arn:aws:sns:{REGION}:{ACCOUNT}:another"),
    ],
    ids=["somebody else", "a condition", "another action", "another topic"],
)
def test_a_topic_that_does_not_admit_eventbridge_is_told_nothing(world: Any, statement: dict[str, Any] | None) -> None:
    arn = topic(world, *([statement] if statement is not None else []))
    rule(world, arn, FAILS)
    fail(world)
    assert messages(world, arn) == []


@pytest.mark.parametrize(
    ("pattern", "state"),
    [
        ({"detail": {"ProcessingJobStatus": ["Completed"]}}, "ENABLED"),
        ({"detail-type": ["SageMaker Training Job State Change"]}, "ENABLED"),
        ({"detail": {"ProcessingJobName": [{"prefix": "nightly-"}]}}, "ENABLED"),
        (FAILS, "DISABLED"),
    ],
)
def test_a_rule_that_asks_for_something_else_is_told_nothing(world: Any, pattern: dict[str, Any], state: str) -> None:
    arn = topic(world, admit("sns:Publish"))
    rule(world, arn, pattern, State=state)
    fail(world)
    assert messages(world, arn) == []
