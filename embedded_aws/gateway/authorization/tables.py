"""DynamoDB's requests: the tables and indexes that they work on, and the condition keys of fine-grained access.

Sources: DynamoDB Developer Guide, "Using IAM policy conditions for fine-grained access control" and "Using IAM with
DynamoDB transactions"; the API Reference for what `Select` is where a request does not say it. Open question Q88.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from typing import Any

from embedded_aws.gateway.authorization.action_tables import TRANSACTIONS
from embedded_aws.gateway.moto_state import find_table
from embedded_aws.service import PARTITION, Call

Params = Mapping[str, Any]
Values = dict[str, str | list[str]]
NAME = re.compile(r"(?<![\w.:#])#?[A-Za-z_]\w*(?!\w*\s*\()")
"""A name or its placeholder at the top of a path; what a parenthesis follows is a function."""
WORDS = frozenset(["and", "or", "not", "between", "in", "set", "remove", "add", "delete"])
EQUAL = re.compile(r"(#?[\w.-]+)\s*=\s*(:\w+)|(:\w+)\s*=\s*(#?[\w.-]+)")
EXPRESSIONS = (
    "ProjectionExpression",
    "UpdateExpression",
    "ConditionExpression",
    "KeyConditionExpression",
    "FilterExpression",
)
MAPS = ("Key", "Item", "Expected", "AttributeUpdates", "KeyConditions", "QueryFilter", "ScanFilter")
NAMING = ("TableName", "ResourceArn", "StreamArn", "ShardIterator")
SHARED = ("ReturnValues", "ReturnConsumedCapacity")
READS = ("GetItem", "BatchGetItem", "Query", "Scan")


def transaction_actions(params: Params) -> list[str]:
    """The actions that the parts of a transaction need, each once."""
    return list(dict.fromkeys(TRANSACTIONS[kind] for kind, _ in _parts(params)))


def find_tables(action: str, params: Params, region: str, account: str) -> Iterator[str]:
    """The ARNs of the tables, indexes or streams that an action of the request works on."""
    prefix = f"arn:{PARTITION}:dynamodb:{region}:{account}:table/"
    if "TransactItems" in params:
        names = [str(part.get("TableName")) for kind, part in _parts(params) if TRANSACTIONS[kind] == action]
    elif isinstance(params.get("RequestItems"), Mapping):
        names = list(params["RequestItems"])
    else:
        # An iterator begins with the ARN of its stream.
        named = {**params, "ShardIterator": str(params.get("ShardIterator") or "").partition("|")[0]}
        names = [str(named[key]) for key in NAMING if named.get(key)]
    index = f"/index/{params['IndexName']}" if params.get("IndexName") else ""
    for name in dict.fromkeys(names):
        yield (name if name.startswith("arn:") else prefix + name) + index


def find_names(params: Params) -> list[str]:
    """The names or ARNs of every table that a request on items names."""
    batch = params.get("RequestItems")
    names = [*batch] if isinstance(batch, Mapping) else [part.get("TableName") for _, part in _parts(params)]
    return [str(name) for name in dict.fromkeys([*names, params.get("TableName")]) if name]


def find_item_keys(call: Call, action: str, resource: str, params: Params) -> Values:
    """The condition keys of an action on items of one table or index."""
    operation = action.partition(":")[2]
    requests = list(_requests(action, resource, params))
    values: Values = {}
    for name in SHARED:
        if given := [str(one[name]) for one in (params, *requests) if one.get(name)]:
            values[f"dynamodb:{name}"] = given[0]
    if "TransactItems" in params:
        values["dynamodb:EnclosingOperation"] = call.operation
    if not requests:
        return values
    if operation in READS:
        values["dynamodb:Select"] = _select(operation, requests[0], "/index/" in resource)
    values["dynamodb:Attributes"] = sorted({name for one in requests for name in _attributes(one)})
    leading = _leading_name(call, resource, params)
    if leading and operation != "Scan":
        values["dynamodb:LeadingKeys"] = [text for one in requests for text in _leading(one, leading)]
    return values


def _parts(params: Params) -> Iterator[tuple[str, Params]]:
    for item in params.get("TransactItems") or ():
        for kind, part in item.items() if isinstance(item, Mapping) else ():
            if kind in TRANSACTIONS and isinstance(part, Mapping):
                yield kind, part


def _requests(action: str, resource: str, params: Params) -> Iterator[Params]:
    """What the request asks of one table: a batch and a transaction ask several things."""
    table = resource.partition("/index/")[0]
    if "TransactItems" in params:
        for kind, part in _parts(params):
            if TRANSACTIONS[kind] == action and _is_of(part.get("TableName"), table):
                yield part
    elif isinstance(params.get("RequestItems"), Mapping):
        for name, asked in params["RequestItems"].items():
            if _is_of(name, table):
                yield from _batch(asked)
    elif action.endswith("Item") or action in ("dynamodb:Query", "dynamodb:Scan"):
        yield params


def _batch(asked: Any) -> Iterator[Params]:
    if isinstance(asked, Mapping):
        yield from ({**asked, "Key": key} for key in asked.get("Keys") or ())
        return
    for one in asked if isinstance(asked, list) else ():
        yield from (request for request in one.values() if isinstance(request, Mapping))


def _is_of(name: Any, table: str) -> bool:
    return str(name) == table or table.endswith(f":table/{name}")


def _select(operation: str, asked: Params, of_index: bool) -> str:
    if asked.get("Select"):
        return str(asked["Select"])
    if asked.get("ProjectionExpression") or asked.get("AttributesToGet"):
        return "SPECIFIC_ATTRIBUTES"
    return "ALL_PROJECTED_ATTRIBUTES" if of_index and operation in ("Query", "Scan") else "ALL_ATTRIBUTES"


def _attributes(asked: Params) -> Iterator[str]:
    """The attributes that a request names, each at the top of its path."""
    for name in MAPS:
        yield from asked[name] if isinstance(asked.get(name), Mapping) else ()
    yield from asked.get("AttributesToGet") or ()
    aliases = asked.get("ExpressionAttributeNames") or {}
    for name in EXPRESSIONS:
        for found in NAME.findall(str(asked.get(name) or "")):
            if found.lower() not in WORDS:
                yield str(aliases.get(found, found))


def _leading_name(call: Call, resource: str, params: Params) -> str | None:
    """The partition key of the table, or of the index that is queried; None where there is no such table."""
    table = find_table(resource, call.region, call.account)
    if table is None:
        return None
    indexes = {index.name: index.schema for index in (*table.indexes, *table.global_indexes)}
    schema = indexes.get(str(params.get("IndexName")), table.schema)
    return next((str(key["AttributeName"]) for key in schema if key["KeyType"] == "HASH"), None)


def _leading(asked: Params, name: str) -> Iterator[str]:
    for held in ("Key", "Item"):
        if isinstance(asked.get(held), Mapping) and name in asked[held]:
            yield _text(asked[held][name])
    condition = (asked.get("KeyConditions") or {}).get(name) or {}
    yield from map(_text, condition.get("AttributeValueList") or ())
    aliases, given = asked.get("ExpressionAttributeNames") or {}, asked.get("ExpressionAttributeValues") or {}
    for one, value, turned, other in EQUAL.findall(str(asked.get("KeyConditionExpression") or "")):
        if aliases.get(one or other, one or other) == name and (value or turned) in given:
            yield _text(given[value or turned])


def _text(value: Any) -> str:
    """An attribute's value as IAM compares it."""
    held = next(iter(value.values()), "") if isinstance(value, Mapping) else value
    return base64.b64encode(held).decode() if isinstance(held, bytes) else str(held)
