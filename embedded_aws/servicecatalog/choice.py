"""What a launch means: the product, the path and the version that a request names by id or by name."""

from __future__ import annotations

from dataclasses import dataclass

from embedded_aws.servicecatalog.launch_paths import LaunchPath, choose_path, open_paths
from embedded_aws.servicecatalog.lookup import is_ready, only_one
from embedded_aws.servicecatalog.refusals import invalid, not_found, not_offered
from embedded_aws.servicecatalog.request_context import Params, RequestContext
from embedded_aws.servicecatalog.search import offered_versions
from embedded_aws.servicecatalog.state import Artifact


@dataclass(frozen=True)
class Choice:
    """A version of a product on a path."""

    path: LaunchPath
    artifact: Artifact


def choose(context: RequestContext, params: Params) -> Choice:
    """The choice of a request; raises ResourceNotFoundException or InvalidParametersException."""
    path = choose_path(context, params, product_of(context, params))
    if path.parameters("STACKSET"):
        raise not_offered("launches under a STACKSET constraint")
    return Choice(path, _artifact(context, path, params))


def check_new_launch(choice: Choice) -> None:
    """Raise for a version that only serves what is provisioned already."""
    if choice.artifact.guidance == "DEPRECATED":
        name = choice.artifact.name or choice.artifact.id
        raise invalid(f"Provisioning artifact {name} is deprecated and cannot be used for new launches.")


def product_of(context: RequestContext, params: Params) -> str:
    """The id of the product that a request names."""
    product_id: str | None = params.get("ProductId")
    if product_id:
        return product_id
    name = params.get("ProductName")
    if not name:
        raise invalid("Either ProductId or ProductName is required.")
    named = {path.product.id for path in open_paths(context) if path.product.name == name}
    if not named:
        raise not_found(f"Product {name} not found.")
    if len(named) > 1:
        raise invalid(f"More than one product is named {name}. Use ProductId instead.")
    return named.pop()


def _artifact(context: RequestContext, path: LaunchPath, params: Params) -> Artifact:
    if name := params.get("ProvisioningArtifactName"):
        return only_one(offered_versions(context, path), name)
    artifact_id = params.get("ProvisioningArtifactId")
    if not artifact_id:
        raise invalid("Either ProvisioningArtifactId or ProvisioningArtifactName is required.")
    artifact = path.owner.artifacts.get(artifact_id)
    if (
        artifact is None
        or artifact.product != path.product.id
        or not artifact.active
        or not is_ready(context, artifact)
    ):
        raise not_found(f"ProvisioningArtifact {artifact_id} not found for product {path.product.id}.")
    return artifact
