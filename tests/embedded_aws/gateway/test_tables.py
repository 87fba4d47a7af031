"""DynamoDB's requests are decided one by one: by table and index, by keys and attributes, by the table's own key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

SCORES = [{"AttributeName": "user", "AttributeType": "S"}, {"AttributeName": "game", "AttributeType": "S"}]
ITEM = {"user": {"S": "ada"}, "game": {"S": "go"}, "points": {"N": "3"}, "secret": {"S": "x"}}
KEY = {name: ITEM[name] for name in ("user", "game")}


def make(world: Any, name: str, **more: Any) -> str:
    """A table of users and games with an index of games; its ARN."""
    made = world.aws.client("dynamodb").create_table(
        TableName=name,
        AttributeDefinitions=SCORES,
        KeySchema=[{"AttributeName": "user", "KeyType": "HASH"}, {"AttributeName": "game", "KeyType": "RANGE"}],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "games",
                "KeySchema": [{"AttributeName": "game", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
        BillingMode="PAY_PER_REQUEST",
        **more,
    )
    return str(made["TableDescription"]["TableArn"])


def allow(action: Any, resource: Any = "*", **condition: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"Effect": "Allow", "Action": action, "Resource": resource}
    return {**found, "Condition": condition} if condition else found


def as_user(world: Any, *statements: Mapping[str, Any]) -> Any:
    return world.aws.client("dynamodb", keys=world.role_of(*statements))


def test_tables_and_indexes_are_asked_about_by_name(world: Any, refused: Any) -> None:
    one, two = make(world, "one"), make(world, "two")
    user = as_user(world, allow(["dynamodb:Query", "dynamodb:BatchGetItem", "dynamodb:PutItem"], one))
    condition = {"KeyConditionExpression": "game = :g", "ExpressionAttributeValues": {":g": {"S": "go"}}}
    code, message = refused(user.query, TableName="one", IndexName="games", **condition)
    assert code == "AccessDeniedException"
    assert f"perform: dynamodb:Query on resource: {one}/index/games" in message
    user.put_item(TableName=one, Item=ITEM)
    assert user.batch_get_item(RequestItems={"one": {"Keys": [KEY]}})["Responses"]["one"]
    _, message = refused(user.batch_get_item, RequestItems={"one": {"Keys": [KEY]}, "two": {"Keys": [KEY]}})
    assert f"dynamodb:BatchGetItem on resource: {two}" in message
    put, check = {"Put": {"TableName": "one", "Item": ITEM}}, {"TableName": "one", "Key": KEY}
    check["ConditionExpression"] = "attribute_exists(points)"
    user.transact_write_items(TransactItems=[put])
    other = {**KEY, "game": {"S": "chess"}}
    parts = [{"Put": {"TableName": "one", "Item": other}}, {"ConditionCheck": check}]
    _, message = refused(user.transact_write_items, TransactItems=parts)
    assert f"dynamodb:ConditionCheckItem on resource: {one}" in message
    _, message = refused(user.transact_get_items, TransactItems=[{"Get": {"TableName": "two", "Key": KEY}}])
    assert f"dynamodb:GetItem on resource: {two}" in message


def test_items_and_attributes_are_conditions(world: Any, refused: Any) -> None:
    make(world, "scores")
    keys = {"dynamodb:LeadingKeys": ["${aws:PrincipalTag/who}"], "dynamodb:Attributes": ["user", "game", "points"]}
    actions = [f"dynamodb:{name}" for name in ("GetItem", "Query", "PutItem", "UpdateItem", "BatchWriteItem")]
    chosen = {"dynamodb:Select": "SPECIFIC_ATTRIBUTES", "dynamodb:ReturnValues": ["NONE", "UPDATED_NEW"]}
    conditions = {"ForAllValues:StringEquals": {**keys, "dynamodb:LeadingKeys": ["ada"]}}
    user = as_user(world, allow(actions, StringEqualsIfExists=chosen, **conditions))
    there = {"TableName": "scores", "Key": KEY}
    mine = {name: ITEM[name] for name in ("user", "game", "points")}
    user.put_item(TableName="scores", Item=mine)
    names = {"#p": "points", "#s": "secret"}
    adds = {"UpdateExpression": "SET #p = if_not_exists(#p, :n)", "ExpressionAttributeValues": {":n": {"N": "4"}}}
    user.update_item(**there, **adds, ExpressionAttributeNames={"#p": "points"})
    assert user.get_item(**there, ProjectionExpression="points")["Item"] == {"points": ITEM["points"]}
    queried = {"KeyConditionExpression": "#u = :u", "ExpressionAttributeValues": {":u": {"S": "ada"}}}
    queried |= {"TableName": "scores", "ProjectionExpression": "game, points"}
    assert user.query(**queried, ExpressionAttributeNames={"#u": "user"})["Count"] == 1
    wrong = [
        (user.put_item, {"TableName": "scores", "Item": ITEM}),
        (user.put_item, {"TableName": "scores", "Item": {**mine, "user": {"S": "eve"}}}),
        (user.get_item, there),
        (user.get_item, {**there, "ProjectionExpression": "points, #s.inner", "ExpressionAttributeNames": names}),
        (user.get_item, {**there, "Key": {**KEY, "user": {"S": "eve"}}, "ProjectionExpression": "points"}),
        (user.update_item, {**there, "UpdateExpression": "REMOVE secret"}),
        (user.update_item, {**there, **adds, "ExpressionAttributeNames": names, "ReturnValues": "ALL_OLD"}),
        (
            user.query,
            {**queried, "ExpressionAttributeNames": {"#u": "user", "#s": "secret"}, "FilterExpression": "#s = :u"},
        ),
        (
            user.query,
            {**queried, "ExpressionAttributeNames": {"#u": "user"}, "ExpressionAttributeValues": {":u": {"S": "eve"}}},
        ),
        (
            user.batch_write_item,
            {"RequestItems": {"scores": [{"DeleteRequest": {"Key": {**KEY, "user": {"S": "eve"}}}}]}},
        ),
    ]
    for call, arguments in wrong:
        assert refused(call, **arguments)[0] == "AccessDeniedException", arguments


def test_a_table_under_a_key_of_ones_own_asks_the_key(world: Any, refused: Any) -> None:
    key = world.aws.client("kms").create_key()["KeyMetadata"]
    made = {"BillingMode": "PAY_PER_REQUEST", "TableName": "keyed", "AttributeDefinitions": SCORES[:1]}
    made["KeySchema"] = [{"AttributeName": "user", "KeyType": "HASH"}]
    sealed = {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key["KeyId"]}
    through = {"kms:ViaService": "dynamodb.eu-west-1.amazonaws.com"}
    opens = allow(["kms:Decrypt", "kms:Encrypt", "kms:DescribeKey"], key["Arn"], StringEquals=through)
    user = as_user(world, allow("dynamodb:*"), opens)
    code, message = refused(user.create_table, **made, SSESpecification=sealed)
    assert (code, "kms:CreateGrant" in message) == ("AccessDeniedException", True)
    granting = as_user(world, allow("dynamodb:*"), opens, allow("kms:CreateGrant"))
    described = granting.create_table(**made, SSESpecification=sealed)["TableDescription"]
    described = granting.describe_table(TableName="keyed")["Table"]
    assert described["SSEDescription"]["KMSMasterKeyArn"] == key["Arn"]
    user.put_item(TableName="keyed", Item=ITEM)
    plain = as_user(world, allow("dynamodb:*"))
    for call in (plain.put_item, plain.scan):
        more = {"Item": ITEM} if call == plain.put_item else {}
        assert "kms:Decrypt" in refused(call, TableName="keyed", **more)[1]
    plain.update_table(TableName="keyed", SSESpecification={"Enabled": False})
    assert plain.scan(TableName="keyed")["Count"] == 1
    code, message = refused(
        plain.update_table, TableName="keyed", SSESpecification={**sealed, "KMSMasterKeyId": "none"}
    )
    assert (code, "does not exist" in message) == ("AccessDeniedException", True)


def test_an_endpoint_of_the_network_has_its_say(world: Any, refused: Any) -> None:
    one, two = make(world, "inside"), make(world, "outside")
    vpc, _, _ = world.network()
    policy = world.policy({"Effect": "Allow", "Principal": "*", "Action": "dynamodb:*", "Resource": one})
    name = "com.amazonaws.eu-west-1.dynamodb"
    world.aws.client("ec2").create_vpc_endpoint(VpcId=vpc, ServiceName=name, PolicyDocument=policy)
    url = world.aws.ask(f"endpoints?vpc={vpc}")["dynamodb"]
    user = world.aws.client("dynamodb", keys=world.role_of(allow("dynamodb:*")), endpoint=url)
    assert user.scan(TableName="inside")["Count"] == 0
    assert "VPC endpoint policy" in refused(user.scan, TableName="outside")[1]
    assert two.endswith("/outside")


def test_what_is_not_kept_is_refused_by_name(world: Any, refused: Any) -> None:
    make(world, "kept")
    tables = world.aws.client("dynamodb")
    unknown = [
        (tables.update_table, {"TableName": "kept", "TableClass": "STANDARD_INFREQUENT_ACCESS"}, "TableClass"),
        (tables.execute_statement, {"Statement": "SELECT * FROM kept"}, "dynamodb:ExecuteStatement"),
        (tables.create_backup, {"TableName": "kept", "BackupName": "one"}, "dynamodb:CreateBackup"),
    ]
    for call, arguments, words in unknown:
        code, message = refused(call, **arguments)
        assert (code, words in message) == ("NotImplemented", True), message


def test_tags_policies_and_time_to_live_are_those_of_the_table(world: Any, refused: Any) -> None:
    arn = make(world, "tagged", Tags=[{"Key": "team", "Value": "a"}])
    tables = world.aws.client("dynamodb")
    team = {"aws:ResourceTag/team": "b"}
    user = as_user(world, allow("dynamodb:GetItem", StringEquals=team))
    assert refused(user.get_item, TableName="tagged", Key=KEY)[0] == "AccessDeniedException"
    tables.tag_resource(ResourceArn=arn, Tags=[{"Key": "team", "Value": "b"}])
    assert tables.list_tags_of_resource(ResourceArn=arn)["Tags"] == [{"Key": "team", "Value": "b"}]
    user.get_item(TableName="tagged", Key=KEY)
    denied = world.policy({"Effect": "Deny", "Principal": "*", "Action": "dynamodb:GetItem", "Resource": arn})
    tables.put_resource_policy(ResourceArn=arn, Policy=denied)
    assert "resource-based policy" in refused(user.get_item, TableName="tagged", Key=KEY)[1]
    assert refused(tables.put_resource_policy, ResourceArn=arn, Policy="{}")[0] == "ValidationException"
    lasting = {"TableName": "tagged", "TimeToLiveSpecification": {"AttributeName": "ends", "Enabled": True}}
    tables.update_time_to_live(**lasting)
    with pytest.raises(tables.exceptions.ClientError, match="TimeToLive is already enabled"):
        tables.update_time_to_live(**lasting)
    tables.delete_table(TableName="tagged")
    make(world, "tagged")
    tables.get_item(TableName="tagged", Key=KEY)


def test_what_changes_is_read_from_the_stream(world: Any, refused: Any) -> None:
    arn = make(world, "streamed", StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"})
    tables, streams = world.aws.client("dynamodb"), world.aws.client("dynamodbstreams")
    tables.put_item(TableName="streamed", Item=ITEM)
    tables.delete_item(TableName="streamed", Key=KEY)
    (stream,) = [one["StreamArn"] for one in streams.list_streams(TableName="streamed")["Streams"]]
    (shard,) = streams.describe_stream(StreamArn=stream)["StreamDescription"]["Shards"]
    first = {"StreamArn": stream, "ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON"}
    start = streams.get_shard_iterator(**first)["ShardIterator"]
    records = streams.get_records(ShardIterator=start)["Records"]
    assert [(one["eventName"], one["awsRegion"]) for one in records] == [
        ("INSERT", "eu-west-1"),
        ("REMOVE", "eu-west-1"),
    ]
    reader = world.aws.client("dynamodbstreams", keys=world.role_of(allow("dynamodb:GetRecords", f"{arn}/stream/*")))
    assert reader.get_records(ShardIterator=start)["Records"]
    assert f"dynamodb:DescribeStream on resource: {stream}" in refused(reader.describe_stream, StreamArn=stream)[1]
    for call, arguments in (
        (streams.describe_stream, {"StreamArn": f"{arn}/stream/2020-01-01T00:00:00.000"}),
        (streams.get_shard_iterator, {**first, "ShardId": "shardId-00000000000000000000-none"}),
    ):
        assert refused(call, **arguments)[0] == "ResourceNotFoundException"
