"""The extract of the Service Authorization Reference, and the questions that are asked of it."""

from __future__ import annotations

import pytest

from generator.iam import actions
from generator.iam.data.refresh import NAMES, SERVICES, TARGET, render_actions, render_names


def test_the_extract_is_what_the_installed_reference_gives() -> None:
    assert TARGET.read_text(encoding="utf-8") == render_actions()
    assert NAMES.read_text(encoding="utf-8") == render_names()


def test_every_service_in_use_is_held() -> None:
    assert actions.services() == SERVICES


@pytest.mark.parametrize(
    "action", ["s3:GetObject", "S3:getobject", "sagemaker:CreateNotebookInstance", "tag:GetResources"]
)
def test_an_action_exists_in_any_case(action: str) -> None:
    assert actions.exists(action)


@pytest.mark.parametrize("action", ["s3:GetObjects", "s3:", "s3", "sagemaker:OpenNotebook"])
def test_what_is_not_an_action_does_not_exist(action: str) -> None:
    assert not actions.exists(action)


def test_a_service_that_is_not_held_is_an_error_and_not_a_no() -> None:
    with pytest.raises(actions.UnknownAction, match="robomaker"):
        actions.exists("robomaker:CreateRobot")


def test_names_are_known_of_every_service() -> None:
    assert actions.named("dynamodb:createt*") == ("dynamodb:CreateTable", "dynamodb:CreateTableReplica")
    assert actions.named("s3:CreateBucket") == ("s3:CreateBucket",)
    assert actions.named("dynamodb:CreateTabel") == ()
    with pytest.raises(actions.UnknownAction, match="begin with 'dynamo'"):
        actions.named("dynamo:CreateTable")


def test_jobs_and_notebooks_carry_their_subnets() -> None:
    guarded = actions.actions_with_key("sagemaker", "sagemaker:VpcSubnets")
    assert {"sagemaker:CreateNotebookInstance", "sagemaker:CreateTrainingJob", "sagemaker:CreateModel"} <= set(guarded)
    assert "sagemaker:DescribeTrainingJob" not in guarded
    assert list(guarded) == sorted(guarded)


def test_a_misspelled_key_is_refused_rather_than_guarding_nothing() -> None:
    with pytest.raises(actions.UnknownKey, match="sagemaker:VpcSubnet"):
        actions.actions_with_key("sagemaker", "sagemaker:VpcSubnet")


def test_a_replaced_key_names_its_successor() -> None:
    with pytest.raises(actions.UnknownKey, match="replaced it by sagemaker:VolumeKmsKeyArn"):
        actions.actions_with_key("sagemaker", "sagemaker:VolumeKmsKey")


def test_a_replaced_key_still_sees_a_value() -> None:
    assert actions.carries("sagemaker:CreateTrainingJob", "sagemaker:VolumeKmsKey")
    assert actions.carries("sagemaker:CreateTrainingJob", "sagemaker:volumekmskeyarn")
    assert not actions.carries("sagemaker:CreateTrainingJob", "sagemaker:RootAccess")


def test_a_key_for_any_tag_is_carried_for_each_tag() -> None:
    assert actions.carries("sagemaker:CreateNotebookInstance", "aws:RequestTag/Owner")
    assert actions.carries("sagemaker:StopNotebookInstance", "aws:ResourceTag/Owner")


def test_the_keys_of_a_resource_type_are_keys_of_the_action() -> None:
    assert "aws:ResourceTag/${TagKey}" in actions.condition_keys("sagemaker:CreatePresignedNotebookInstanceUrl")


def test_a_service_that_lists_keys_beside_each_action_is_taken_at_its_word() -> None:
    assert actions.carries("ec2:CreateNetworkInterfacePermission", "ec2:AuthorizedService")
    assert not actions.carries("ec2:DeleteNetworkInterfacePermission", "ec2:AuthorizedService")
    by_name = {kind.name: kind for kind in actions.resource_patterns("ec2:CreateNetworkInterface")}
    assert actions.carries_on("ec2:CreateNetworkInterface", by_name["subnet"], "ec2:Vpc")
    assert not actions.carries_on("ec2:CreateNetworkInterface", by_name["network-interface"], "ec2:Vpc")


def test_resource_types_say_their_pattern_and_whether_they_are_required() -> None:
    (notebook,) = actions.resource_patterns("sagemaker:CreateNotebookInstance")
    assert notebook.required
    assert notebook.arn.endswith(":notebook-instance/${NotebookInstanceName}")
    assert actions.resource_patterns("sts:GetCallerIdentity") == ()


def test_a_pattern_means_every_action_that_it_matches() -> None:
    assert actions.matching("kms:Re?crypt*") == ()
    assert set(actions.matching("KMS:ReEncrypt*")) == {"kms:ReEncryptFrom", "kms:ReEncryptTo"}
    assert len(actions.matching("*")) > 2000


def test_the_access_level_and_the_type_of_a_key_are_known() -> None:
    assert actions.access_level("s3:GetObject") == "Read"
    assert actions.key_type("sagemaker", "sagemaker:vpcsubnets") == "ArrayOfString"
    assert actions.key_type("sagemaker", "sagemaker:NoSuchKey") is None
