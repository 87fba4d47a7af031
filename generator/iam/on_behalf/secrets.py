"""Secrets under a customer managed key: who reads or writes their text needs the key.

`EncryptionKey` is the secret's key where it is one of the account's own, `Arn` the secret's ARN, which one that is
being made does not have yet.
"""

from __future__ import annotations

from generator.iam.on_behalf.row import Row, Source

SECRETS = Source("Secrets Manager User Guide, Secret encryption and decryption in AWS Secrets Manager", "D")
_WRITES = ("kms:GenerateDataKey", "kms:Decrypt")
_USES = (
    ("CreateSecret", _WRITES),
    ("GetSecretValue", _WRITES[1:]),
    ("PutSecretValue", _WRITES),
    ("UpdateSecret", _WRITES),
)
ROWS = tuple(
    Row(
        f"secretsmanager:{name}",
        action,
        "{key EncryptionKey}",
        SECRETS,
        keys={"kms:EncryptionContext:SecretARN": "{Arn}"},
        through="secretsmanager",
    )
    for name, actions in _USES
    for action in actions
)
