"""The model registry: groups, versions, their approval, and models that are made of them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

NUMBERS = count(1)
IMAGE = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/model:1"
PACKAGES = "arn:aws:sagemaker:eu-west-1:111122223333:model-package"
Refused = Callable[..., tuple[str, str]]


@pytest.fixture
def group(world: Any) -> str:
    name = f"ds-group-{next(NUMBERS)}"
    world.aws.client("sagemaker").create_model_package_group(ModelPackageGroupName=name)
    return name


def version(group: str, **more: Any) -> dict[str, Any]:
    contents = {"SupportedContentTypes": ["text/csv"], "SupportedResponseMIMETypes": ["text/csv"]}
    inference = {"Containers": [{"Image": IMAGE}], **contents}
    return {
        "ModelPackageGroupName": group,
        "InferenceSpecification": inference,
        "ModelApprovalStatus": "PendingManualApproval",
        **more,
    }


def test_a_group_is_made_once(world: Any, group: str, refused: Refused) -> None:
    code, message = refused(world.aws.client("sagemaker").create_model_package_group, ModelPackageGroupName=group)
    assert (code, "already exists" in message) == ("ValidationException", True)


def test_versions_are_counted_and_have_no_tags(world: Any, group: str, refused: Refused) -> None:
    sagemaker = world.aws.client("sagemaker")
    made = [sagemaker.create_model_package(**version(group))["ModelPackageArn"] for _ in range(2)]
    assert made == [f"{PACKAGES}/{group}/{number}" for number in (1, 2)]
    tagged = version(group, Tags=[{"Key": "Team", "Value": "churn"}])
    assert refused(sagemaker.create_model_package, **tagged)[0] == "ValidationException"


def test_an_update_changes_what_it_names_only(world: Any, group: str, refused: Refused) -> None:
    sagemaker = world.aws.client("sagemaker")
    properties = {"auc": "0.91"}
    arn = sagemaker.create_model_package(**version(group, CustomerMetadataProperties=properties))["ModelPackageArn"]
    sagemaker.update_model_package(ModelPackageArn=arn, ModelApprovalStatus="Approved")
    sagemaker.update_model_package(ModelPackageArn=arn, ApprovalDescription="seen")
    found = sagemaker.describe_model_package(ModelPackageName=arn)
    assert (found["ModelApprovalStatus"], found["ApprovalDescription"]) == ("Approved", "seen")
    assert found["CustomerMetadataProperties"] == properties
    asked = {"ModelPackageArn": f"{PACKAGES}/nothing/1", "ModelApprovalStatus": "Approved"}
    assert "does not exist" in refused(sagemaker.update_model_package, **asked)[1]
    sure = {"ModelPackageArn": arn, "ModelApprovalStatus": "Sure"}
    assert refused(sagemaker.update_model_package, **sure)[0] == "ValidationException"


def test_metadata_are_added_and_removed(world: Any, group: str, refused: Refused) -> None:
    sagemaker = world.aws.client("sagemaker")
    arn = sagemaker.create_model_package(**version(group, CustomerMetadataProperties={"a": "b"}))["ModelPackageArn"]
    change = {"CustomerMetadataProperties": {"c": "d e"}, "CustomerMetadataPropertiesToRemove": ["a"]}
    sagemaker.update_model_package(ModelPackageArn=arn, **change)
    assert sagemaker.describe_model_package(ModelPackageName=arn)["CustomerMetadataProperties"] == {"c": "d e"}
    said = refused(sagemaker.update_model_package, ModelPackageArn=arn, CustomerMetadataPropertiesToRemove=["a!"])
    assert (said[0], "regular expression pattern" in said[1]) == ("ValidationException", True)


def test_a_package_without_versions_is_not_updated(world: Any, refused: Refused) -> None:
    sagemaker = world.aws.client("sagemaker")
    arn = sagemaker.create_model_package(ModelPackageName="alone")["ModelPackageArn"]
    said = refused(sagemaker.update_model_package, ModelPackageArn=arn, ModelApprovalStatus="Approved")
    assert "not versioned" in said[1]


def test_a_model_is_made_of_an_approved_version(world: Any, group: str, refused: Refused) -> None:
    sagemaker = world.aws.client("sagemaker")
    arn = sagemaker.create_model_package(**version(group))["ModelPackageArn"]
    trust = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
    asked = {"ExecutionRoleArn": world.role(trust), "PrimaryContainer": {"ModelPackageName": arn}}
    for status in ("PendingManualApproval", "Rejected"):
        sagemaker.update_model_package(ModelPackageArn=arn, ModelApprovalStatus=status)
        assert status in refused(sagemaker.create_model, ModelName=f"{group}-{status}", **asked)[1]
    sagemaker.update_model_package(ModelPackageArn=arn, ModelApprovalStatus="Approved")
    sagemaker.create_model(ModelName=group, **asked)


def test_registering_and_approving_are_asked_about_by_their_status_and_name(
    world: Any, group: str, refused: Refused
) -> None:
    def may(action: str, status: str) -> dict[str, Any]:
        condition = {"StringEquals": {"sagemaker:ModelApprovalStatus": status}}
        return {"Effect": "Allow", "Action": action, "Resource": f"{PACKAGES}/ds-*", "Condition": condition}

    keys = world.role_of(
        may("sagemaker:CreateModelPackage", "PendingManualApproval"), may("sagemaker:UpdateModelPackage", "Rejected")
    )
    sagemaker = world.aws.client("sagemaker", keys=keys)
    arn = sagemaker.create_model_package(**version(group))["ModelPackageArn"]
    sagemaker.update_model_package(ModelPackageArn=arn, ModelApprovalStatus="Rejected")
    denied = "AccessDeniedException"
    assert refused(sagemaker.create_model_package, **version(group, ModelApprovalStatus="Approved"))[0] == denied
    unsaid = {key: value for key, value in version(group).items() if key != "ModelApprovalStatus"}
    assert refused(sagemaker.create_model_package, **unsaid)[0] == denied
    assert refused(sagemaker.create_model_package, **version("other"))[0] == denied
    for change in ({"ModelApprovalStatus": "Approved"}, {"ApprovalDescription": "seen"}):
        assert refused(sagemaker.update_model_package, ModelPackageArn=arn, **change)[0] == denied
