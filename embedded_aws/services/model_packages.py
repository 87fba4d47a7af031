"""The model registry: what AWS refuses of it and moto (5.2) takes, and three operations.

moto makes a group of a name that is taken anew, takes tags for a version, forgets the approval of a version that is
updated without one, makes a model of a version that nobody approved, and deletes neither groups nor packages. Sources:
SageMaker API Reference, CreateModelPackage (`Tags`: a version uses its group's and cannot have its own;
`ModelApprovalStatus`: "must be set to Approved to deploy the model") and UpdateModelPackage ("Updates a versioned
model"); the message about a group that exists is the one that the SageMaker SDK looks for (`_create_resource`,
sagemaker 2.257).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from embedded_aws.service import Call, ServiceError
from embedded_aws.services.shapes import check_shapes
from generator.iam.on_behalf import find_texts

_PACKAGES = ("PrimaryContainer.ModelPackageName", "Containers[].ModelPackageName")
_SET = {
    "ModelApprovalStatus": "model_approval_status",
    "ApprovalDescription": "approval_description",
    "InferenceSpecification": "inference_specification",
}
"""What an update replaces where it says so, and where moto keeps it."""


def check_group(call: Call) -> None:
    """A group's name is given once."""
    name = str(call.params["ModelPackageGroupName"])
    if name in _registry(call).model_package_groups:
        raise _wrong(f"Model Package Group already exists: {_arn(call, 'model-package-group', name)}")


def check_version(call: Call) -> None:
    """A version has no tags of its own."""
    if call.params.get("ModelPackageGroupName") and call.params.get("Tags"):
        raise _wrong("Tags cannot be given for a model package version: it uses those of its model package group.")


def check_approval(call: Call) -> None:
    """A model is made of a version only when that was approved."""
    for path in _PACKAGES:
        for name in find_texts(call.params, path):
            found = _find(call, name)
            if found.model_package_type == "Versioned" and found.model_approval_status != "Approved":
                status = found.model_approval_status or "PendingManualApproval"
                raise _wrong(f"Cannot create a model from model package {found.arn}: its approval status is {status}.")


class PackageUpdates:
    """Changes what an update names, and leaves the rest."""

    def __call__(self, params: Mapping[str, Any], call: Call) -> Mapping[str, Any]:
        """Carry out the update; raises ServiceError where there is no such version."""
        check_shapes(call, params)
        found = _find(call, str(params["ModelPackageArn"]))
        if found.model_package_type != "Versioned":
            raise _wrong(f"Model package {found.arn} is not versioned and cannot be updated.")
        for name, attribute in _SET.items():
            if params.get(name) is not None:
                setattr(found, attribute, params[name])
        held = dict(found.customer_metadata_properties or {}) | dict(params.get("CustomerMetadataProperties") or {})
        for name in params.get("CustomerMetadataPropertiesToRemove") or ():
            held.pop(name, None)
        found.customer_metadata_properties = held or None
        added = params.get("AdditionalInferenceSpecificationsToAdd")
        if added:
            found.add_additional_inference_specifications(list(added))
        found.modifications_done()
        return {"ModelPackageArn": found.arn}

    def dump(self) -> object:
        """Nothing of its own."""
        return None

    def load(self, state: Any) -> None:
        """Nothing to take over."""


class GroupDeletion(PackageUpdates):
    """Deletes a group of model packages that has no version, which moto does not."""

    def __call__(self, params: Mapping[str, Any], call: Call) -> Mapping[str, Any]:
        """Carry out the deletion; raises ServiceError where there is no such group, and where it has versions."""
        check_shapes(call, params)
        name, registry = _last(str(params["ModelPackageGroupName"])), _registry(call)
        if name not in registry.model_package_groups:
            raise _wrong(f"Model Package Group {_arn(call, 'model-package-group', name)} does not exist.")
        if any(one.model_package_group_name == name for one in registry.model_packages.values()):
            # The code: "DeleteModelPackageGroup", SageMaker API Reference.
            raise ServiceError("ConflictException", f"Model package group {name} still has model packages.", 409)
        del registry.model_package_groups[name]
        return {}


class PackageDeletion(PackageUpdates):
    """Deletes a model package, which moto does not."""

    def __call__(self, params: Mapping[str, Any], call: Call) -> Mapping[str, Any]:
        """Carry out the deletion; raises ServiceError where there is no such package."""
        check_shapes(call, params)
        found, registry = _find(call, str(params["ModelPackageName"])), _registry(call)
        for held in (registry.model_packages, registry.model_package_name_mapping):
            for key in [key for key, value in held.items() if found is value or found.arn == value]:
                del held[key]
        return {}


def _last(name: str) -> str:
    return name.rpartition("/")[2]


def _registry(call: Call) -> Any:
    from moto.sagemaker.models import sagemaker_backends  # slow, and rarely used

    return sagemaker_backends[call.account][call.region]


def _find(call: Call, name: str) -> Any:
    registry = _registry(call)
    found = registry.model_packages.get(registry.model_package_name_mapping.get(name, name))
    if found is None:
        arn = name if name.startswith("arn:") else _arn(call, "model-package", name)
        raise _wrong(f"ModelPackage {arn} does not exist.")
    return found


def _arn(call: Call, kind: str, name: str) -> str:
    return f"arn:aws:sagemaker:{call.region}:{call.account}:{kind}/{name}"


def _wrong(message: str) -> ServiceError:
    return ServiceError("ValidationException", message, 400)
