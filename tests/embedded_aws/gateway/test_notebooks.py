"""Notebook instances: what is given reads back, and the states are AWS's."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.waiting import wait_until

LIFE = {"OnStart": [{"Content": "IyEvYmluL2Jhc2gK"}]}


@pytest.fixture(scope="module")
def given(world: Any) -> dict[str, Any]:
    """The parameters of a notebook as the product makes it."""
    _, subnet, group = world.network()
    sagemaker = world.aws.client("sagemaker")
    sagemaker.create_notebook_instance_lifecycle_config(NotebookInstanceLifecycleConfigName="life", **LIFE)
    trust = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
    return {
        "InstanceType": "ml.t3.medium",
        "RoleArn": world.role(trust, {"Effect": "Allow", "Action": "ec2:*NetworkInterface*", "Resource": "*"}),
        "SubnetId": subnet,
        "SecurityGroupIds": [group],
        "KmsKeyId": world.aws.client("kms").create_key()["KeyMetadata"]["Arn"],
        "LifecycleConfigName": "life",
        "DirectInternetAccess": "Disabled",
        "RootAccess": "Disabled",
        "VolumeSizeInGB": 20,
        "PlatformIdentifier": "notebook-al2023-v1",
        "InstanceMetadataServiceConfiguration": {"MinimumInstanceMetadataServiceVersion": "2"},
    }


def wait(sagemaker: Any, name: str, status: str) -> None:
    def reached() -> bool:
        found = sagemaker.describe_notebook_instance(NotebookInstanceName=name)
        return bool(found["NotebookInstanceStatus"] == status)

    wait_until(reached, f"{name} is {status}")


def exists(sagemaker: Any, name: str) -> bool:
    listed = sagemaker.list_notebook_instances(NameContains=name)["NotebookInstances"]
    return any(one["NotebookInstanceName"] == name for one in listed)


def test_everything_that_is_given_reads_back(world: Any, given: dict[str, Any]) -> None:
    sagemaker = world.aws.client("sagemaker")
    sagemaker.create_notebook_instance(NotebookInstanceName="Reads-Back", **given)
    held = sagemaker.describe_notebook_instance(NotebookInstanceName="Reads-Back")
    renamed = {"SecurityGroupIds": "SecurityGroups", "LifecycleConfigName": "NotebookInstanceLifecycleConfigName"}
    assert {name: held[renamed.get(name, name)] for name in given} == given
    assert held["NotebookInstanceArn"].endswith(":notebook-instance/reads-back")


def test_a_notebook_is_changed_and_deleted_only_when_stopped(
    world: Any, given: dict[str, Any], refused: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sagemaker, name = world.aws.client("sagemaker"), {"NotebookInstanceName": "states"}
    with monkeypatch.context() as standing_still:
        moment = time.time()
        standing_still.setattr(time, "time", lambda: moment)
        sagemaker.create_notebook_instance(**name, **given)
        assert refused(sagemaker.create_presigned_notebook_instance_url, **name)[0] == "ValidationException"
    wait(sagemaker, "states", "InService")
    assert sagemaker.create_presigned_notebook_instance_url(**name)["AuthorizedUrl"].startswith("https://states-")
    assert "not in ([Stopped, Failed])" in refused(sagemaker.update_notebook_instance, **name, RootAccess="Enabled")[1]
    assert "Unable to transition to (Deleting)" in refused(sagemaker.delete_notebook_instance, **name)[1]
    sagemaker.stop_notebook_instance(**name)
    wait(sagemaker, "states", "Stopped")
    sagemaker.update_notebook_instance(**name, InstanceType="ml.t3.large", VolumeSizeInGB=30)
    wait(sagemaker, "states", "Stopped")
    held = sagemaker.describe_notebook_instance(**name)
    assert (held["InstanceType"], held["VolumeSizeInGB"]) == ("ml.t3.large", 30)
    assert "cannot be decreased" in refused(sagemaker.update_notebook_instance, **name, VolumeSizeInGB=5)[1]
    sagemaker.delete_notebook_instance(**name)
    wait_until(lambda: not exists(sagemaker, "states"), "the notebook is deleted")
    assert "RecordNotFound" in refused(sagemaker.describe_notebook_instance, **name)[1]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"SubnetId": "subnet-0"}, "does not exist"),
        ({"SecurityGroupIds": ["sg-0"]}, "does not exist in"),
        ({"KmsKeyId": "no-key"}, "does not exist or is not enabled"),
        ({"LifecycleConfigName": "nothing"}, "RecordNotFound"),
        ({"RoleArn": "arn:aws:iam::111122223333:role/ds-none"}, "Could not assume role"),
        ({"InstanceType": "ml.huge"}, "enum value set"),
        ({"PlatformIdentifier": "notebook-al9"}, "regular expression"),
        ({"VolumeSizeInGB": 99999}, "Member must have value less than or equal to 16384"),
    ],
)
def test_what_does_not_fit_is_refused(
    world: Any, given: dict[str, Any], refused: Any, change: dict[str, Any], said: str
) -> None:
    create = world.aws.client("sagemaker").create_notebook_instance
    code, message = refused(create, NotebookInstanceName="wrong", **{**given, **change})
    assert code == "ValidationException"
    assert said in message


def test_a_role_that_does_not_trust_sagemaker_is_refused(world: Any, given: dict[str, Any], refused: Any) -> None:
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    create = world.aws.client("sagemaker").create_notebook_instance
    wrong = {**given, "RoleArn": world.role(trust)}
    assert "Could not assume role" in refused(create, NotebookInstanceName="wrong", **wrong)[1]


def test_tags_of_a_notebook_decide_who_opens_it(world: Any, given: dict[str, Any], refused: Any) -> None:
    sagemaker = world.aws.client("sagemaker")
    for owner in ("mine", "hers"):
        tags = [{"Key": "Owner", "Value": owner}]
        sagemaker.create_notebook_instance(NotebookInstanceName=owner, Tags=tags, **given)
        wait(sagemaker, owner, "InService")
    own = {"StringEquals": {"sagemaker:ResourceTag/Owner": "mine"}}
    opening = {"Effect": "Allow", "Action": "sagemaker:CreatePresignedNotebookInstanceUrl", "Resource": "*"}
    me = world.aws.client("sagemaker", keys=world.role_of({**opening, "Condition": own}))
    me.create_presigned_notebook_instance_url(NotebookInstanceName="mine")
    code, _ = refused(me.create_presigned_notebook_instance_url, NotebookInstanceName="hers")
    assert code == "AccessDeniedException"


def test_a_subnet_with_a_notebook_in_it_is_not_deleted(world: Any, given: dict[str, Any], refused: Any) -> None:
    world.aws.client("sagemaker").create_notebook_instance(NotebookInstanceName="holds", **given)
    assert refused(world.aws.client("ec2").delete_subnet, SubnetId=given["SubnetId"])[0] == "DependencyViolation"


def test_lifecycle_configurations_are_listed_changed_and_deleted(world: Any, refused: Any) -> None:
    sagemaker, name = world.aws.client("sagemaker"), {"NotebookInstanceLifecycleConfigName": "other"}
    sagemaker.create_notebook_instance_lifecycle_config(**name)
    sagemaker.update_notebook_instance_lifecycle_config(**name, **LIFE)
    assert sagemaker.describe_notebook_instance_lifecycle_config(**name)["OnStart"] == LIFE["OnStart"]
    rows = sagemaker.list_notebook_instance_lifecycle_configs(NameContains="other")["NotebookInstanceLifecycleConfigs"]
    assert [row["NotebookInstanceLifecycleConfigName"] for row in rows] == ["other"]
    sagemaker.delete_notebook_instance_lifecycle_config(**name)
    assert "RecordNotFound" in refused(sagemaker.describe_notebook_instance_lifecycle_config, **name)[1]
