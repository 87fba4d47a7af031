"""Tables of DynamoDB under a customer managed key: who makes one needs the key, and who uses its items.

`TableKeys` are the keys of the tables that a call on items works on, where they are the account's own, and `Table`
the table's name where it is one; `SSESpecification.KMSMasterKeyId` is the key of a new table or a new key.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.iam.on_behalf.row import Row, Source

MAKING = Source("DynamoDB Developer Guide, How DynamoDB uses AWS KMS, Customer managed key policy", "D")
USING = Source("aws/aws-cdk#10010 and #19531: PutItem and DeleteItem are refused for want of kms:Decrypt", "E")
KEY = "SSESpecification.KMSMasterKeyId"
_MAKES = ("kms:DescribeKey", "kms:CreateGrant", "kms:Decrypt", "kms:Encrypt")
ON_ITEMS = (
    *("BatchGetItem", "BatchWriteItem", "DeleteItem", "GetItem", "PutItem", "Query", "Scan"),
    *("TransactGetItems", "TransactWriteItems", "UpdateItem"),
)


def _rows() -> Iterator[Row]:
    for operation in ("CreateTable", "UpdateTable"):
        for action in _MAKES:
            name = (
                {} if action == "kms:DescribeKey" else {"kms:EncryptionContext:aws:dynamodb:tableName": "{TableName}"}
            )
            grant = {"kms:GrantIsForAWSResource": "true"} if action == "kms:CreateGrant" else {}
            keys = {**name, **grant}
            yield Row(f"dynamodb:{operation}", action, f"{{key {KEY}}}", MAKING, keys=keys, through="dynamodb")
    for operation in ON_ITEMS:
        keys = {"kms:EncryptionContext:aws:dynamodb:tableName": "{Table}"}
        yield Row(f"dynamodb:{operation}", "kms:Decrypt", "{key TableKeys}", USING, keys=keys, through="dynamodb")


ROWS = tuple(_rows())
