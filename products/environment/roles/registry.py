"""The model registry: who registers a model, who sees it, and who says that it may be served.

Groups of model packages are ours by name, `ds-<project>-<stage>-…`: the SageMaker SDK makes a group that is missing
without tags (`create_model_package_from_containers` of sagemaker 2.257 and of sagemaker-core 2.27), and a version takes
none (SageMaker API Reference, CreateModelPackage, `Tags`). A version's ARN is `model-package/<group>/<version>`
(aws-samples/ml-edge-getting-started#18), so that the group's name is in it.

`CreateModelPackage` and `UpdateModelPackage` carry `sagemaker:ModelApprovalStatus` (Service Authorization Reference).
Updates change an approved version's containers, too, and nothing tells such an update from another: who registers never
updates.
"""

from __future__ import annotations

from awacs.aws import Statement

from generator.iam import keys
from generator.iam.conditions import string_equals, string_not_equals
from generator.iam.statements import allow, deny
from products.environment.estate import Estate
from products.environment.places import actions, sagemaker

PENDING, APPROVED, REJECTED = "PendingManualApproval", "Approved", "Rejected"
GROUPS, PACKAGES = sagemaker("model-package-group"), sagemaker("model-package")
_CHANGES = [
    "sagemaker:DeleteModelPackage*",
    "sagemaker:PutModelPackageGroupPolicy",
    "sagemaker:UpdateModelPackage",
]


def see_registry() -> list[Statement]:
    """Read and list the project's model packages."""
    return [
        allow(
            "SeeModelPackages",
            [*actions(("Describe",), ("ModelPackage", "ModelPackageGroup")), "sagemaker:ListTags"],
            [*GROUPS, *PACKAGES],
        ),
        allow("ListModelPackages", actions(("List",), ("ModelPackageGroups", "ModelPackages")), "*"),
    ]


def registry_registering(estate: Estate) -> list[Statement]:
    """Make groups of ours, and register versions in them that wait for approval."""
    return [
        *see_registry(),
        allow("MakeModelGroups", "sagemaker:CreateModelPackageGroup", GROUPS),
        allow(
            "TagModelGroups",
            "sagemaker:AddTags",
            GROUPS,
            string_equals(keys.TAGGING_ACTION, "CreateModelPackageGroup"),
        ),
        allow(
            "RegisterForApproval",
            "sagemaker:CreateModelPackage",
            PACKAGES,
            string_equals(keys.APPROVAL_STATUS, PENDING),
        ),
        deny(
            "NeverRegisterApproved",
            "sagemaker:CreateModelPackage",
            "*",
            string_not_equals(keys.APPROVAL_STATUS, PENDING),
        ),
        deny("NeverApproveModels", _CHANGES, "*"),
    ]


def registry_deciding(estate: Estate) -> list[Statement]:
    """Approve or reject what was registered."""
    return [
        *see_registry(),
        allow(
            "ApproveOrReject",
            "sagemaker:UpdateModelPackage",
            PACKAGES,
            string_equals(keys.APPROVAL_STATUS, APPROVED, REJECTED),
        ),
    ]


def never_decide_models() -> Statement:
    """Who deploys registers nothing, approves nothing, and takes nothing back."""
    return deny("NeverApproveModels", ["sagemaker:CreateModelPackage*", *_CHANGES], "*")
