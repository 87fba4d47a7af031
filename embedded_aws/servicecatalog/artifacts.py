"""Provisioning artifacts: the versions of a product, each with one immutable body."""

from __future__ import annotations

from dataclasses import replace

from embedded_aws.servicecatalog.bodies import fetch_body
from embedded_aws.servicecatalog.errors import VERSIONS_PER_PRODUCT, check_room, in_use, invalid, not_found, not_offered
from embedded_aws.servicecatalog.lookup import (
    artifacts_of,
    find_artifact,
    find_product,
    is_ready,
    only_one,
    reach_product,
)
from embedded_aws.servicecatalog.request_context import Answer, Params, RequestContext, new_id, now, present
from embedded_aws.servicecatalog.state import Artifact, Catalog
from embedded_aws.servicecatalog.template_parameters import parameter_details
from generator.cloudformation.errors import TemplateError
from generator.cloudformation.template.document import load_template


def artifact_detail(artifact: Artifact) -> Answer:
    """A ProvisioningArtifactDetail."""
    return present(
        Id=artifact.id,
        Name=artifact.name,
        Description=artifact.description,
        Type=artifact.kind,
        CreatedTime=artifact.created,
        Active=artifact.active,
        Guidance=artifact.guidance,
    )


def status_of(context: RequestContext, artifact: Artifact) -> str:
    """CREATING, AVAILABLE or FAILED."""
    if context.store.calls < artifact.ready:
        return "CREATING"
    return "FAILED" if artifact.failed else "AVAILABLE"


def read_body(context: RequestContext, given: Params) -> str:
    """The body that a new version names; raises InvalidParametersException where it is no template."""
    kind, info = given.get("Type") or "CLOUD_FORMATION_TEMPLATE", given.get("Info") or {}
    if kind != "CLOUD_FORMATION_TEMPLATE":
        raise not_offered(f"provisioning artifacts of type {kind}")
    if "ImportFromPhysicalId" in info:
        raise not_offered("ImportFromPhysicalId")
    if "LoadTemplateFromURL" not in info:
        raise invalid("Info must hold LoadTemplateFromURL.")
    body = fetch_body(context, info["LoadTemplateFromURL"])
    if not given.get("DisableTemplateValidation"):
        check_body(body)
    return body


def check_body(body: str) -> None:
    """Raise "Invalid templateBody" for a text that CloudFormation would not read."""
    try:
        load_template(body)
    except TemplateError as fault:
        raise invalid(f"Invalid templateBody. {fault.message}") from fault


def make_artifact(context: RequestContext, product_id: str, given: Params, body: str) -> Artifact:
    """Put a new version into the catalog; it is CREATING for as long as the faults say."""
    artifact = Artifact(
        id=new_id("pa"),
        product=product_id,
        name=given.get("Name"),
        description=given.get("Description"),
        kind="CLOUD_FORMATION_TEMPLATE",
        url=given["Info"]["LoadTemplateFromURL"],
        body=body,
        created=now(),
        born=context.store.calls,
        ready=context.store.calls + context.faults.artifact_latency,
        failed=context.dice.falls(context.faults.failed_artifacts, "failed-artifact", context.call.operation),
    )
    context.catalog.artifacts[artifact.id] = artifact
    return artifact


def create_artifact(context: RequestContext, params: Params) -> Answer:
    """CreateProvisioningArtifact. AWS quirk: of two at a time for one product, one is lost without a word
    (terraform-provider-aws issue 37956): its id comes back and the version never appears.
    """
    product = find_product(context, params["ProductId"])
    check_room(len(artifacts_of(context.catalog, product.id)), VERSIONS_PER_PRODUCT, "versions per product")
    context.creating[product.id] = context.creating.get(product.id, 0) + 1
    try:
        busy = context.creating[product.id] > 1 or _any_creating(context, product.id)
        body = read_body(context, params["Parameters"])
        find_product(context, product.id)
        artifact = make_artifact(context, product.id, params["Parameters"], body)
    finally:
        context.creating[product.id] -= 1
    if busy or context.dice.falls(context.faults.lost_creates, "lost-create", context.call.operation):
        del context.catalog.artifacts[artifact.id]
        return _created(artifact, "CREATING")
    return _created(artifact, status_of(context, artifact))


def _any_creating(context: RequestContext, product_id: str) -> bool:
    return any(context.store.calls < each.ready for each in artifacts_of(context.catalog, product_id))


def _created(artifact: Artifact, status: str) -> Answer:
    detail = artifact_detail(artifact)
    return {"ProvisioningArtifactDetail": detail, "Info": {"TemplateUrl": artifact.url}, "Status": status}


def _find_ready(context: RequestContext, product_id: str, artifact_id: str) -> Artifact:
    artifact = find_artifact(context, context.catalog, find_product(context, product_id).id, artifact_id)
    if not is_ready(context, artifact):
        raise not_found(f"ProvisioningArtifact {artifact_id} not found for product {product_id}.")
    return artifact


def update_artifact(context: RequestContext, params: Params) -> Answer:
    """UpdateProvisioningArtifact: the only way to change name, description, activity and guidance."""
    artifact = _find_ready(context, params["ProductId"], params["ProvisioningArtifactId"])
    changed = replace(
        artifact,
        name=params.get("Name", artifact.name),
        description=params.get("Description", artifact.description),
        active=bool(params.get("Active", artifact.active)),
        guidance=params.get("Guidance", artifact.guidance),
    )
    context.catalog.artifacts[artifact.id] = changed
    return _created(changed, "AVAILABLE")


def delete_artifact(context: RequestContext, params: Params) -> Answer:
    """DeleteProvisioningArtifact: never the last one of a product."""
    product = find_product(context, params["ProductId"])
    artifact = find_artifact(context, context.catalog, product.id, params["ProvisioningArtifactId"])
    if len(artifacts_of(context.catalog, product.id)) == 1:
        raise in_use(f"ProvisioningArtifact {artifact.id} is the last one of product {product.id}.")
    if any(link[2] == artifact.id for link in context.catalog.action_links):
        raise in_use(f"ProvisioningArtifact {artifact.id} is associated with a service action.")
    del context.catalog.artifacts[artifact.id]
    return {}


def describe_artifact(context: RequestContext, params: Params) -> Answer:
    """DescribeProvisioningArtifact: Verbose gives the stored body, otherwise Info holds its URL."""
    _, artifact = _named(context, params)
    info = {"CloudFormationTemplate": artifact.body} if params.get("Verbose") else {"TemplateUrl": artifact.url}
    answer: Answer = {
        "ProvisioningArtifactDetail": artifact_detail(artifact),
        "Info": info,
        "Status": status_of(context, artifact),
    }
    if params.get("IncludeProvisioningArtifactParameters"):
        answer["ProvisioningArtifactParameters"] = parameter_details(load_template(artifact.body))
    return answer


def _named(context: RequestContext, params: Params) -> tuple[Catalog, Artifact]:
    product_id = params.get("ProductId") or _product_named(context, params.get("ProductName"))
    home, product = reach_product(context, product_id)
    if artifact_id := params.get("ProvisioningArtifactId"):
        return home, find_artifact(context, home, product.id, artifact_id)
    if name := params.get("ProvisioningArtifactName"):
        return home, only_one(artifacts_of(home, product.id), name)
    raise invalid("Either ProvisioningArtifactId or ProvisioningArtifactName is required.")


def _product_named(context: RequestContext, name: str | None) -> str:
    if name is None:
        raise invalid("Either ProductId or ProductName is required.")
    named = [product.id for product in context.catalog.products.values() if product.name == name]
    if not named:
        raise not_found(f"Product {name} not found.")
    if len(named) > 1:
        raise invalid(f"More than one product is named {name}. Use ProductId instead.")
    return named[0]


def list_artifacts(context: RequestContext, params: Params) -> Answer:
    """ListProvisioningArtifacts: all versions in one answer, without pages."""
    home, product = reach_product(context, params["ProductId"])
    seen = [
        each
        for each in artifacts_of(home, product.id)
        if is_ready(context, each) and not context.lags(each.born, context.faults.list_lag)
    ]
    return {"ProvisioningArtifactDetails": [artifact_detail(each) for each in seen]}


OPERATIONS = {
    "CreateProvisioningArtifact": create_artifact,
    "UpdateProvisioningArtifact": update_artifact,
    "DeleteProvisioningArtifact": delete_artifact,
    "DescribeProvisioningArtifact": describe_artifact,
    "ListProvisioningArtifacts": list_artifacts,
}
