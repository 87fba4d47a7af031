"""Service actions: SSM automations that are associated with versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from embedded_aws.service import ServiceError
from embedded_aws.servicecatalog.errors import (
    SERVICE_ACTIONS_PER_REGION,
    SERVICE_ACTIONS_PER_VERSION,
    check_quota,
    duplicate,
    in_use,
    invalid,
)
from embedded_aws.servicecatalog.lookup import find_artifact, find_product, find_row, remove_link
from embedded_aws.servicecatalog.pages import paged
from embedded_aws.servicecatalog.products import view_summary
from embedded_aws.servicecatalog.request_context import Answer, Params, RequestContext, new_id, present
from embedded_aws.servicecatalog.search import version_view
from embedded_aws.servicecatalog.state import Action


def _summary(action: Action) -> Answer:
    return present(Id=action.id, Name=action.name, Description=action.description, DefinitionType=action.kind)


def _detail(action: Action) -> Answer:
    return {"ServiceActionDetail": {"ServiceActionSummary": _summary(action), "Definition": dict(action.definition)}}


def _find(context: RequestContext, action_id: str) -> Action:
    return find_row(context.catalog.actions, action_id, "Service action")


def _check_definition(definition: Mapping[str, str]) -> None:
    if missing := [key for key in ("Name", "Version") if key not in definition]:
        raise invalid(f"The definition of a service action needs {' and '.join(missing)}.")


def create_action(context: RequestContext, params: Params) -> Answer:
    """CreateServiceAction."""
    _check_definition(params["Definition"])
    check_quota(len(context.catalog.actions), SERVICE_ACTIONS_PER_REGION, "service actions")
    action = Action(
        id=new_id("act"),
        name=params["Name"],
        kind=params["DefinitionType"],
        definition=dict(params["Definition"]),
        description=params.get("Description"),
    )
    context.catalog.actions[action.id] = action
    return _detail(action)


def update_action(context: RequestContext, params: Params) -> Answer:
    """UpdateServiceAction."""
    action = _find(context, params["Id"])
    definition = params.get("Definition") or action.definition
    _check_definition(definition)
    changed = replace(
        action,
        name=params.get("Name", action.name),
        definition=dict(definition),
        description=params.get("Description", action.description),
    )
    context.catalog.actions[action.id] = changed
    return _detail(changed)


def delete_action(context: RequestContext, params: Params) -> Answer:
    """DeleteServiceAction: refused while a version has it."""
    action = _find(context, params["Id"])
    if any(link[0] == action.id for link in context.catalog.action_links):
        raise in_use(f"Service action {action.id} is associated with a provisioning artifact.")
    del context.catalog.actions[action.id]
    return {}


def describe_action(context: RequestContext, params: Params) -> Answer:
    """DescribeServiceAction."""
    return _detail(_find(context, params["Id"]))


def list_actions(context: RequestContext, params: Params) -> Answer:
    """ListServiceActions."""
    return paged(params, [_summary(each) for each in context.catalog.actions.values()], 20, "ServiceActionSummaries")


def _link(context: RequestContext, params: Params) -> tuple[str, str, str]:
    action = _find(context, params["ServiceActionId"])
    product = find_product(context, params["ProductId"])
    artifact = find_artifact(context, context.catalog, product.id, params["ProvisioningArtifactId"])
    return action.id, product.id, artifact.id


def associate_action(context: RequestContext, params: Params) -> Answer:
    """AssociateServiceActionWithProvisioningArtifact."""
    link = _link(context, params)
    if link in context.catalog.action_links:
        raise duplicate(f"Service action {link[0]} is already associated with {link[2]}.")
    used = sum(other[2] == link[2] for other in context.catalog.action_links)
    check_quota(used, SERVICE_ACTIONS_PER_VERSION, "service actions per provisioning artifact")
    context.catalog.action_links[link] = None
    return {}


def disassociate_action(context: RequestContext, params: Params) -> Answer:
    """DisassociateServiceActionFromProvisioningArtifact."""
    link = _link(context, params)
    remove_link(context.catalog.action_links, link, f"Service action {link[0]} is not associated with {link[2]}.")
    return {}


_CODES = {
    "DuplicateResourceException": "DUPLICATE_RESOURCE",
    "LimitExceededException": "LIMIT_EXCEEDED",
    "ResourceNotFoundException": "RESOURCE_NOT_FOUND",
    "InvalidParametersException": "INVALID_PARAMETER",
}


def batch_associate(context: RequestContext, params: Params) -> Answer:
    """BatchAssociateServiceActionWithProvisioningArtifact: lists those that fail, carries out the others."""
    return {"FailedServiceActionAssociations": _batch(context, params, associate_action)}


def batch_disassociate(context: RequestContext, params: Params) -> Answer:
    """BatchDisassociateServiceActionFromProvisioningArtifact."""
    return {"FailedServiceActionAssociations": _batch(context, params, disassociate_action)}


def _batch(context: RequestContext, params: Params, one: Any) -> list[Answer]:
    failed = []
    for association in params["ServiceActionAssociations"]:
        try:
            one(context, association)
        except ServiceError as error:
            failed.append({**association, "ErrorCode": _CODES[error.code], "ErrorMessage": error.message})
    return failed


def list_actions_for_artifact(context: RequestContext, params: Params) -> Answer:
    """ListServiceActionsForProvisioningArtifact."""
    product = find_product(context, params["ProductId"])
    artifact = find_artifact(context, context.catalog, product.id, params["ProvisioningArtifactId"])
    found = [context.catalog.actions[link[0]] for link in context.catalog.action_links if link[2] == artifact.id]
    return paged(params, [_summary(each) for each in found], 20, "ServiceActionSummaries")


def list_artifacts_for_action(context: RequestContext, params: Params) -> Answer:
    """ListProvisioningArtifactsForServiceAction."""
    action, catalog = _find(context, params["ServiceActionId"]), context.catalog
    rows = [
        {
            "ProductViewSummary": view_summary(catalog.products[product_id]),
            "ProvisioningArtifact": version_view(catalog.artifacts[artifact_id]),
        }
        for action_id, product_id, artifact_id in catalog.action_links
        if action_id == action.id
    ]
    return paged(params, rows, 20, "ProvisioningArtifactViews")


OPERATIONS = {
    "CreateServiceAction": create_action,
    "UpdateServiceAction": update_action,
    "DeleteServiceAction": delete_action,
    "DescribeServiceAction": describe_action,
    "ListServiceActions": list_actions,
    "AssociateServiceActionWithProvisioningArtifact": associate_action,
    "DisassociateServiceActionFromProvisioningArtifact": disassociate_action,
    "BatchAssociateServiceActionWithProvisioningArtifact": batch_associate,
    "BatchDisassociateServiceActionFromProvisioningArtifact": batch_disassociate,
    "ListServiceActionsForProvisioningArtifact": list_actions_for_artifact,
    "ListProvisioningArtifactsForServiceAction": list_artifacts_for_action,
}
