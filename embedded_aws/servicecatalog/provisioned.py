"""Provisioned products as they are: described, searched, scanned, their outputs and their properties."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from embedded_aws.servicecatalog.access import visible
from embedded_aws.servicecatalog.launched import Provisioned
from embedded_aws.servicecatalog.pages import page, paged
from embedded_aws.servicecatalog.records import open_record, output_row
from embedded_aws.servicecatalog.refusals import invalid, malformed, not_found, wrong_state
from embedded_aws.servicecatalog.request_context import Answer, Params, RequestContext, now, present
from embedded_aws.servicecatalog.tags import tag_list

_ROLE = re.compile(r"arn:[a-z0-9-]+:iam::\d{12}:role/.+")
_OWNER = re.compile(r"arn:[a-z0-9-]+:(iam::\d{12}:(user|role)|sts::\d{12}:assumed-role)/.+")


def find_provisioned(
    context: RequestContext,
    params: Params,
    by_id: str = "ProvisionedProductId",
    by_name: str = "ProvisionedProductName",
) -> Provisioned:
    """A provisioned product by id, name or ARN; exactly one of them must be given."""
    wanted, name = params.get(by_id), params.get(by_name)
    if bool(wanted) == bool(name):
        raise malformed(f"Exactly one of {by_id} and {by_name} is required.")
    for each in context.catalog.provisioned.values():
        if wanted == each.id or (name and name in (each.name, each.arn)):
            return each
    raise not_found(f"Provisioned product {wanted or name} not found.")


def provisioned_detail(each: Provisioned) -> Answer:
    """A ProvisionedProductDetail."""
    return present(
        Name=each.name,
        Arn=each.arn,
        Type="CFN_STACK",
        Id=each.id,
        Status=each.status,
        StatusMessage=each.message,
        CreatedTime=each.created,
        IdempotencyToken=each.token,
        LastRecordId=each.last_record,
        LastProvisioningRecordId=each.last_provisioning,
        LastSuccessfulProvisioningRecordId=each.last_success,
        ProductId=each.product,
        ProvisioningArtifactId=each.artifact,
        LaunchRoleArn=each.role,
    )


def describe_provisioned_product(context: RequestContext, params: Params) -> Answer:
    """DescribeProvisionedProduct."""
    found = find_provisioned(context, params, by_id="Id", by_name="Name")
    return {"ProvisionedProductDetail": provisioned_detail(found), "CloudWatchDashboards": []}


def scan_provisioned_products(context: RequestContext, params: Params) -> Answer:
    """ScanProvisionedProducts."""
    rows = visible(context.catalog.provisioned.values(), params, context.call.caller)
    return paged(params, [provisioned_detail(each) for each in rows], 20, "ProvisionedProducts")


def _attributes(context: RequestContext, each: Provisioned) -> Answer:
    detail = provisioned_detail(each)
    del detail["LastRecordId"]
    detail.pop("LaunchRoleArn", None)
    homes = context.store.catalogs.values()
    names = [home.artifacts[each.artifact].name for home in homes if each.artifact in home.artifacts]
    return {
        **detail,
        **present(
            LastRecordId=each.last_record,
            Tags=tag_list(each.tags or {}),
            PhysicalId=each.stack_arn,
            ProductName=each.product_name,
            ProvisioningArtifactName=names[0] if names else None,
            UserArn=each.user,
            UserArnSession=each.session,
        ),
    }


def search_provisioned_products(context: RequestContext, params: Params) -> Answer:
    """SearchProvisionedProducts: every query of SearchQuery must fit, `field:value` or free text."""
    rows = [
        _attributes(context, each)
        for each in visible(context.catalog.provisioned.values(), params, context.call.caller)
    ]
    for query in (params.get("Filters") or {}).get("SearchQuery") or ():
        fits = _query(query)
        rows = [row for row in rows if fits(row)]
    if sort := params.get("SortBy"):
        if sort not in _FIELDS:
            raise invalid(f"Cannot sort by {sort}.")
        rows.sort(key=lambda row: str(row.get(_FIELDS[sort], "")), reverse=params.get("SortOrder") == "DESCENDING")
    found, token = page(params, rows, 100)
    return present(ProvisionedProducts=list(found), TotalResultsCount=len(rows), NextPageToken=token)


_FIELDS: Mapping[str, str] = {
    "arn": "Arn",
    "createdTime": "CreatedTime",
    "id": "Id",
    "lastRecordId": "LastRecordId",
    "lastProvisioningRecordId": "LastProvisioningRecordId",
    "lastSuccessfulProvisioningRecordId": "LastSuccessfulProvisioningRecordId",
    "idempotencyToken": "IdempotencyToken",
    "name": "Name",
    "physicalId": "PhysicalId",
    "productId": "ProductId",
    "productName": "ProductName",
    "provisioningArtifactId": "ProvisioningArtifactId",
    "provisioningArtifactName": "ProvisioningArtifactName",
    "status": "Status",
    "tags": "Tags",
    "type": "Type",
    "userArn": "UserArn",
    "userArnSession": "UserArnSession",
}


def _query(query: str) -> Callable[[Mapping[str, Any]], bool]:
    field, colon, value = query.partition(":")
    if colon and field in _FIELDS:
        wanted = re.compile(".*".join(re.escape(part) for part in value.strip("\"'").split("*")), re.I | re.S)
        return lambda row: any(wanted.fullmatch(text) for text in _texts(row.get(_FIELDS[field])))
    if colon and re.fullmatch(r"[A-Za-z]+", field):
        raise invalid(f"Unknown search field {field}: it is one of {', '.join(_FIELDS)}.")
    return lambda row: any(query.lower() in text.lower() for value in row.values() for text in _texts(value))


def _texts(value: Any) -> list[str]:
    match value:
        case None:
            return []
        case list():
            return [text for tag in value for text in (tag["Key"], tag["Value"], f"{tag['Key']}:{tag['Value']}")]
        case _:
            return [str(value)]


def read_outputs(context: RequestContext, params: Params) -> Answer:
    """GetProvisionedProductOutputs: of the last operation that succeeded."""
    found = find_provisioned(context, params)
    record = context.catalog.records.get(found.last_success or "")
    outputs = {output.key: output_row(output) for output in (record.outputs if record else ())}
    wanted = params.get("OutputKeys") or list(outputs)
    if unknown := [key for key in wanted if key not in outputs]:
        raise invalid(f"Output keys {', '.join(unknown)} do not exist.")
    return paged(params, [outputs[key] for key in wanted], 20, "Outputs")


def update_properties(context: RequestContext, params: Params) -> Answer:
    """UpdateProvisionedProductProperties: another owner or another launch role, kept in a record."""
    found = find_provisioned(context, params)
    if found.status in ("UNDER_CHANGE", "PLAN_IN_PROGRESS"):
        raise wrong_state(f"Provisioned product {found.id} is {found.status}.")
    given: Mapping[str, str] = params["ProvisionedProductProperties"]
    changed = found
    if owner := given.get("OWNER"):
        if not _OWNER.fullmatch(owner):
            raise invalid(f"Invalid owner {owner}: an ARN of a user, a role or a session is required.")
        changed = replace(changed, user=_role_of(owner), session=owner)
    if role := given.get("LAUNCH_ROLE"):
        if not _ROLE.fullmatch(role):
            raise invalid(f"Invalid launch role {role}: a role's ARN is required.")
        changed = replace(changed, role=role)
    record = open_record(context, "UPDATE_PROVISIONED_PRODUCT", changed, status="SUCCEEDED", updated=now())
    context.catalog.provisioned[found.id] = replace(changed, last_record=record.id)
    return {
        "ProvisionedProductId": found.id,
        "ProvisionedProductProperties": dict(given),
        "RecordId": record.id,
        "Status": record.status,
    }


def _role_of(owner: str) -> str:
    """A session's role, as far as its ARN tells: it has lost the role's path."""
    session = re.fullmatch(r"(arn:[a-z0-9-]+):sts:(:\d{12}:)assumed-role/([^/]+)/.+", owner)
    return f"{session[1]}:iam:{session[2]}role/{session[3]}" if session else owner


OPERATIONS = {
    "DescribeProvisionedProduct": describe_provisioned_product,
    "ScanProvisionedProducts": scan_provisioned_products,
    "SearchProvisionedProducts": search_provisioned_products,
    "GetProvisionedProductOutputs": read_outputs,
    "UpdateProvisionedProductProperties": update_properties,
}
