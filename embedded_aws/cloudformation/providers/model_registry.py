"""SageMaker: ModelPackageGroup and ModelPackage.

No policy of a group and no model card of a package: moto has none. No validation of a package: it would run jobs.
moto lists no tags of a package, so that the handler's ListTags is not called.
"""

from __future__ import annotations

from typing import Any

from embedded_aws.cloudformation.providers.arguments import filled, pick
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape
from embedded_aws.cloudformation.providers.settings import update_each
from embedded_aws.cloudformation.providers.tagging import set_tags, tag_list


def create_model_group(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a group of model packages."""
    made = request.client("sagemaker").create_model_package_group(
        **pick(wanted, "ModelPackageGroupName ModelPackageGroupDescription"),
        **filled(Tags=tag_list(wanted.get("Tags"))),
    )["ModelPackageGroupArn"]
    request.record(made, ModelPackageGroupArn=made)
    found = request.client("sagemaker").describe_model_package_group(ModelPackageGroupName=_name(made))
    status: Any = found["ModelPackageGroupStatus"]
    request.record(made, ModelPackageGroupStatus=status, CreationTime=found["CreationTime"].isoformat())
    request.client("sagemaker").list_tags(ResourceArn=made)


def _name(arn: str) -> str:
    return arn.rpartition("/")[2]


def delete_model_group(request: HandlerRequest, _: Properties) -> None:
    """Deletes the group; SageMaker refuses where it has versions."""
    named = {"ModelPackageGroupName": _name(request.physical_id)}
    request.client("sagemaker").describe_model_package_group(**named)
    request.client("sagemaker").delete_model_package_group(**named)


def create_model_package(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a version in a group, or a package with a name of its own."""
    sagemaker = request.client("sagemaker")
    # A version takes no tags, so that those of CloudFormation itself can go to no version (Q87).
    tags = [
        tag
        for tag in tag_list(wanted.get("Tags"))
        if "ModelPackageGroupName" not in wanted or not tag["Key"].startswith("aws:cloudformation:")
    ]
    made = sagemaker.create_model_package(**pick(wanted, _PACKAGE), **filled(Tags=tags))
    arn = str(made["ModelPackageArn"])
    request.record(arn, ModelPackageArn=arn)
    found: Any = sagemaker.describe_model_package(ModelPackageName=arn)
    request.record(arn, ModelPackageStatus=found["ModelPackageStatus"], CreationTime=found["CreationTime"].isoformat())
    if "ApprovalDescription" in wanted:
        # The API takes it in an update only; the schema's create handler asks for sagemaker:UpdateModelPackage.
        sagemaker.update_model_package(ModelPackageArn=arn, ApprovalDescription=wanted["ApprovalDescription"])


def update_model_package(request: HandlerRequest, old: Properties, wanted: Properties) -> None:
    """Changes whether the package is approved, and what its customer says of it."""
    before, after = (each.get("CustomerMetadataProperties") or {} for each in (old, wanted))
    request.client("sagemaker").update_model_package(
        ModelPackageArn=request.physical_id,
        **pick(wanted, "ModelApprovalStatus ApprovalDescription"),
        **filled(CustomerMetadataProperties=after, CustomerMetadataPropertiesToRemove=sorted(before.keys() - after)),
    )
    if old.get("Tags") != wanted.get("Tags"):
        set_tags("sagemaker")(request, wanted.get("Tags"), old.get("Tags"))


def delete_model_package(request: HandlerRequest, _: Properties) -> None:
    """Deletes the package."""
    named = {"ModelPackageName": request.physical_id}
    request.client("sagemaker").describe_model_package(**named)
    request.client("sagemaker").delete_model_package(**named)


_PACKAGE = (
    "ModelPackageName ModelPackageGroupName ModelPackageDescription InferenceSpecification ModelApprovalStatus "
    "CustomerMetadataProperties MetadataProperties ModelMetrics DriftCheckBaselines Domain Task SamplePayloadUrl "
    "CertifyForMarketplace ClientToken"
)
PROVIDERS = (
    Provider(
        "AWS::SageMaker::ModelPackage",
        create_model_package,
        delete_model_package,
        shape(f"{_PACKAGE} ApprovalDescription Tags"),
        update_model_package,
        attributes="CreationTime ModelPackageArn ModelPackageStatus",
    ),
    Provider(
        "AWS::SageMaker::ModelPackageGroup",
        create_model_group,
        delete_model_group,
        shape("ModelPackageGroupName ModelPackageGroupDescription Tags"),
        update_each({"Tags": set_tags("sagemaker")}),
        named_by="ModelPackageGroupName",
        attributes="CreationTime ModelPackageGroupArn ModelPackageGroupStatus",
    ),
)
