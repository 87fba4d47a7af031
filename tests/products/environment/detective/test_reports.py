"""What is reported: JSON lines in the journal, messages to people; and how the settings are read."""

from __future__ import annotations

import pytest

from products.environment.detective.inspector.settings import read_settings
from tests.products.environment.detective.account import ACCOUNT, NAMES, SETTINGS, VARIABLES, Watch, call_event

_CREATE = call_event("CreateEndpoint", "EndpointName", NAMES["endpoint"])


def test_every_event_leaves_one_json_line() -> None:
    watch = Watch()
    watch.account.resources["model", NAMES["model"]]["EnableNetworkIsolation"] = False
    watch.see(_CREATE)
    watch.see({})
    warning, note = watch.lines()
    assert warning == {
        "level": "WARNING",
        "environment": "churn-dev",
        "dryRun": False,
        "action": "stopped",
        "cause": "CreateEndpoint",
        "kind": "endpoint",
        "name": "ds-churn-dev-churn",
        "by": f"arn:aws:sts::{ACCOUNT}:assumed-role/anyone/dana",
        "breaches": [
            {"rule": "network-isolation", "what": "model ds-churn-dev-model: its containers may open connections"}
        ],
    }
    assert (note["level"], note["action"]) == ("INFO", "passed")


def test_people_are_told_what_why_and_by_whom() -> None:
    watch = Watch()
    watch.account.resources["model", NAMES["model"]]["VpcConfig"] = None
    watch.see(_CREATE)
    ((subject, message),) = watch.account.messages
    assert subject == "churn-dev: endpoint stopped"
    assert message.splitlines() == [
        "endpoint ds-churn-dev-churn was stopped.",
        "- model ds-churn-dev-model: it has no subnet of this environment (subnet)",
        "- model ds-churn-dev-model: it has no group of this environment (group)",
        f"Seen by: CreateEndpoint, called by arn:aws:sts::{ACCOUNT}:assumed-role/anyone/dana",
    ]


def test_without_a_topic_the_journal_is_enough() -> None:
    watch = Watch(read_settings({**VARIABLES, "TOPIC": ""}))
    watch.account.resources["model", NAMES["model"]]["VpcConfig"] = None
    assert watch.see(_CREATE).action == "stopped"
    assert watch.account.messages == []


@pytest.mark.parametrize("words", ["yes", "", "No", "false"])
def test_anything_but_no_is_a_dry_run(words: str) -> None:
    assert read_settings({**VARIABLES, "DRY_RUN": words}).dry_run


def test_an_absent_switch_is_a_dry_run() -> None:
    assert read_settings({key: value for key, value in VARIABLES.items() if key != "DRY_RUN"}).dry_run
    assert not SETTINGS.dry_run


def test_the_third_subnet_may_repeat_the_first() -> None:
    assert SETTINGS.subnets == {"subnet-1", "subnet-2"}
