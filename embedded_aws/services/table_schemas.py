"""The schemas of DynamoDB's tables and indexes: what AWS refuses and moto (5.2) takes.

Source: dynalite's validations, which were compared with DynamoDB.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from embedded_aws.service import ServiceError

ON_DEMAND = "PAY_PER_REQUEST"
INVALID = "One or more parameter values were invalid: "


def wrong(message: str) -> ServiceError:
    """DynamoDB's error for a request that is not valid."""
    return ServiceError("ValidationException", message, 400)


def check_schemas(params: Mapping[str, Any]) -> None:
    """The keys of a new table and of its indexes; raises ServiceError."""
    for name in ("AttributeDefinitions", "KeySchema"):
        if not params.get(name):
            at = name[0].lower() + name[1:]
            raise wrong(f"1 validation error detected: Value null at '{at}' failed to satisfy constraint: not null")
    keys = params["KeySchema"]
    local = params.get("LocalSecondaryIndexes") or ()
    for index in params.get("GlobalSecondaryIndexes") or ():
        # An index of the table's whole may have several attributes of each kind (the Guide, "Multi-attribute keys").
        if [key["KeyType"] for key in index["KeySchema"]] != sorted(key["KeyType"] for key in index["KeySchema"]):
            raise wrong("Invalid KeySchema: The first KeySchemaElement is not a HASH key type")
    for schema in (keys, *(index["KeySchema"] for index in local)):
        for number, kind in enumerate(("HASH", "RANGE")[: len(schema)]):
            if schema[number]["KeyType"] != kind:
                place = ("first", "second")[number]
                raise wrong(f"Invalid KeySchema: The {place} KeySchemaElement is not a {kind} key type")
        if len(schema) == 2 and schema[0]["AttributeName"] == schema[1]["AttributeName"]:
            raise wrong("Both the Hash Key and the Range Key element in the KeySchema have the same name")
    if local and len(keys) != 2:
        said = "Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex"
        raise wrong(INVALID + said)
    names: set[str] = set()
    for index in _indexes(params):
        name, projection = index["IndexName"], index["Projection"]
        if name in names:
            raise wrong(f"{INVALID}Duplicate index name: {name}")
        names.add(name)
        kind = projection.get("ProjectionType")
        if kind is None:
            raise wrong(f"{INVALID}Unknown ProjectionType: null")
        if projection.get("NonKeyAttributes") and kind != "INCLUDE":
            raise wrong(f"{INVALID}ProjectionType is {kind}, but NonKeyAttributes is specified")
    for index in local:
        own, other = index["KeySchema"][0]["AttributeName"], keys[0]["AttributeName"]
        if own != other:
            said = "Index KeySchema does not have the same leading hash key as table KeySchema for index: "
            raise wrong(f"{INVALID}{said}{index['IndexName']}. index hash key: {own}, table hash key: {other}")


def _indexes(params: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from params.get("LocalSecondaryIndexes") or ()
    yield from params.get("GlobalSecondaryIndexes") or ()


def check_throughput(index: Mapping[str, Any], on_demand: bool) -> None:
    """The throughput of a new index, which one of a table on demand does not have; raises ServiceError."""
    given, name = "ProvisionedThroughput" in index, index["IndexName"]
    if not on_demand and not given:
        raise wrong(f"{INVALID}ProvisionedThroughput must be specified for index: {name}")
    if on_demand and given:
        said = f"ProvisionedThroughput should not be specified for index: {name} when BillingMode is {ON_DEMAND}"
        raise wrong(INVALID + said)
