"""Whose a resource is: ours by name or role, a neighbor's, or a stranger's."""

from __future__ import annotations

from products.environment.detective.inspector.judging import Owner, find_owner
from tests.products.environment.detective.account import ACCOUNT, COMPLIANT, SETTINGS, Watch, call_event

_CREATE = ("CreateNotebookInstance", "NotebookInstanceName")
_BARE = {
    "NotebookInstanceStatus": "InService",
    "RoleArn": f"arn:aws:iam::{ACCOUNT}:role/finance",
    "DirectInternetAccess": "Enabled",
    "SubnetId": "subnet-7",
    "SecurityGroups": ["sg-7"],
    "KmsKeyId": None,
}


def test_somebody_elses_notebook_is_nobodys_business() -> None:
    watch = Watch()
    watch.account.put("notebook-instance", "finance", **_BARE)
    assert watch.see(call_event(*_CREATE, "finance")).action == "theirs"
    assert watch.account.messages == []
    assert watch.account.ended() == []


def test_a_stranger_in_our_subnet_is_told_and_never_touched() -> None:
    watch = Watch()
    watch.account.put("notebook-instance", "finance", **{**_BARE, "SubnetId": "subnet-1"})
    outcome = watch.see(call_event(*_CREATE, "finance"))
    assert (outcome.action, [breach.rule for breach in outcome.breaches]) == ("reported", ["foreign"])
    assert "subnet-1" in watch.account.messages[0][1]
    assert watch.account.ended() == []


def test_a_stranger_with_our_group_and_key_is_told_of_both() -> None:
    watch = Watch()
    facts = {**_BARE, "SecurityGroups": ["sg-workload"], "KmsKeyId": SETTINGS.data_key}
    watch.account.put("notebook-instance", "finance", **facts)
    outcome = watch.see(call_event(*_CREATE, "finance"))
    assert len(outcome.breaches) == 2


def test_our_role_under_a_foreign_name_is_told_and_not_ended() -> None:
    watch = Watch()
    watch.account.put("notebook-instance", "hidden", RootAccess="Enabled")
    outcome = watch.see(call_event(*_CREATE, "hidden"))
    assert outcome.action == "reported"
    assert [breach.rule for breach in outcome.breaches] == ["root-access", "name"]
    assert watch.account.ended() == []


def test_our_name_with_a_foreign_role_is_ours_and_ended() -> None:
    watch = Watch()
    watch.account.put("notebook-instance", "ds-churn-dev-x", RoleArn=f"arn:aws:iam::{ACCOUNT}:role/Administrator")
    assert watch.see(call_event(*_CREATE, "ds-churn-dev-x")).action == "stopped"


def test_capital_letters_hide_nothing() -> None:
    watch = Watch()
    watch.account.put("notebook-instance", "DS-Churn-Dev-x", **_BARE)
    assert watch.see(call_event(*_CREATE, "DS-Churn-Dev-x")).action == "stopped"


def test_an_environment_whose_name_begins_like_ours_keeps_what_is_its_own() -> None:
    watch = Watch()
    role = f"arn:aws:iam::{ACCOUNT}:role/ds-churn-dev-prod-notebook-execution"
    watch.account.put("notebook-instance", "ds-churn-dev-prod-x", **{**_BARE, "RoleArn": role})
    assert watch.see(call_event(*_CREATE, "ds-churn-dev-prod-x")).action == "theirs"


def test_a_longer_environments_role_does_not_shelter_a_name_of_ours() -> None:
    watch = Watch()
    role = f"arn:aws:iam::{ACCOUNT}:role/ds-churn-dev-prod-notebook-execution"
    watch.account.put("notebook-instance", "ds-churn-dev-x", RoleArn=role)
    assert watch.see(call_event(*_CREATE, "ds-churn-dev-x")).action == "stopped"


def test_a_resource_without_a_role_belongs_by_its_name() -> None:
    assert find_owner("ds-churn-dev-score", (), SETTINGS) is Owner.OURS
    assert find_owner("ds-churn-devil", (), SETTINGS) is Owner.STRANGER
    assert COMPLIANT["notebook-instance"]["RoleArn"].endswith("ds-churn-dev-notebook-execution")
