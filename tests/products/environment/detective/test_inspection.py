"""The detective finds and ends what breaks the rules, and leaves everything else alone."""

from __future__ import annotations

from typing import Any

import pytest

from products.environment.detective.inspector.sightings import CALLS, CHANGES
from tests.products.environment.detective.account import (
    ACCOUNT,
    COMPLIANT,
    KEY,
    NAMES,
    REPORTING,
    SETTINGS,
    Watch,
    call_event,
    change_event,
)

RUNNING = tuple(kind for kind in COMPLIANT if kind not in ("model", "endpoint-config"))
CREATION = {kind: (action, member) for action, (kind, member) in CALLS.items() if action.startswith("Create")}
ENDING = {
    "notebook-instance": "stop_notebook_instance",
    "training-job": "stop_training_job",
    "hyper-parameter-tuning-job": "stop_hyper_parameter_tuning_job",
    "processing-job": "stop_processing_job",
    "automl-job": "stop_auto_ml_job",
    "transform-job": "stop_transform_job",
    "endpoint": "delete_endpoint",
}
FOREIGN = f"{KEY}/another"
ELSEWHERE = {"Subnets": ["subnet-1", "subnet-9"], "SecurityGroupIds": ["sg-workload"]}
OPEN = {"Subnets": ["subnet-1"], "SecurityGroupIds": ["sg-workload", "sg-open"]}


def created(kind: str, name: str | None = None) -> dict[str, Any]:
    action, member = CREATION[kind]
    return call_event(action, member, name or NAMES[kind])


def weaken(facts: dict[str, Any], path: str, value: Any) -> None:
    *folders, last = path.split(".")
    for folder in folders:
        facts = facts[int(folder) if isinstance(facts, list) else folder]
    facts[last] = value


WEAKENED = [
    ("notebook-instance", "SubnetId", None, "subnet"),
    ("notebook-instance", "SubnetId", "subnet-9", "subnet"),
    ("notebook-instance", "SecurityGroups", ["sg-workload", "sg-open"], "group"),
    ("notebook-instance", "SecurityGroups", [], "group"),
    ("notebook-instance", "KmsKeyId", None, "volume-key"),
    ("notebook-instance", "KmsKeyId", FOREIGN, "volume-key"),
    ("notebook-instance", "KmsKeyId", SETTINGS.data_key, "volume-key"),
    ("notebook-instance", "DirectInternetAccess", "Enabled", "internet-access"),
    ("notebook-instance", "RootAccess", "Enabled", "root-access"),
    ("notebook-instance", "RootAccess", None, "root-access"),
    ("notebook-instance", "InstanceMetadataServiceConfiguration", None, "metadata-version"),
    ("notebook-instance", "RoleArn", f"arn:aws:iam::{ACCOUNT}:role/Administrator", "role"),
    ("notebook-instance", "RoleArn", SETTINGS.role_arn("training"), "role"),
    ("training-job", "VpcConfig", None, "subnet"),
    ("training-job", "VpcConfig", ELSEWHERE, "subnet"),
    ("training-job", "VpcConfig", OPEN, "group"),
    ("training-job", "ResourceConfig.VolumeKmsKeyId", FOREIGN, "volume-key"),
    ("training-job", "OutputDataConfig.KmsKeyId", "", "output-key"),
    ("training-job", "EnableInterContainerTrafficEncryption", False, "encryption-between-instances"),
    ("training-job", "RoleArn", f"arn:aws:iam::444455556666:role/{SETTINGS.name_prefix}training", "role"),
    ("hyper-parameter-tuning-job", "TrainingJobDefinition.VpcConfig", None, "group"),
    ("hyper-parameter-tuning-job", "TrainingJobDefinitions.0.VpcConfig", ELSEWHERE, "subnet"),
    (
        "hyper-parameter-tuning-job",
        "TrainingJobDefinitions.0.HyperParameterTuningResourceConfig.VolumeKmsKeyId",
        FOREIGN,
        "volume-key",
    ),
    ("processing-job", "NetworkConfig", None, "subnet"),
    ("processing-job", "NetworkConfig.EnableInterContainerTrafficEncryption", False, "encryption-between-instances"),
    ("processing-job", "ProcessingResources.ClusterConfig.VolumeKmsKeyId", None, "volume-key"),
    ("processing-job", "ProcessingOutputConfig.KmsKeyId", FOREIGN, "output-key"),
    ("automl-job", "SecurityConfig.VpcConfig", OPEN, "group"),
    ("automl-job", "SecurityConfig.VolumeKmsKeyId", None, "volume-key"),
    ("automl-job", "OutputDataConfig.KmsKeyId", FOREIGN, "output-key"),
    ("automl-job", "SecurityConfig.EnableInterContainerTrafficEncryption", None, "encryption-between-instances"),
    ("transform-job", "TransformResources.VolumeKmsKeyId", FOREIGN, "volume-key"),
    ("transform-job", "TransformOutput.KmsKeyId", None, "output-key"),
]
BEHIND = [
    ("transform-job", "model", "VpcConfig", None, "subnet"),
    ("transform-job", "model", "EnableNetworkIsolation", False, "network-isolation"),
    ("endpoint", "model", "VpcConfig", ELSEWHERE, "subnet"),
    ("endpoint", "model", "ExecutionRoleArn", f"arn:aws:iam::{ACCOUNT}:role/Administrator", "role"),
    ("endpoint", "endpoint-config", "KmsKeyId", FOREIGN, "volume-key"),
    ("endpoint", "endpoint-config", "DataCaptureConfig.KmsKeyId", None, "captured-data-key"),
    ("endpoint", "endpoint-config", "AsyncInferenceConfig.OutputConfig.KmsKeyId", FOREIGN, "output-key"),
    ("endpoint", "endpoint-config", "VpcConfig", OPEN, "group"),
]
FIRST_FAULT: dict[str, tuple[str, str, Any]] = {
    "model": ("model", "VpcConfig", None),
    "endpoint-config": ("endpoint-config", "KmsKeyId", None),
    **{kind: (behind, path, value) for kind, behind, path, value, _ in reversed(BEHIND)},
    **{kind: (kind, path, value) for kind, path, value, _ in reversed(WEAKENED)},
}


@pytest.mark.parametrize("kind", COMPLIANT)
def test_what_complies_is_left_alone_and_nobody_is_told(kind: str) -> None:
    watch = Watch()
    assert watch.see(created(kind)).action == "complies"
    assert watch.account.ended() == []
    assert watch.account.messages == []


@pytest.mark.parametrize(("kind", "path", "value", "rule"), WEAKENED)
def test_what_breaks_a_rule_is_ended_once_and_told(kind: str, path: str, value: Any, rule: str) -> None:
    watch = Watch()
    weaken(watch.account.resources[kind, NAMES[kind]], path, value)
    outcome = watch.see(created(kind))
    assert outcome.action == "stopped"
    assert rule in {breach.rule for breach in outcome.breaches}
    assert watch.account.ended() == [(ENDING[kind], NAMES[kind])]
    ((subject, message),) = watch.account.messages
    assert subject == f"churn-dev: {kind} stopped"
    assert NAMES[kind] in message
    assert rule in message


@pytest.mark.parametrize(("kind", "behind", "path", "value", "rule"), BEHIND)
def test_what_stands_behind_it_counts_too(kind: str, behind: str, path: str, value: Any, rule: str) -> None:
    watch = Watch()
    weaken(watch.account.resources[behind, NAMES[behind]], path, value)
    outcome = watch.see(created(kind))
    assert outcome.action == "stopped"
    assert outcome.breaches[0].rule == rule
    assert watch.account.ended() == [(ENDING[kind], NAMES[kind])]


@pytest.mark.parametrize(("kind", "path", "value", "rule"), WEAKENED)
def test_a_dry_run_tells_the_same_and_ends_nothing(kind: str, path: str, value: Any, rule: str) -> None:
    watch = Watch(REPORTING)
    weaken(watch.account.resources[kind, NAMES[kind]], path, value)
    outcome = watch.see(created(kind))
    assert outcome.action == "reported"
    assert rule in {breach.rule for breach in outcome.breaches}
    assert watch.account.ended() == []
    assert "only reports" in watch.account.messages[0][1]


@pytest.mark.parametrize(
    ("kind", "path", "value"),
    [("model", "VpcConfig", None), ("endpoint-config", "KmsKeyId", FOREIGN)],
)
def test_what_runs_nothing_is_only_reported(kind: str, path: str, value: Any) -> None:
    watch = Watch()
    weaken(watch.account.resources[kind, NAMES[kind]], path, value)
    assert watch.see(created(kind)).action == "reported"
    assert watch.account.ended() == []
    assert len(watch.account.messages) == 1


@pytest.mark.parametrize("sort", CHANGES)
def test_sagemakers_own_events_are_acted_on(sort: str) -> None:
    kind, member = CHANGES[sort]
    watch = Watch()
    owner, path, value = FIRST_FAULT[kind]
    weaken(watch.account.resources[owner, NAMES[owner]], path, value)
    outcome = watch.see(change_event(sort, member, NAMES[kind]))
    assert outcome.action == ("stopped" if kind in RUNNING else "reported")
    assert outcome.cause == sort


@pytest.mark.parametrize("action", CALLS)
def test_every_watched_call_is_looked_at(action: str) -> None:
    kind, member = CALLS[action]
    outcome = Watch().see(call_event(action, member, NAMES[kind]))
    assert (outcome.kind, outcome.name, outcome.cause, outcome.action) == (kind, NAMES[kind], action, "complies")


def test_an_update_that_gives_root_is_found() -> None:
    watch = Watch()
    watch.account.resources["notebook-instance", NAMES["notebook-instance"]]["RootAccess"] = "Enabled"
    event = call_event("UpdateNotebookInstance", "NotebookInstanceName", NAMES["notebook-instance"])
    assert watch.see(event).action == "stopped"


@pytest.mark.parametrize("key", sorted(SETTINGS.key_names(SETTINGS.data_key)))
def test_our_key_counts_by_every_name_that_it_has(key: str) -> None:
    watch = Watch()
    watch.account.put("training-job", NAMES["training-job"], ResourceConfig={"VolumeKmsKeyId": key})
    assert watch.see(created("training-job")).action == "complies"


def test_an_alias_of_the_same_name_in_another_account_is_not_our_key() -> None:
    watch = Watch()
    key = "arn:aws:kms:eu-west-1:444455556666:alias/ds-churn-dev-data"
    watch.account.put("training-job", NAMES["training-job"], ResourceConfig={"VolumeKmsKeyId": key})
    assert watch.see(created("training-job")).action == "stopped"


def test_an_endpoint_whose_model_is_gone_is_told_and_not_ended() -> None:
    watch = Watch()
    del watch.account.resources["model", NAMES["model"]]
    outcome = watch.see(created("endpoint"))
    assert outcome.action == "reported"
    assert [breach.rule for breach in outcome.breaches] == ["gone"]
    assert watch.account.ended() == []


def test_an_endpoint_whose_configuration_is_gone_is_told_and_not_ended() -> None:
    watch = Watch()
    del watch.account.resources["endpoint-config", NAMES["endpoint-config"]]
    assert watch.see(created("endpoint")).action == "reported"
    assert watch.account.ended() == []


def test_a_model_that_only_shadows_another_counts_too() -> None:
    watch = Watch()
    watch.account.put("model", "ds-churn-dev-shadow", VpcConfig=None, ModelName="ds-churn-dev-shadow")
    config = watch.account.resources["endpoint-config", NAMES["endpoint-config"]]
    config["ShadowProductionVariants"] = [{"ModelName": "ds-churn-dev-shadow"}]
    outcome = watch.see(created("endpoint"))
    assert outcome.action == "stopped"
    assert all("ds-churn-dev-shadow" in breach.sentence for breach in outcome.breaches)
