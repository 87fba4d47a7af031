"""Records: what was done to provisioned products, and how it went."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from embedded_aws.servicecatalog.access import visible
from embedded_aws.servicecatalog.launched import Output, Provisioned, Record
from embedded_aws.servicecatalog.pages import page, paged
from embedded_aws.servicecatalog.refusals import invalid, not_found
from embedded_aws.servicecatalog.request_context import Answer, Params, RequestContext, new_id, now, present
from embedded_aws.servicecatalog.tags import tag_list


def open_record(context: RequestContext, kind: str, provisioned: Provisioned, **fields: Any) -> Record:
    """A new record of an operation on a provisioned product."""
    moment = now()
    record = Record(
        id=new_id("rec"),
        kind=kind,
        provisioned=provisioned.id,
        name=provisioned.name,
        product=provisioned.product,
        artifact=provisioned.artifact,
        path=provisioned.path,
        role=provisioned.role,
        user=provisioned.user,
        session=provisioned.session,
        created=moment,
        updated=moment,
        tags=provisioned.tags,
    )
    record = replace(record, **fields)
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
        RecordTags=tag_list(record.tags or {}),
        LaunchRoleArn=record.role,
    )


def output_row(output: Output) -> Answer:
    """A RecordOutput."""
    return present(OutputKey=output.key, OutputValue=output.value, Description=output.description)


def describe_record(context: RequestContext, params: Params) -> Answer:
    """DescribeRecord: with the outputs, in pages."""
    record = context.catalog.records.get(params["Id"])
    if record is None:
        raise not_found(f"Record {params['Id']} not found.")
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
    "DescribeRecord": describe_record,
    "ListRecordHistory": list_record_history,
}
