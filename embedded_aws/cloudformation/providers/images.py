"""ECR: Repository."""

from __future__ import annotations

from typing import Any

from embedded_aws.cloudformation.providers.arguments import filled, json_text, pick
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape
from embedded_aws.cloudformation.providers.settings import Settings, apply_settings, put_or_delete, update_each
from embedded_aws.cloudformation.providers.tagging import set_tags, tag_list


def create_repository(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a repository, then gives it its policies."""
    name = request.name(256, wanted.get("RepositoryName"), lower=True)
    encryption = pick(wanted.get("EncryptionConfiguration", {}), "", EncryptionType="encryptionType", KmsKey="kmsKey")
    made = request.client("ecr").create_repository(
        repositoryName=name,
        **pick(wanted, "", ImageTagMutability="imageTagMutability"),
        **filled(
            imageScanningConfiguration=_scanning(wanted.get("ImageScanningConfiguration")),
            encryptionConfiguration=encryption,
            tags=tag_list(wanted.get("Tags")),
        ),
    )["repository"]
    request.record(name, Arn=made["repositoryArn"], RepositoryUri=made["repositoryUri"])
    policies = {name: setting for name, setting in SETTINGS.items() if name in POLICIES}
    apply_settings(request, policies, {}, wanted)


def find_repository(request: HandlerRequest, name: str) -> None:
    """Records the existing repository."""
    found = request.client("ecr").describe_repositories(repositoryNames=[name])["repositories"][0]
    request.record(name, Arn=found["repositoryArn"], RepositoryUri=found["repositoryUri"])


def delete_repository(request: HandlerRequest, properties: Properties) -> None:
    """Deletes the repository; ECR refuses where it holds images, unless the template says otherwise."""
    force = properties.get("EmptyOnDelete") is True
    request.client("ecr").delete_repository(repositoryName=request.physical_id, force=force)


def _scanning(given: Any) -> dict[str, Any]:
    return pick(given or {}, "", ScanOnPush="scanOnPush")


def _put_lifecycle(request: HandlerRequest, new: Any) -> None:
    request.client("ecr").put_lifecycle_policy(
        repositoryName=request.physical_id,
        lifecyclePolicyText=new["LifecyclePolicyText"],
        **pick(new, "", RegistryId="registryId"),
    )


def _put_policy(request: HandlerRequest, new: Any) -> None:
    request.client("ecr").set_repository_policy(repositoryName=request.physical_id, policyText=json_text(new))


def _set_mutability(request: HandlerRequest, new: Any, old: Any) -> None:
    request.client("ecr").put_image_tag_mutability(repositoryName=request.physical_id, imageTagMutability=new)


def _set_scanning(request: HandlerRequest, new: Any, old: Any) -> None:
    wanted = _scanning(new) or {"scanOnPush": False}
    request.client("ecr").put_image_scanning_configuration(
        repositoryName=request.physical_id, imageScanningConfiguration=wanted
    )


POLICIES = ("LifecyclePolicy", "RepositoryPolicyText")
SETTINGS: Settings = {
    "ImageTagMutability": _set_mutability,
    "ImageScanningConfiguration": _set_scanning,
    "LifecyclePolicy": put_or_delete(
        _put_lifecycle,
        lambda request: request.client("ecr").delete_lifecycle_policy(repositoryName=request.physical_id),
    ),
    "RepositoryPolicyText": put_or_delete(
        _put_policy,
        lambda request: request.client("ecr").delete_repository_policy(repositoryName=request.physical_id),
    ),
    "Tags": set_tags("ecr"),
}
PROVIDERS = (
    Provider(
        "AWS::ECR::Repository",
        create_repository,
        delete_repository,
        shape(
            "RepositoryName ImageTagMutability RepositoryPolicyText EmptyOnDelete Tags",
            EncryptionConfiguration=shape("EncryptionType KmsKey"),
            ImageScanningConfiguration=shape("ScanOnPush"),
            LifecyclePolicy=shape("LifecyclePolicyText RegistryId"),
        ),
        update_each(SETTINGS, ImageTagMutability="MUTABLE"),
        named_by="RepositoryName",
        find=find_repository,
        attributes="Arn RepositoryUri",
    ),
)
