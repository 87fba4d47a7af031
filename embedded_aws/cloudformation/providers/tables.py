"""DynamoDB: Table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from embedded_aws.cloudformation.errors import invalid, not_supported
from embedded_aws.cloudformation.providers.arguments import filled, json_text, pick
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape
from embedded_aws.cloudformation.providers.reading import Client, Live
from embedded_aws.cloudformation.providers.settings import Settings, apply_settings
from embedded_aws.cloudformation.providers.tagging import set_tags, tag_list

AT_CREATION = (
    "KeySchema AttributeDefinitions BillingMode ProvisionedThroughput GlobalSecondaryIndexes LocalSecondaryIndexes "
    "DeletionProtectionEnabled WarmThroughput"
)
INDEX = "IndexName KeySchema Projection"
CAPACITY = "ReadCapacityUnits WriteCapacityUnits"
DEFAULTS: Mapping[str, Any] = {"BillingMode": "PROVISIONED"}


def create_table(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a table, then sets its time to live, its backups and its policy."""
    client, name = request.client("dynamodb"), request.name(255, wanted.get("TableName"))
    made = client.create_table(
        TableName=name,
        **pick(wanted, AT_CREATION),
        **filled(
            StreamSpecification=_stream(wanted.get("StreamSpecification")),
            SSESpecification=_encryption(wanted.get("SSESpecification")),
            Tags=tag_list(wanted.get("Tags")),
        ),
    )["TableDescription"]
    _record(request, made)
    # What a new table has by itself is not set once more: time to live that is off cannot be switched off.
    later = {name: value for name, value in wanted.items() if not _is_off(value)}
    apply_settings(request, LATER, {}, {name: value for name, value in later.items() if name in LATER})
    _look_at(request)


def _is_off(value: Any) -> bool:
    return isinstance(value, Mapping) and False in (value.get("Enabled"), value.get("PointInTimeRecoveryEnabled"))


def _record(request: HandlerRequest, made: Mapping[str, Any]) -> None:
    """Only a table with a stream has an ARN of one (the page of AWS::DynamoDB::Table, "Return values")."""
    stream = {"StreamArn": made["LatestStreamArn"]} if "StreamSpecification" in made else {}
    request.record(made["TableName"], Arn=made["TableArn"], **stream)


def _look_at(request: HandlerRequest) -> None:
    """The calls of the registry's handler whose answers are of no use here."""
    client, name = request.client("dynamodb"), {"TableName": request.physical_id}
    client.describe_table(**name)
    client.describe_time_to_live(**name)
    client.describe_continuous_backups(**name)
    client.describe_contributor_insights(**name)
    client.describe_kinesis_streaming_destination(**name)
    client.list_tags_of_resource(ResourceArn=request.attributes["Arn"])
    try:
        client.get_resource_policy(ResourceArn=request.attributes["Arn"])
    except ClientError as error:
        if error.response["Error"]["Code"] != "PolicyNotFoundException":
            raise


def find_table(request: HandlerRequest, identifier: str) -> None:
    """Records the existing table of this name."""
    _record(request, request.client("dynamodb").describe_table(TableName=identifier)["Table"])


def update_table(request: HandlerRequest, old: Properties, wanted: Properties) -> None:
    """Changes a table by one call a change, as DynamoDB takes them.

    Raises ServiceError for what CloudFormation refuses: another schema of an index, and two indexes made or deleted
    (aws/aws-cdk#12246).
    """
    if old.get("LocalSecondaryIndexes") != wanted.get("LocalSecondaryIndexes"):
        raise not_supported("A change of LocalSecondaryIndexes of an AWS::DynamoDB::Table that exists")
    before, after = {**DEFAULTS, **old}, {**DEFAULTS, **wanted}
    _update_capacity(request, before, after)
    _update_indexes(request, before, after)
    apply_settings(request, SETTINGS, before, after)
    _look_at(request)


def _update_capacity(request: HandlerRequest, old: Properties, wanted: Properties) -> None:
    """Mode and throughput of the table and of the indexes that stay, in one call."""
    held, asked = _by_name(old), _by_name(wanted)
    updates = [
        {"Update": pick(index, "IndexName ProvisionedThroughput WarmThroughput")}
        for name, index in asked.items()
        if name in held and _capacity(index) != _capacity(held[name]) and _capacity(index) != (None, None)
    ]
    names = ("BillingMode", "ProvisionedThroughput", "WarmThroughput")
    changed = {name: wanted[name] for name in names if name in wanted and wanted[name] != old.get(name)}
    if changed or updates:
        request.client("dynamodb").update_table(
            TableName=request.physical_id, **changed, **filled(GlobalSecondaryIndexUpdates=updates)
        )


def _capacity(index: Properties) -> tuple[Any, Any]:
    return index.get("ProvisionedThroughput"), index.get("WarmThroughput")


def _by_name(properties: Properties) -> dict[str, Any]:
    return {str(index["IndexName"]): index for index in properties.get("GlobalSecondaryIndexes") or ()}


def _update_indexes(request: HandlerRequest, old: Properties, wanted: Properties) -> None:
    held, asked = _by_name(old), _by_name(wanted)
    for name, index in asked.items():
        if name in held and pick(index, INDEX) != pick(held[name], INDEX):
            raise invalid(
                "Cannot update GSI's properties other than Provisioned Throughput and Contributor Insights "
                "Specification. You can create a new GSI with a different name."
            )
    changes: list[dict[str, Any]] = [{"Create": index} for name, index in asked.items() if name not in held]
    changes += [{"Delete": {"IndexName": name}} for name in held if name not in asked]
    if len(changes) > 1:
        raise invalid("Cannot perform more than one GSI creation or deletion in a single update")
    definitions = pick(wanted, "AttributeDefinitions")
    if changes:
        request.client("dynamodb").update_table(
            TableName=request.physical_id, **definitions, GlobalSecondaryIndexUpdates=changes
        )


def _stream(wanted: Any) -> dict[str, Any] | None:
    return {"StreamEnabled": True, "StreamViewType": wanted["StreamViewType"]} if wanted else None


def _encryption(wanted: Any) -> dict[str, Any] | None:
    return pick(wanted, "SSEType KMSMasterKeyId", SSEEnabled="Enabled") if wanted else None


def _set_stream(request: HandlerRequest, new: Any, old: Any) -> None:
    said = _stream(new) or {"StreamEnabled": False}
    made = request.client("dynamodb").update_table(TableName=request.physical_id, StreamSpecification=said)
    _record(request, made["TableDescription"])


def _set_encryption(request: HandlerRequest, new: Any, old: Any) -> None:
    said = _encryption(new) or {"Enabled": False}
    request.client("dynamodb").update_table(TableName=request.physical_id, SSESpecification=said)


def _set_protection(request: HandlerRequest, new: Any, old: Any) -> None:
    request.client("dynamodb").update_table(TableName=request.physical_id, DeletionProtectionEnabled=bool(new))


def _set_time_to_live(request: HandlerRequest, new: Any, old: Any) -> None:
    wanted = {"AttributeName": (new or old or {}).get("AttributeName"), "Enabled": bool((new or {}).get("Enabled"))}
    if wanted["Enabled"] or (old or {}).get("Enabled"):
        request.client("dynamodb").update_time_to_live(
            TableName=request.physical_id, TimeToLiveSpecification=filled(**wanted) | {"Enabled": wanted["Enabled"]}
        )


def _set_backups(request: HandlerRequest, new: Any, old: Any) -> None:
    said = new or {"PointInTimeRecoveryEnabled": False}
    request.client("dynamodb").update_continuous_backups(
        TableName=request.physical_id, PointInTimeRecoverySpecification=said
    )


def _set_policy(request: HandlerRequest, new: Any, old: Any) -> None:
    client, arn = request.client("dynamodb"), request.attributes["Arn"]
    if new is None:
        client.delete_resource_policy(ResourceArn=arn)
    else:
        client.put_resource_policy(ResourceArn=arn, Policy=json_text(new["PolicyDocument"]))


LATER: Settings = {
    "TimeToLiveSpecification": _set_time_to_live,
    "PointInTimeRecoverySpecification": _set_backups,
    "ResourcePolicy": _set_policy,
}
SETTINGS: Settings = {
    "StreamSpecification": _set_stream,
    "SSESpecification": _set_encryption,
    "DeletionProtectionEnabled": _set_protection,
    **LATER,
    "Tags": set_tags("dynamodb"),
}


def delete_table(request: HandlerRequest, _: Properties) -> None:
    """Deletes the table with its items; one that is protected stays, and its deletion fails."""
    client = request.client("dynamodb")
    client.describe_table(TableName=request.physical_id)
    client.delete_table(TableName=request.physical_id)


def read_table(client: Client, name: str) -> Live:
    """What is live of a table; its key is not compared, which is shown as an ARN whatever it was called."""
    dynamodb = client("dynamodb")
    found = dynamodb.describe_table(TableName=name)["Table"]
    lasting = dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    mode = found["BillingModeSummary"]["BillingMode"]
    stream = found.get("StreamSpecification")
    enabled = lasting["TimeToLiveStatus"] == "ENABLED"
    return {
        **pick(found, "AttributeDefinitions KeySchema DeletionProtectionEnabled"),
        "BillingMode": mode,
        "GlobalSecondaryIndexes": _live(found.get("GlobalSecondaryIndexes"), mode),
        "LocalSecondaryIndexes": _live(found.get("LocalSecondaryIndexes"), mode),
        "ProvisionedThroughput": pick(found["ProvisionedThroughput"], CAPACITY) if mode == "PROVISIONED" else None,
        "StreamSpecification": pick(stream, "StreamViewType") if stream else None,
        "TimeToLiveSpecification": {"Enabled": enabled, **pick(lasting, "AttributeName")},
    }


def _live(indexes: Any, mode: str) -> list[dict[str, Any]] | None:
    return [
        {
            **pick(index, INDEX),
            **(
                {"ProvisionedThroughput": pick(index["ProvisionedThroughput"], CAPACITY)}
                if mode == "PROVISIONED" and "ProvisionedThroughput" in index
                else {}
            ),
        }
        for index in indexes or ()
    ] or None


PROVIDERS = (
    Provider(
        "AWS::DynamoDB::Table",
        create_table,
        delete_table,
        shape(
            "TableName KeySchema AttributeDefinitions BillingMode ProvisionedThroughput DeletionProtectionEnabled Tags "
            "WarmThroughput SSESpecification TimeToLiveSpecification PointInTimeRecoverySpecification ResourcePolicy",
            StreamSpecification=shape("StreamViewType"),
            GlobalSecondaryIndexes=shape(f"{INDEX} ProvisionedThroughput WarmThroughput"),
            LocalSecondaryIndexes=shape(INDEX),
        ),
        update_table,
        named_by="TableName",
        find=find_table,
        attributes="Arn StreamArn?",
    ),
)
