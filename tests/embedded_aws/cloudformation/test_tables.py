"""DynamoDB's tables: made, changed as DynamoDB lets them be, replaced, protected, compared with what is live."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws.embedded import Embedded
from tests.embedded_aws.cloudformation.stacks import Stacks

UNITS = {"ReadCapacityUnits": 2, "WriteCapacityUnits": 1}
KEYS = [{"AttributeName": "team", "KeyType": "HASH"}, {"AttributeName": "at", "KeyType": "RANGE"}]
TYPES = [{"AttributeName": "team", "AttributeType": "S"}, {"AttributeName": "at", "AttributeType": "N"}]


def index(name: str, attribute: str, **more: Any) -> dict[str, Any]:
    schema = [{"AttributeName": attribute, "KeyType": "HASH"}]
    return {"IndexName": name, "KeySchema": schema, "Projection": {"ProjectionType": "ALL"}, **more}


def text(outputs: dict[str, Any] | None = None, *, tag: str = "a", **properties: Any) -> str:
    wanted = {"KeySchema": KEYS, "AttributeDefinitions": TYPES, "BillingMode": "PAY_PER_REQUEST", **properties}
    wanted = {name: value for name, value in wanted.items() if value is not None}
    wanted["Tags"] = [{"Key": "team", "Value": tag}]
    table = {"Type": "AWS::DynamoDB::Table", "Properties": wanted}
    said = {name: {"Value": value} for name, value in (outputs or {}).items()}
    return json.dumps({"Resources": {"Table": table}, **({"Outputs": said} if said else {})})


def test_a_table_lives(aws: Embedded, stacks: Stacks) -> None:
    tables = aws.client("dynamodb")
    arn = {"Arn": {"Fn::GetAtt": ["Table", "Arn"]}}
    stream = {"Stream": {"Fn::GetAtt": ["Table", "StreamArn"]}}
    own = {"Effect": "Deny", "Principal": "*", "Action": "dynamodb:DeleteItem", "Resource": "*"}
    more: dict[str, Any] = {
        "TimeToLiveSpecification": {"AttributeName": "ends", "Enabled": True},
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 7},
        "ResourcePolicy": {"PolicyDocument": {"Version": "2012-10-17", "Statement": own}},
        "StreamSpecification": {"StreamViewType": "NEW_IMAGE"},
        "SSESpecification": {"SSEEnabled": True, "SSEType": "KMS"},
    }
    assert stacks.create("table", text({**arn, **stream}, **more)) == "CREATE_COMPLETE"
    name = stacks.physical("table", "Table")
    assert name.startswith("table-Table-")
    outputs = stacks.outputs("table")
    assert outputs["Arn"].endswith(f":table/{name}")
    assert outputs["Stream"].startswith(f"{outputs['Arn']}/stream/")
    found = tables.describe_table(TableName=name)["Table"]
    assert found["SSEDescription"]["KMSMasterKeyArn"].startswith("arn:aws:kms:")
    assert found["ProvisionedThroughput"]["ReadCapacityUnits"] == 0
    backups = tables.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    assert backups["PointInTimeRecoveryDescription"]["RecoveryPeriodInDays"] == 7
    key = {"team": {"S": "a"}, "at": {"N": "1"}}
    tables.put_item(TableName=name, Item={**key, "said": {"S": "x"}})
    with pytest.raises(ClientError, match="explicit deny in a resource-based policy"):
        tables.delete_item(TableName=name, Key=key)

    other: dict[str, Any] = {"BillingMode": None, "ProvisionedThroughput": UNITS, "DeletionProtectionEnabled": True}
    other["GlobalSecondaryIndexes"] = [index("by-time", "at", ProvisionedThroughput=UNITS)]
    assert stacks.update("table", text(arn, tag="b", **other)) == "UPDATE_COMPLETE"
    assert stacks.physical("table", "Table") == name
    found = tables.describe_table(TableName=name)["Table"]
    assert found["BillingModeSummary"]["BillingMode"] == "PROVISIONED"
    assert found["ProvisionedThroughput"]["ReadCapacityUnits"] == 2
    assert found["GlobalSecondaryIndexes"][0]["IndexName"] == "by-time"
    assert "StreamSpecification" not in found
    assert "SSEDescription" not in found
    assert tables.describe_time_to_live(TableName=name)["TimeToLiveDescription"]["TimeToLiveStatus"] == "DISABLED"
    tags = tables.list_tags_of_resource(ResourceArn=found["TableArn"])["Tags"]
    assert {one["Key"]: one["Value"] for one in tags}["team"] == "b"
    assert len(tags) == len({one["Key"] for one in tags})
    tables.delete_item(TableName=name, Key=key)

    assert drift(stacks) == "IN_SYNC"
    more_units = {**UNITS, "ReadCapacityUnits": 5}
    tables.update_table(TableName=name, ProvisionedThroughput=more_units)
    assert drift(stacks) == "MODIFIED"
    other["ProvisionedThroughput"] = {**UNITS, "ReadCapacityUnits": 3}
    other["GlobalSecondaryIndexes"] = [index("by-time", "at", ProvisionedThroughput=more_units)]
    assert stacks.update("table", text({**arn, **stream}, **{**other, **stream_of("KEYS_ONLY")})) == "UPDATE_COMPLETE"
    assert stacks.outputs("table")["Stream"] != outputs["Stream"]
    assert stacks.delete("table") == "DELETE_FAILED"
    assert "deletionprotection" in stacks.reason("table", "Table", "DELETE_FAILED").lower()
    tables.update_table(TableName=name, DeletionProtectionEnabled=False)
    assert stacks.delete("table") == "DELETE_COMPLETE"
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        tables.describe_table(TableName=name)


def stream_of(kind: str) -> dict[str, Any]:
    return {"StreamSpecification": {"StreamViewType": kind}}


def drift(stacks: Stacks) -> str:
    return str(
        stacks.client.detect_stack_resource_drift(StackName="table", LogicalResourceId="Table")["StackResourceDrift"][
            "StackResourceDriftStatus"
        ]
    )


def test_what_dynamodb_does_not_change_at_once_is_refused(aws: Embedded, stacks: Stacks) -> None:
    types = [*TYPES, {"AttributeName": "by", "AttributeType": "S"}]
    two = {"GlobalSecondaryIndexes": [index("by-time", "at"), index("by-person", "by")], "AttributeDefinitions": types}
    assert stacks.create("changed", text(**stream_of("NEW_IMAGE"))) == "CREATE_COMPLETE"
    name = stacks.physical("changed", "Table")
    refused: dict[str, dict[str, Any]] = {
        "Cannot perform more than one GSI creation or deletion in a single update": two,
        "Table already has an enabled stream: TableName": stream_of("OLD_IMAGE"),
    }
    for words, properties in refused.items():
        assert stacks.update("changed", text(**{**stream_of("NEW_IMAGE"), **properties})) == "UPDATE_ROLLBACK_COMPLETE"
        assert words in stacks.reason("changed", "Table", "UPDATE_FAILED")
    assert stacks.update("changed", text(KeySchema=KEYS[:1], AttributeDefinitions=TYPES[:1])) == "UPDATE_COMPLETE"
    assert stacks.physical("changed", "Table") != name
    assert stacks.create("unused", text(AttributeDefinitions=types)) == "ROLLBACK_COMPLETE"
    assert "does not exactly match number of attributes" in stacks.reason("unused", "Table", "CREATE_FAILED")
    with pytest.raises(ClientError, match="Property TableClass of AWS::DynamoDB::Table"):
        stacks.create("class", text(TableClass="STANDARD_INFREQUENT_ACCESS"))
