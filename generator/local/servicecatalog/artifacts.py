"""Provisioning artifacts: the versions of a product, each with one immutable body."""

from __future__ import annotations

from dataclasses import replace

from generator.local.cloudformation.template.document import load_template
from generator.local.service import AwsFault
from generator.local.servicecatalog.bodies import fetch_body
from generator.local.servicecatalog.desk import Answer, Desk, Params, new_id, now, present
from generator.local.servicecatalog.lookup import (
    artifacts_of,
    find_artifact,
    find_product,
    is_ready,
    only_one,
    reach_product,
)
from generator.local.servicecatalog.quotas import VERSIONS_PER_PRODUCT, check_room
from generator.local.servicecatalog.refusals import in_use, invalid, not_found, not_offered
from generator.local.servicecatalog.state import Artifact, Catalog
from generator.local.servicecatalog.template_parameters import parameter_details


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


def status_of(desk: Desk, artifact: Artifact) -> str:
    """CREATING, AVAILABLE or FAILED."""
    if desk.store.calls < artifact.ready:
        return "CREATING"
    return "FAILED" if artifact.failed else "AVAILABLE"


def read_body(desk: Desk, given: Params) -> str:
    """The body that a new version names; raises InvalidParametersException where it is no template."""
    kind, info = given.get("Type") or "CLOUD_FORMATION_TEMPLATE", given.get("Info") or {}
    if kind != "CLOUD_FORMATION_TEMPLATE":
        raise not_offered(f"provisioning artifacts of type {kind}")
    if "ImportFromPhysicalId" in info:
        raise not_offered("ImportFromPhysicalId")
    if "LoadTemplateFromURL" not in info:
        raise invalid("Info must hold LoadTemplateFromURL.")
    body = fetch_body(desk, info["LoadTemplateFromURL"])
    if not given.get("DisableTemplateValidation"):
        check_body(body)
    return body


def check_body(body: str) -> None:
    """Raise "Invalid templateBody" for a text that CloudFormation would not read."""
    try:
        load_template(body)
    except AwsFault as fault:
        raise invalid(f"Invalid templateBody. {fault.message}") from fault


def make_artifact(desk: Desk, product_id: str, given: Params, body: str) -> Artifact:
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
        born=desk.store.calls,
        ready=desk.store.calls + desk.faults.artifact_latency,
        failed=desk.dice.falls(desk.faults.failed_artifacts, "failed-artifact", desk.call.operation),
    )
    desk.catalog.artifacts[artifact.id] = artifact
    return artifact


def create_artifact(desk: Desk, params: Params) -> Answer:
    """CreateProvisioningArtifact. AWS quirk: of two at a time for one product, one is lost without a word
    (terraform-provider-aws issue 37956): its id comes back and the version never appears.
    """
    product = find_product(desk, params["ProductId"])
    check_room(len(artifacts_of(desk.catalog, product.id)), VERSIONS_PER_PRODUCT, "versions per product")
    desk.creating[product.id] = desk.creating.get(product.id, 0) + 1
    try:
        busy = desk.creating[product.id] > 1 or _any_creating(desk, product.id)
        body = read_body(desk, params["Parameters"])
        find_product(desk, product.id)
        artifact = make_artifact(desk, product.id, params["Parameters"], body)
    finally:
        desk.creating[product.id] -= 1
    if busy or desk.dice.falls(desk.faults.lost_creates, "lost-create", desk.call.operation):
        del desk.catalog.artifacts[artifact.id]
        return _created(artifact, "CREATING")
    return _created(artifact, status_of(desk, artifact))


def _any_creating(desk: Desk, product_id: str) -> bool:
    return any(desk.store.calls < each.ready for each in artifacts_of(desk.catalog, product_id))


def _created(artifact: Artifact, status: str) -> Answer:
    detail = artifact_detail(artifact)
    return {"ProvisioningArtifactDetail": detail, "Info": {"TemplateUrl": artifact.url}, "Status": status}


def _find_ready(desk: Desk, product_id: str, artifact_id: str) -> Artifact:
    artifact = find_artifact(desk, desk.catalog, find_product(desk, product_id).id, artifact_id)
    if not is_ready(desk, artifact):
        raise not_found(f"ProvisioningArtifact {artifact_id} not found for product {product_id}.")
    return artifact


def update_artifact(desk: Desk, params: Params) -> Answer:
    """UpdateProvisioningArtifact: the only way to change name, description, activity and guidance."""
    artifact = _find_ready(desk, params["ProductId"], params["ProvisioningArtifactId"])
    changed = replace(
        artifact,
        name=params.get("Name", artifact.name),
        description=params.get("Description", artifact.description),
        active=bool(params.get("Active", artifact.active)),
        guidance=params.get("Guidance", artifact.guidance),
    )
    desk.catalog.artifacts[artifact.id] = changed
    return _created(changed, "AVAILABLE")


def delete_artifact(desk: Desk, params: Params) -> Answer:
    """DeleteProvisioningArtifact: never the last one of a product."""
    product = find_product(desk, params["ProductId"])
    artifact = find_artifact(desk, desk.catalog, product.id, params["ProvisioningArtifactId"])
    if len(artifacts_of(desk.catalog, product.id)) == 1:
        raise in_use(f"ProvisioningArtifact {artifact.id} is the last one of product {product.id}.")
    if any(link[2] == artifact.id for link in desk.catalog.action_links):
        raise in_use(f"ProvisioningArtifact {artifact.id} is associated with a service action.")
    del desk.catalog.artifacts[artifact.id]
    return {}


def describe_artifact(desk: Desk, params: Params) -> Answer:
    """DescribeProvisioningArtifact: Verbose gives the stored body, otherwise Info holds its URL."""
    _, artifact = _named(desk, params)
    info = {"CloudFormationTemplate": artifact.body} if params.get("Verbose") else {"TemplateUrl": artifact.url}
    answer: Answer = {
        "ProvisioningArtifactDetail": artifact_detail(artifact),
        "Info": info,
        "Status": status_of(desk, artifact),
    }
    if params.get("IncludeProvisioningArtifactParameters"):
        answer["ProvisioningArtifactParameters"] = parameter_details(load_template(artifact.body))
    return answer


def _named(desk: Desk, params: Params) -> tuple[Catalog, Artifact]:
    product_id = params.get("ProductId") or _product_named(desk, params.get("ProductName"))
    home, product = reach_product(desk, product_id)
    if artifact_id := params.get("ProvisioningArtifactId"):
        return home, find_artifact(desk, home, product.id, artifact_id)
    if name := params.get("ProvisioningArtifactName"):
        return home, only_one(artifacts_of(home, product.id), name)
    raise invalid("Either ProvisioningArtifactId or ProvisioningArtifactName is required.")


def _product_named(desk: Desk, name: str | None) -> str:
    if name is None:
        raise invalid("Either ProductId or ProductName is required.")
    named = [product.id for product in desk.catalog.products.values() if product.name == name]
    if not named:
        raise not_found(f"Product {name} not found.")
    if len(named) > 1:
        raise invalid(f"More than one product is named {name}. Use ProductId instead.")
    return named[0]


def list_artifacts(desk: Desk, params: Params) -> Answer:
    """ListProvisioningArtifacts: all versions in one answer, without pages."""
    home, product = reach_product(desk, params["ProductId"])
    seen = [
        each
        for each in artifacts_of(home, product.id)
        if is_ready(desk, each) and not desk.lags(each.born, desk.faults.list_lag)
    ]
    return {"ProvisioningArtifactDetails": [artifact_detail(each) for each in seen]}


OPERATIONS = {
    "CreateProvisioningArtifact": create_artifact,
    "UpdateProvisioningArtifact": update_artifact,
    "DeleteProvisioningArtifact": delete_artifact,
    "DescribeProvisioningArtifact": describe_artifact,
    "ListProvisioningArtifacts": list_artifacts,
}
