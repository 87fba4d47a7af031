"""Provisioned products and their records: what exists, and what was done to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from embedded_aws.servicecatalog.errors import invalid, invalid_state, malformed, not_found
from embedded_aws.servicecatalog.lookup import find_row, visible
from embedded_aws.servicecatalog.pages import page, paged
from embedded_aws.servicecatalog.request_context import Answer, Params, RequestContext, new_id, now, present
from embedded_aws.servicecatalog.state import Output, Provisioned, Record, launch_fields
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


def _is_under_change(provisioned: Provisioned) -> bool:
    return provisioned.status in ("UNDER_CHANGE", "PLAN_IN_PROGRESS")


def check_not_under_change(provisioned: Provisioned) -> None:
    """Raise InvalidParametersException while another operation runs."""
    if _is_under_change(provisioned):
        raise invalid(f"Provisioned product {provisioned.id} is {provisioned.status}. Wait until it is stable.")


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
    if _is_under_change(found):
        raise invalid_state(f"Provisioned product {found.id} is {found.status}.")
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
    record = create_record(context, "UPDATE_PROVISIONED_PRODUCT", changed, status="SUCCEEDED")
    context.catalog.provisioned[found.id] = replace(changed, last_record=record.id)
    return {
        "ProvisionedProductId": found.id,
        "ProvisionedProductProperties": dict(given),
        "RecordId": record.id,
        "Status": record.status,
    }


def _role_of(owner: str) -> str:
    """The role of a session's ARN, which does not contain the role's path."""
    session = re.fullmatch(r"(arn:[a-z0-9-]+):sts:(:\d{12}:)assumed-role/([^/]+)/.+", owner)
    return f"{session[1]}:iam:{session[2]}role/{session[3]}" if session else owner


def create_record(context: RequestContext, kind: str, provisioned: Provisioned, status: str = "CREATED") -> Record:
    """A new record of an operation on a provisioned product."""
    moment = now()
    launch = {**launch_fields(provisioned), "created": moment}
    record = Record(id=new_id("rec"), kind=kind, provisioned=provisioned.id, updated=moment, status=status, **launch)
    context.catalog.records[record.id] = record
    return record


def record_detail(record: Record) -> Answer:
    """A RecordDetail."""
    return present(
        RecordId=record.id,
        ProvisionedProductName=record.name,
        Status=record.status,
        CreatedTime=record.created,
        UpdatedTime=record.updated,
        ProvisionedProductType="CFN_STACK",
        RecordType=record.kind,
        ProvisionedProductId=record.provisioned,
        ProductId=record.product,
        ProvisioningArtifactId=record.artifact,
        PathId=record.path,
        RecordErrors=[{"Code": code, "Description": text} for code, text in record.errors],
        RecordTags=tag_list(record.tags),
        LaunchRoleArn=record.role,
    )


def output_row(output: Output) -> Answer:
    """A RecordOutput."""
    return present(OutputKey=output.key, OutputValue=output.value, Description=output.description)


def describe_record(context: RequestContext, params: Params) -> Answer:
    """DescribeRecord: with the outputs, in pages."""
    record = find_row(context.catalog.records, params["Id"], "Record")
    rows, token = page(params, record.outputs, 20)
    outputs = [output_row(each) for each in rows]
    return present(RecordDetail=record_detail(record), RecordOutputs=outputs, NextPageToken=token)


def list_record_history(context: RequestContext, params: Params) -> Answer:
    """ListRecordHistory: newest first; filtered by product or provisioned product."""
    wanted = params.get("SearchFilter") or {}
    if wanted and wanted.get("Key") not in ("product", "provisionedproduct"):
        raise invalid("The key of a search filter must be product or provisionedproduct.")
    rows = [
        record
        for record in visible(reversed(context.catalog.records.values()), params, context.call.caller)
        if not wanted or wanted.get("Value") in _searched(record, wanted["Key"])
    ]
    return paged(params, [record_detail(each) for each in rows], 20, "RecordDetails")


def _searched(record: Record, key: str) -> tuple[str, ...]:
    return (record.product,) if key == "product" else (record.provisioned, record.name)


OPERATIONS = {
    "DescribeProvisionedProduct": describe_provisioned_product,
    "ScanProvisionedProducts": scan_provisioned_products,
    "GetProvisionedProductOutputs": read_outputs,
    "UpdateProvisionedProductProperties": update_properties,
    "DescribeRecord": describe_record,
    "ListRecordHistory": list_record_history,
}
