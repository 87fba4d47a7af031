"""Provisioning artifacts: the versions of a product, each with one immutable body."""

from __future__ import annotations

from dataclasses import replace

from embedded_aws.servicecatalog.errors import (
    VERSIONS_PER_PRODUCT,
    check_quota,
    in_use,
    invalid,
    not_found,
    not_offered,
)
from embedded_aws.servicecatalog.lookup import (
    artifacts_of,
    find_artifact,
    find_product,
    is_ready,
    only_artifact,
    only_product,
    reach_product,
)
from embedded_aws.servicecatalog.parameters import parameter_details
from embedded_aws.servicecatalog.request_context import Answer, Params, RequestContext, new_id, now, present
from embedded_aws.servicecatalog.state import Artifact
from embedded_aws.servicecatalog.template_bodies import fetch_body
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


def artifact_summary(artifact: Artifact, *more: str) -> Answer:
    """A ProvisioningArtifactSummary, or with `more` members of the detail a ProvisioningArtifact."""
    detail = artifact_detail(artifact)
    return {name: detail[name] for name in ("Id", "Name", "Description", "CreatedTime", *more) if name in detail}


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
    """Raise InvalidParametersException for a text that CloudFormation does not accept as a template."""
    try:
        load_template(body)
    except TemplateError as error:
        raise invalid(f"Invalid templateBody. {error.message}") from error


def make_artifact(context: RequestContext, product_id: str, given: Params, body: str) -> Artifact:
    """Put a new version into the catalog; fault injection may keep it CREATING or let it fail."""
    artifact = Artifact(
        id=new_id("pa"),
        product=product_id,
        name=given.get("Name"),
        description=given.get("Description"),
        kind="CLOUD_FORMATION_TEMPLATE",
        url=given["Info"]["LoadTemplateFromURL"],
        body=body,
        created=now(),
        created_call=context.store.calls,
        ready=context.store.calls + context.fault_injection.artifact_latency,
        failed=context.injects("failed-artifact", context.fault_injection.failed_artifacts),
    )
    context.catalog.artifacts[artifact.id] = artifact
    return artifact


def create_artifact(context: RequestContext, params: Params) -> Answer:
    """CreateProvisioningArtifact. AWS quirk: of two at a time for one product, one is lost without an error
    (terraform-provider-aws issue 37956): its id comes back and the version never appears.
    """
    product = find_product(context, params["ProductId"])
    check_quota(len(artifacts_of(context.catalog, product.id)), VERSIONS_PER_PRODUCT, "versions per product")
    context.creating[product.id] = context.creating.get(product.id, 0) + 1
    try:
        busy = context.creating[product.id] > 1 or _any_creating(context, product.id)
        body = read_body(context, params["Parameters"])
        find_product(context, product.id)
        artifact = make_artifact(context, product.id, params["Parameters"], body)
    finally:
        context.creating[product.id] -= 1
    if busy or context.injects("lost-create", context.fault_injection.lost_creates):
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
    artifact = _named(context, params)
    info = {"CloudFormationTemplate": artifact.body} if params.get("Verbose") else {"TemplateUrl": artifact.url}
    answer: Answer = {
        "ProvisioningArtifactDetail": artifact_detail(artifact),
        "Info": info,
        "Status": status_of(context, artifact),
    }
    if params.get("IncludeProvisioningArtifactParameters"):
        answer["ProvisioningArtifactParameters"] = parameter_details(load_template(artifact.body))
    return answer


def _named(context: RequestContext, params: Params) -> Artifact:
    catalog, product = reach_product(context, _product_id(context, params))
    if artifact_id := params.get("ProvisioningArtifactId"):
        return find_artifact(context, catalog, product.id, artifact_id)
    if name := params.get("ProvisioningArtifactName"):
        return only_artifact(artifacts_of(catalog, product.id), name)
    raise invalid("Either ProvisioningArtifactId or ProvisioningArtifactName is required.")


def _product_id(context: RequestContext, params: Params) -> str:
    if product_id := params.get("ProductId"):
        return str(product_id)
    if name := params.get("ProductName"):
        return only_product(context.catalog.products.values(), name).id
    raise invalid("Either ProductId or ProductName is required.")


def list_artifacts(context: RequestContext, params: Params) -> Answer:
    """ListProvisioningArtifacts: all versions in one answer, without pages."""
    catalog, product = reach_product(context, params["ProductId"])
    seen = [
        each
        for each in artifacts_of(catalog, product.id)
        if is_ready(context, each) and context.is_listed(each.created_call)
    ]
    return {"ProvisioningArtifactDetails": [artifact_detail(each) for each in seen]}


OPERATIONS = {
    "CreateProvisioningArtifact": create_artifact,
    "UpdateProvisioningArtifact": update_artifact,
    "DeleteProvisioningArtifact": delete_artifact,
    "DescribeProvisioningArtifact": describe_artifact,
    "ListProvisioningArtifacts": list_artifacts,
}
