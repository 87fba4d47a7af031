"""Service Catalog: CloudFormationProduct with its versions, and CloudFormationProvisionedProduct."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from embedded_aws.cloudformation.providers.arguments import filled, pick
from embedded_aws.cloudformation.providers.catalog import own_tags, tag_changes
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape
from embedded_aws.cloudformation.providers.tagging import tag_list
from embedded_aws.cloudformation.providers.waiting import wait_for

TEXTS = "Name Owner Description Distributor SupportDescription SupportEmail SupportUrl"
VERSIONS = "ProvisioningArtifactParameters"
IDS = "ProvisioningArtifactIds"


def create_product(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a product with its first version, then the other versions one by one."""
    catalog, versions = request.client("servicecatalog"), _versions(wanted)
    made = catalog.create_product(
        **pick(wanted, f"{TEXTS} AcceptLanguage"),
        ProductType=wanted.get("ProductType", "CLOUD_FORMATION_TEMPLATE"),
        **filled(ProvisioningArtifactParameters=versions[0] if versions else None),
        **filled(Tags=tag_list(own_tags(wanted.get("Tags")))),
    )
    product = made["ProductViewDetail"]["ProductViewSummary"]["ProductId"]
    request.record(product, Id=product, ProductName=wanted["Name"])
    ids = [made["ProvisioningArtifactDetail"]["Id"]]
    _settle(request, ids[0])
    ids += [_create_version(request, version) for version in versions[1:]]
    _record(request, ids)


def update_product(request: HandlerRequest, old: Properties, wanted: Properties) -> None:
    """Changes the product's texts, tags and versions.

    A version is the same where its name and its URL are, unless `ReplaceProvisioningArtifacts` is true, with which each
    update makes all of them anew ("AWS::ServiceCatalog::CloudFormationProduct", `ReplaceProvisioningArtifacts`).
    """
    texts = {name: wanted.get(name, "") for name in TEXTS.split() if old.get(name) != wanted.get(name)}
    if texts or tag_changes(old, wanted):
        request.client("servicecatalog").update_product(Id=request.physical_id, **texts, **tag_changes(old, wanted))
        request.record(request.physical_id, ProductName=wanted["Name"])
    replaces = wanted.get("ReplaceProvisioningArtifacts") is True
    if replaces or old.get(VERSIONS) != wanted.get(VERSIONS):
        _update_versions(request, _versions(old), _versions(wanted), replaces)


def _update_versions(
    request: HandlerRequest, old: Sequence[dict[str, Any]], wanted: Sequence[dict[str, Any]], replaces: bool
) -> None:
    held = dict(zip((_identity(one) for one in old), request.attributes[IDS].split(","), strict=False))
    described = {_identity(one): one.get("Description") for one in old}
    kept = {} if replaces else held
    ids: list[str] = []
    for version in wanted:
        known, identity = kept.get(_identity(version)), _identity(version)
        if known is not None and described[identity] != version.get("Description"):
            request.client("servicecatalog").update_provisioning_artifact(
                ProductId=request.physical_id,
                ProvisioningArtifactId=known,
                Description=version.get("Description", ""),
            )
        ids.append(known or _create_version(request, version))
        _record(request, [*ids, *(one for one in held.values() if one not in ids)])
    for version_id in held.values():
        if version_id not in ids:
            _delete_version(request, version_id)
    _record(request, ids)


def _versions(properties: Properties) -> list[dict[str, Any]]:
    """The versions as the API takes them: `Info` may be text."""
    return [
        {**one, "Info": json.loads(one["Info"]) if isinstance(one["Info"], str) else one["Info"]}
        for one in properties.get(VERSIONS) or ()
    ]


def _identity(version: dict[str, Any]) -> str:
    return json.dumps([version.get("Name"), version["Info"]], sort_keys=True)


def _create_version(request: HandlerRequest, version: dict[str, Any]) -> str:
    made = request.client("servicecatalog").create_provisioning_artifact(
        ProductId=request.physical_id, Parameters=version
    )["ProvisioningArtifactDetail"]["Id"]
    _settle(request, made)
    return str(made)


def _settle(request: HandlerRequest, version: str) -> None:
    """A version that is still being made makes the next one be lost (terraform-provider-aws issue 37956)."""

    def read() -> tuple[str, str]:
        found = request.client("servicecatalog").describe_provisioning_artifact(
            ProductId=request.physical_id, ProvisioningArtifactId=version
        )
        return {"FAILED": "Failed"}.get(found["Status"], found["Status"]), "its template was not taken"

    wait_for(f"Provisioning artifact {version}", read, "AVAILABLE")


def _delete_version(request: HandlerRequest, version: str) -> None:
    catalog = request.client("servicecatalog")
    named = {"ProductId": request.physical_id, "ProvisioningArtifactId": version}
    for action in catalog.list_service_actions_for_provisioning_artifact(**named)["ServiceActionSummaries"]:
        catalog.disassociate_service_action_from_provisioning_artifact(**named, ServiceActionId=action["Id"])
    catalog.delete_provisioning_artifact(**named)


def _record(request: HandlerRequest, ids: Sequence[str]) -> None:
    catalog = request.client("servicecatalog")
    catalog.describe_product_as_admin(Id=request.physical_id)
    found = catalog.list_provisioning_artifacts(ProductId=request.physical_id)["ProvisioningArtifactDetails"]
    names = {one["Id"]: one.get("Name", "") for one in found}
    listed = ",".join(names.get(one, "") for one in ids)
    request.record(request.physical_id, ProvisioningArtifactIds=",".join(ids), ProvisioningArtifactNames=listed)


def delete_product(request: HandlerRequest, _: Properties) -> None:
    """Deletes the product with its versions; Service Catalog refuses where it is in a portfolio."""
    request.client("servicecatalog").delete_product(Id=request.physical_id)


LAUNCH = "ProductId ProductName ProvisioningArtifactId ProvisioningArtifactName PathId PathName ProvisioningParameters"


def provision(request: HandlerRequest, wanted: Properties) -> None:
    """Launches a product and waits for its stack."""
    record = request.client("servicecatalog").provision_product(
        **pick(wanted, f"{LAUNCH} NotificationArns AcceptLanguage"),
        ProvisionedProductName=request.name(128, wanted.get("ProvisionedProductName")),
        **filled(Tags=tag_list(own_tags(wanted.get("Tags")))),
    )["RecordDetail"]
    provisioned = record["ProvisionedProductId"]
    request.record(provisioned, ProvisionedProductId=provisioned, RecordId=record["RecordId"])
    _finish(request, record["RecordId"])


def update_provisioned(request: HandlerRequest, old: Properties, wanted: Properties) -> None:
    """Updates the provisioned product and waits for its stack."""
    tags = own_tags(wanted.get("Tags"))
    record = request.client("servicecatalog").update_provisioned_product(
        ProvisionedProductId=request.physical_id,
        **pick(wanted, LAUNCH),
        **({"Tags": tag_list(tags)} if tags != own_tags(old.get("Tags")) else {}),
    )["RecordDetail"]
    request.record(request.physical_id, RecordId=record["RecordId"])
    _finish(request, record["RecordId"])


def terminate(request: HandlerRequest, _: Properties) -> None:
    """Terminates the provisioned product and waits until its stack is gone."""
    record = request.client("servicecatalog").terminate_provisioned_product(ProvisionedProductId=request.physical_id)[
        "RecordDetail"
    ]
    _wait(request, record["RecordId"])


def _finish(request: HandlerRequest, record: str) -> None:
    found = _wait(request, record)
    catalog = request.client("servicecatalog")
    catalog.describe_provisioned_product(Id=request.physical_id)
    outputs = {one["OutputKey"]: one.get("OutputValue", "") for one in found.get("RecordOutputs", ())}
    stack = outputs.pop("CloudformationStackARN", "")
    request.record(
        request.physical_id,
        CloudformationStackArn=stack,
        **{f"Outputs.{name}": value for name, value in outputs.items()},
    )


def _wait(request: HandlerRequest, record: str) -> dict[str, Any]:
    catalog = request.client("servicecatalog")

    def read() -> tuple[str, str]:
        detail = catalog.describe_record(Id=record)["RecordDetail"]
        said = "; ".join(one.get("Description", "") for one in detail.get("RecordErrors", ()))
        return "Failed" if detail["Status"] == "FAILED" else detail["Status"], said

    wait_for(f"Record {record}", read, "SUCCEEDED")
    found: dict[str, Any] = catalog.describe_record(Id=record)
    return found


PROVIDERS = (
    Provider(
        "AWS::ServiceCatalog::CloudFormationProduct",
        create_product,
        delete_product,
        shape(
            f"AcceptLanguage {TEXTS} ProductType ReplaceProvisioningArtifacts Tags",
            ProvisioningArtifactParameters=shape("Name Description Type DisableTemplateValidation Info"),
        ),
        update_product,
        attributes="Id ProductName ProvisioningArtifactIds ProvisioningArtifactNames",
    ),
    Provider(
        "AWS::ServiceCatalog::CloudFormationProvisionedProduct",
        provision,
        terminate,
        shape(f"AcceptLanguage {LAUNCH} NotificationArns ProvisionedProductName Tags"),
        update_provisioned,
        attributes="CloudformationStackArn Outputs.* ProvisionedProductId RecordId",
    ),
)
