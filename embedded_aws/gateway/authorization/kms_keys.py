"""moto's KMS keys, found by id, ARN or alias."""

from __future__ import annotations

import re
from typing import Any

from moto.kms.models import kms_backends

from embedded_aws.gateway.principals import PARTITION

KEY_ID = re.compile(rb"[0-9a-f-]{36}")


def find_key(key_id: str, region: str, account: str) -> Any | None:
    """moto's key of an id, ARN or alias (`alias/…`), in any account that it names; None where there is none."""
    if key_id.startswith("arn:"):
        _, _, _, region, account, key_id = key_id.split(":", 5)
    name = key_id.removeprefix("key/")
    backend = kms_backends[account][region]
    if name.startswith("alias/"):
        return next((key for key in list(backend.keys.values()) if name in key.aliases), None)
    return backend.keys.get(name)


def key_arn(key_id: str, region: str, account: str) -> str:
    """The ARN of a key; what it would be where there is no such key."""
    key = find_key(key_id, region, account)
    if key is not None:
        return str(key.arn)
    return key_id if key_id.startswith("arn:") else f"arn:{PARTITION}:kms:{region}:{account}:key/{key_id}"


def aliases_of(key: Any) -> list[str]:
    """The names of a key's aliases."""
    return sorted(key.aliases)


def key_of_blob(blob: bytes) -> str:
    """The id of the key that a ciphertext names; `*` for bytes that are no ciphertext of moto's."""
    head = bytes(blob[:36])
    return head.decode("ascii") if KEY_ID.fullmatch(head) else "*"
