"""Repositories of CodeCommit under a customer managed key: who pulls and pushes needs the key, else 403.

`kmsKeyId` is the repository's key, where it is not CodeCommit's own, which is open to the account.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.iam.on_behalf.row import Row, Source

KEYED = Source("aws/git-remote-codecommit#55; CodeCommit User Guide, AWS KMS and encryption for repositories", "E")
_PULLS = (
    "GitPull",
    "BatchGetCommits",
    "GetBlob",
    "GetCommit",
    "GetDifferences",
    "GetFile",
    "GetFolder",
)
_PUSHES = ("GitPush", "CreateCommit", "DeleteFile", "PutFile")
_READS = ("kms:Decrypt", "kms:DescribeKey")
_WRITES = (
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
)


def _rows() -> Iterator[Row]:
    for names, actions in ((_PULLS, _READS), (_PUSHES, _READS + _WRITES)):
        for name in names:
            for action in actions:
                describes = action == "kms:DescribeKey"
                keys = {} if describes else {"kms:EncryptionContext:aws:codecommit:id": "{repositoryId}"}
                yield Row(f"codecommit:{name}", action, "{key kmsKeyId}", KEYED, keys=keys, through="codecommit")


ROWS = tuple(_rows())
