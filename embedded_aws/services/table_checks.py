"""Tables of DynamoDB: what AWS refuses and moto (5.2) takes, what moto passes over, and what it must be given first.

moto takes parameters of which it keeps nothing, tags that are there already, an index without throughput, and keys that
are not there; it shows a key as it was named, keeps the policy of a deleted table, and never enables a stream again.
Sources: the API Reference; dynalite's validations, which were compared with DynamoDB; hashicorp/terraform-provider-aws
#18402 and aws/aws-cdk#18616 for the words about streams and keys.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from embedded_aws.gateway.authorization.tables import find_names
from embedded_aws.gateway.moto_state import find_key, find_table, key_arn, tables_of
from embedded_aws.service import Call, ServiceError
from embedded_aws.services.shapes import check_shapes
from embedded_aws.services.table_schemas import INVALID, ON_DEMAND, check_schemas, check_throughput, wrong

KEPT = frozenset(
    (
        *("AttributeDefinitions", "BillingMode", "DeletionProtectionEnabled", "GlobalSecondaryIndexUpdates"),
        *("GlobalSecondaryIndexes", "KeySchema", "LocalSecondaryIndexes", "ProvisionedThroughput"),
        *("SSESpecification", "StreamSpecification", "TableName", "Tags", "WarmThroughput"),
    )
)
"""What moto, or this module, carries out of CreateTable and UpdateTable."""
INDEX = frozenset(["IndexName", "KeySchema", "Projection", "ProvisionedThroughput", "WarmThroughput"])
NO_KEY = (
    "KMS key access denied error: com.amazonaws.services.kms.model.AWSKMSException: The ciphertext refers to a "
    "customer master key that does not exist, does not exist in this region, or you are not allowed to access."
)
NOTHING_TO_DO = (
    "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or "
)


def check_new_table(call: Call) -> None:
    """CreateTable: raises ServiceError."""
    params = call.params
    check_shapes(call, params)
    _refuse_unkept(call, params, params.get("GlobalSecondaryIndexes") or ())
    check_schemas(params)
    on_demand = params.get("BillingMode") == ON_DEMAND
    for index in params.get("GlobalSecondaryIndexes") or ():
        check_throughput(index, on_demand)
    _check_key(call, params.get("SSESpecification"))


def check_table_update(call: Call) -> None:
    """UpdateTable: raises ServiceError; gives the table its new key, and empties what moto leaves as it was."""
    params = call.params
    check_shapes(call, params)
    updates = params.get("GlobalSecondaryIndexUpdates") or ()
    _refuse_unkept(call, params, [held for update in updates for held in update.values()])
    table = find_table(str(params["TableName"]), call.region, call.account)
    if table is None:
        return
    if not params.keys() - {"TableName", "AttributeDefinitions"}:
        raise wrong(f"{NOTHING_TO_DO}SSESpecification or ReplicaUpdates is required")
    _check_updates(table, updates)
    _check_billing(table, params)
    _check_key(call, params.get("SSESpecification"))
    _check_stream(table, params.get("StreamSpecification"))
    if "SSESpecification" in params:
        wanted = dict(params["SSESpecification"])
        key = wanted.get("KMSMasterKeyId") or table._get_default_encryption_key(call.account, call.region)
        table.sse_specification = {**wanted, "KMSMasterKeyId": key} if wanted.get("Enabled") else None
    if params.get("BillingMode") == ON_DEMAND:
        for one in (table, *table.global_indexes):
            one.throughput = {"ReadCapacityUnits": 0, "WriteCapacityUnits": 0}


def check_table_deletion(call: Call) -> None:
    """DeleteTable: forgets the policies of what goes."""
    table = find_table(str(call.params["TableName"]), call.region, call.account)
    if table is not None and not table.deletion_protection_enabled:
        tables_of(call.account, call.region).resource_policies.pop(table.table_arn, None)


def check_table_tags(call: Call) -> None:
    """TagResource: raises ServiceError where there is no table; a tag that is there gets its new value."""
    table = _named_table(call)
    given = {tag.get("Key") for tag in call.params.get("Tags") or ()}
    table.tags = [tag for tag in table.tags if tag["Key"] not in given]


def check_time_to_live(call: Call) -> None:
    """UpdateTimeToLive: raises ServiceError where it would change nothing, or another attribute counts."""
    table = find_table(str(call.params["TableName"]), call.region, call.account)
    wanted = call.params["TimeToLiveSpecification"]
    if table is None:
        raise ServiceError("ResourceNotFoundException", _not_found(call), 400)
    active = table.ttl["TimeToLiveStatus"] == "ENABLED"
    if active and wanted["AttributeName"] != table.ttl["AttributeName"]:
        held = table.ttl["AttributeName"]
        raise wrong(f"TimeToLive is active on a different AttributeName: current AttributeName is {held}")
    if bool(wanted["Enabled"]) == active:
        raise wrong(f"TimeToLive is already {'enabled' if active else 'disabled'}")


def check_table_there(call: Call) -> None:
    """DescribeTimeToLive: moto has another code for a table that is not there."""
    if find_table(str(call.params["TableName"]), call.region, call.account) is None:
        raise ServiceError("ResourceNotFoundException", _not_found(call), 400)


def _not_found(call: Call) -> str:
    return f"Requested resource not found: Table: {call.params['TableName']} not found"


def _named_table(call: Call) -> Any:
    """The table whose ARN a request has."""
    arn = str(call.params["ResourceArn"])
    if "/stream/" in arn:
        words = f"dynamodb:{call.operation} on a stream is not part of the embedded AWS"
        raise ServiceError("NotImplemented", words, 501)
    table = find_table(arn, call.region, call.account)
    if table is None or table.table_arn != arn:
        # moto's tests of policies, which were run against AWS; tags are refused in other words (dynalite).
        about = f"Table: {arn.rpartition('/')[2]}" if "Policy" in call.operation else f"ResourcArn: {arn}"
        said = f"Requested resource not found: {about} not found"
        raise ServiceError("ResourceNotFoundException", said, 400)
    return table


def check_resource(call: Call) -> None:
    """Any call that names a resource by its ARN: raises ServiceError where it is no table of this account."""
    _named_table(call)


def check_tables(call: Call) -> None:
    """Any call that names tables: raises ServiceError for another account's one, and says keys by their ARNs."""
    for name in find_names(call.params):
        if name.startswith("arn:") and name.split(":")[4:5] != [call.account]:
            words = f"dynamodb:{call.operation} on a table of another account is not part of the embedded AWS"
            raise ServiceError("NotImplemented", words, 501)
        table = find_table(name, call.region, call.account)
        held = getattr(table, "sse_specification", None) or {}
        if held.get("Enabled") and not str(held["KMSMasterKeyId"]).startswith(("arn:aws:kms", "arn:aws-")):
            held["KMSMasterKeyId"] = key_arn(str(held["KMSMasterKeyId"]), call.region, call.account)


def check_transaction(call: Call) -> None:
    """TransactWriteItems: raises ServiceError for a part that does nothing, or two things."""
    if any(len(item) != 1 for item in call.params.get("TransactItems") or ()):
        raise wrong("TransactItems can only contain one of Check, Put, Update or Delete")


def check_stream_there(call: Call) -> None:
    """DescribeStream, GetShardIterator, GetRecords: raises ServiceError for a stream that is not there.

    moto takes the stream that a table has for each that it had, and gives every record the region us-east-1.
    """
    arn = str(call.params.get("StreamArn") or call.params.get("ShardIterator") or "").partition("|")[0]
    table = find_table(arn, call.region, call.account)
    if table is None or table.stream_shard is None or arn != f"{table.table_arn}/stream/{table.latest_stream_label}":
        raise ServiceError("ResourceNotFoundException", f"Requested resource not found: Stream: {arn} not found", 400)
    if call.operation == "GetShardIterator" and call.params["ShardId"] != table.stream_shard.id:
        said = f"Requested resource not found: Shard does not exist. StreamArn={arn}, ShardId={call.params['ShardId']}"
        raise ServiceError("ResourceNotFoundException", said, 400)
    for one in table.stream_shard.items:
        one.record["awsRegion"] = call.region


def _refuse_unkept(call: Call, params: Mapping[str, Any], indexes: Any) -> None:
    unkept = [name for name in params if name not in KEPT]
    unkept += [f"GlobalSecondaryIndexes.{name}" for index in indexes for name in index if name not in INDEX]
    if unkept:
        words = f"dynamodb:{call.operation} with {', '.join(sorted(set(unkept)))} is not part of the embedded AWS"
        raise ServiceError("NotImplemented", words, 501)


def _check_updates(table: Any, updates: Any) -> None:
    """Of indexes one is made or deleted in a request (the API Reference, "UpdateTable")."""
    there = {index.name for index in table.global_indexes}
    made = [update["Create"] for update in updates if "Create" in update]
    deleted = [update["Delete"]["IndexName"] for update in updates if "Delete" in update]
    if len(made) + len(deleted) > 1:
        said = "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table"
        raise ServiceError("LimitExceededException", said, 400)
    for index in made:
        if index["IndexName"] in there:
            raise wrong(f"Attempting to create an index which already exists: {index['IndexName']}")
        if not index["Projection"].get("ProjectionType"):
            raise wrong(f"{INVALID}Unknown ProjectionType: null")
    for name in (*deleted, *(update["Update"]["IndexName"] for update in updates if "Update" in update)):
        if name not in there:
            said = f"Requested resource not found: No index with name {name}"
            raise ServiceError("ResourceNotFoundException", said, 400)


def _check_billing(table: Any, params: Mapping[str, Any]) -> None:
    mode, given = params.get("BillingMode") or table.billing_mode, params.get("ProvisionedThroughput")
    names = ("ReadCapacityUnits", "WriteCapacityUnits")
    if mode == ON_DEMAND and given:
        said = "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST"
        raise wrong(INVALID + said)
    if mode != table.billing_mode and mode != ON_DEMAND and not given:
        said = "ProvisionedThroughput must be specified when BillingMode is PROVISIONED"
        raise wrong(INVALID + said)
    if mode == table.billing_mode and given and all(given[name] == table.throughput.get(name) for name in names):
        said = "The provisioned throughput for the table will not change. The requested value equals the current value."
        reads, writes = (given[name] for name in names)
        raise wrong(
            f"{said} Current ReadCapacityUnits provisioned for the table: {reads}. Requested ReadCapacityUnits: "
            f"{reads}. Current WriteCapacityUnits provisioned for the table: {writes}. Requested WriteCapacityUnits: "
            f"{writes}. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher "
            "limits."
        )
    for update in params.get("GlobalSecondaryIndexUpdates") or ():
        if "Create" in update:
            check_throughput(update["Create"], mode == ON_DEMAND)


def _check_key(call: Call, wanted: Mapping[str, Any] | None) -> None:
    key = str((wanted or {}).get("KMSMasterKeyId") or "")
    if not key:
        return
    if not (wanted or {}).get("Enabled"):
        raise wrong(f"{INVALID}KMSMasterKeyId cannot be specified when SSE is disabled")
    held = find_key(key, call.region, call.account)
    if held is None or not held.enabled:
        raise ServiceError("AccessDeniedException", NO_KEY, 400)


def _check_stream(table: Any, wanted: Mapping[str, Any] | None) -> None:
    if wanted is None:
        return
    enabled = bool((table.stream_specification or {}).get("StreamEnabled"))
    if wanted.get("StreamEnabled") and enabled:
        raise wrong(f"Table already has an enabled stream: TableName: {table.name}")
    if not wanted.get("StreamEnabled") and not enabled:
        raise wrong(f"Table already has a disabled stream: TableName: {table.name}")
    if wanted.get("StreamEnabled") and not wanted.get("StreamViewType"):
        raise wrong(f"{INVALID}StreamViewType is required when StreamEnabled is true")
    if wanted.get("StreamEnabled"):
        table.__dict__["latest_stream_label"] = None


def _after_tables(check: Callable[[Call], None]) -> Callable[[Call], None]:
    def both(call: Call) -> None:
        check_tables(call)
        check(call)

    return both


NAMING = (
    *("BatchGetItem", "BatchWriteItem", "DeleteItem", "GetItem", "PutItem", "Query", "Scan", "UpdateItem"),
    *("TransactGetItems", "TransactWriteItems", "DescribeTable", "DescribeContinuousBackups"),
    "UpdateContinuousBackups",
)
CHECKS: Mapping[tuple[str, str], Callable[[Call], None]] = {
    **{("dynamodb", name): check_tables for name in NAMING},
    **{("dynamodbstreams", name): check_stream_there for name in ("DescribeStream", "GetRecords", "GetShardIterator")},
    ("dynamodb", "TransactWriteItems"): _after_tables(check_transaction),
    ("dynamodb", "CreateTable"): check_new_table,
    ("dynamodb", "UpdateTable"): _after_tables(check_table_update),
    ("dynamodb", "DeleteTable"): _after_tables(check_table_deletion),
    ("dynamodb", "DescribeTimeToLive"): _after_tables(check_table_there),
    ("dynamodb", "UpdateTimeToLive"): _after_tables(check_time_to_live),
    ("dynamodb", "TagResource"): check_table_tags,
    ("dynamodb", "PutResourcePolicy"): check_resource,
    **{
        ("dynamodb", name): check_resource
        for name in ("UntagResource", "ListTagsOfResource", "GetResourcePolicy", "DeleteResourcePolicy")
    },
}
