"""Job alerts, a product that is a YAML file: launched with its own role, changed and ended, and what is refused."""

from __future__ import annotations

import json

import pytest

from tests.e2e.world import ACCOUNT, ENVIRONMENT, World

pytestmark = pytest.mark.slow

TEAM = "churn-team@example.com"
OFFER = f"""\
      - use: job-alerts
        offer: {{ current: "1.1.0" }}
        narrow: {{ Address: [{TEAM}] }}
    access:
"""
TRAINING = f"arn:aws:iam::{ACCOUNT}:role/ds-churn-dev-training"
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


def test_alerts_are_launched_changed_and_ended_under_their_own_role(catalog: World) -> None:
    dana = publish(catalog)
    dana.build("show", "job-alerts").ended(0).said("Address   needs an answer", TEAM)
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
