"""Job alerts, a product that is a YAML file: launched with its own role, changed and ended, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.e2e.test_model_endpoint import client, document
from tests.e2e.world import ACCOUNT, ENVIRONMENT, REGION, World
from tests.waiting import wait_until

pytestmark = pytest.mark.slow

TEAM = "churn-team@example.com"
OFFER = f"""\
      - use: job-alerts
        offer: {{ current: "1.2.0" }}
        narrow: {{ Address: [{TEAM}] }}
    access:
"""
TRAINING = f"arn:aws:iam::{ACCOUNT}:role/ds-churn-dev-training"
SOMEBODYS = f"arn:aws:iam::{ACCOUNT}:role/somebodys"
EVENTS = {"Service": "events.amazonaws.com"}
IMAGE = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/nothing:1"
LAUNCH = ("launch", "job-alerts", "--name", "ours")


def publish(world: World) -> World:
    """The product, offered beside the notebook for one address; returns the world as a data scientist sees it."""
    world.edit("    access:\n", OFFER)
    world.build("plan").ended(0).said(f"+ role ds-launch-{ENVIRONMENT}-job-alerts, which launches job-alerts")
    world.build("apply", "--allow", "broadens").ended(0)
    return world.as_scientist("dana")


def topic_of(world: World) -> str:
    """The ARN of the only topic of a launch."""
    return next(
        str(each["TopicArn"]) for each in world.ask("sns", "list-topics")["Topics"] if ":SC-" in each["TopicArn"]
    )


def patterns(world: World) -> dict[str, dict[str, object]]:
    """The patterns of the launch's rules by what they are about."""
    rules = [each for each in world.ask("events", "list-rules")["Rules"] if each["Name"].startswith("SC-")]
    read = [json.loads(each["EventPattern"]) for each in rules]
    return {each["detail-type"][0].split()[1]: each["detail"] for each in read}


def fail(world: World, name: str, role: str = TRAINING) -> None:
    """Run a training job whose image its role may not pull, with a rule that says when all rules had their turn."""
    sns, events, job = client(world, "sns"), client(world, "events"), f"ds-churn-dev-{name}"
    last = sns.create_topic(Name=name)["TopicArn"]
    admitted = document({"Effect": "Allow", "Principal": EVENTS, "Action": "sns:Publish", "Resource": last})
    sns.set_topic_attributes(TopicArn=last, AttributeName="Policy", AttributeValue=admitted)
    events.put_rule(Name=name, EventPattern=json.dumps({"detail": {"TrainingJobName": [job]}}))
    events.put_targets(Rule=name, Targets=[{"Id": "last", "Arn": last}])
    client(world, "sagemaker").create_training_job(
        TrainingJobName=job,
        AlgorithmSpecification={"TrainingImage": IMAGE, "TrainingInputMode": "File"},
        RoleArn=role,
        OutputDataConfig={"S3OutputPath": f"s3://ds-churn-dev-models-{ACCOUNT}-{REGION}/candidates/out"},
        ResourceConfig={"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 1},
        StoppingCondition={"MaxRuntimeInSeconds": 60},
    )
    wait_until(lambda: messages(world, last), "the last rule was told")


def make_job_role(world: World) -> None:
    """A role for jobs beside the environment."""
    trust = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
    client(world, "iam").create_role(RoleName="somebodys", AssumeRolePolicyDocument=document(trust))


def messages(world: World, topic: str) -> list[str]:
    """What a topic has sent."""
    return list(world.control("GET", f"messages?topic={topic}"))


@contextmanager
def refusing_events(world: World, topic: str) -> Iterator[None]:
    """The topic's policy without the statement for EventBridge meanwhile."""
    sns, policy = client(world, "sns"), {"TopicArn": topic, "AttributeName": "Policy"}
    before = sns.get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"]
    left = [each for each in json.loads(before)["Statement"] if each["Sid"] != "EventsPublish"]
    sns.set_topic_attributes(**policy, AttributeValue=json.dumps({**json.loads(before), "Statement": left}))
    yield
    sns.set_topic_attributes(**policy, AttributeValue=before)


def test_alerts_are_launched_changed_and_ended_under_their_own_role(catalog: World) -> None:
    dana = publish(catalog)
    dana.build("show", "job-alerts").ended(0).said(f"Address   always {TEAM} here")
    dana.build(*LAUNCH, "--set", f"Address={TEAM}").ended(0).said("TopicArn = ")
    topic = topic_of(catalog)
    (subscribed,) = catalog.ask("sns", "list-subscriptions-by-topic", "--topic-arn", topic)["Subscriptions"]
    assert (subscribed["Protocol"], subscribed["Endpoint"]) == ("email", TEAM)
    found = patterns(catalog)
    assert set(found) == {"Training", "Processing", "HyperParameter"}
    assert found["Training"]["RoleArn"] == [TRAINING]
    assert found["Training"]["TrainingJobStatus"] == ["Failed", "Stopped"]
    assert "TrainingJobName" not in found["Training"]
    assert found["HyperParameter"]["TrainingJobDefinition"] == {"RoleArn": [TRAINING]}
    fail(catalog, "nightly-1")
    (message,) = messages(catalog, topic)
    assert message.startswith('"Training job ds-churn-dev-nightly-1 of churn-dev: Failed at ')
    make_job_role(catalog)
    fail(catalog, "elsewhere", SOMEBODYS)
    with refusing_events(catalog, topic):
        fail(catalog, "nightly-2")
    assert messages(catalog, topic) == [message]

    dana.build("update", "ours", "--set", "Tell=every-end", "--set", "NamePrefix=nightly-").ended(0).said("succeeded")
    found = patterns(catalog)
    assert found["Processing"]["ProcessingJobStatus"] == ["Completed", "Failed", "Stopped"]
    assert found["Processing"]["ProcessingJobName"] == [{"prefix": "nightly-"}]
    catalog.build("status").ended(0).said("job-alerts", "1 in use")

    dana.build("terminate", "ours", "--yes").ended(0).said("succeeded")
    assert not [each for each in catalog.ask("events", "list-rules")["Rules"] if each["Name"].startswith("SC-")]
    assert not [each for each in catalog.ask("sns", "list-topics")["Topics"] if ":SC-" in each["TopicArn"]]


def test_what_alerts_must_not_do_is_refused(catalog: World) -> None:
    dana = publish(catalog)
    for address, said in (("eli@elsewhere.example", TEAM), ("nobody", "error[AWS719]")):
        dana.build(*LAUNCH, "--set", f"Address={address}").ended(1).said(said)
    dana.build(*LAUNCH, "--set", f"Address={TEAM}").ended(0)
    topic = topic_of(catalog)
    subscribe = ("sns", "subscribe", "--topic-arn", topic, "--protocol")
    for who in (catalog, dana):
        for way in (
            ("email", "--notification-endpoint", "eli@elsewhere.example"),
            ("https", "--notification-endpoint", "https://elsewhere.example/"),
        ):
            refused = who.aws(*subscribe, *way)
            assert refused.code != 0
            refused.said("AuthorizationError")
    for words in (
        ("publish", "--topic-arn", topic, "--message", "hello"),
        ("set-topic-attributes", "--topic-arn", topic, "--attribute-name", "Policy", "--attribute-value", "{}"),
    ):
        refused = dana.aws("sns", *words)
        assert refused.code != 0
        refused.said("AuthorizationError")
