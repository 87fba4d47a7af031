"""Whether a key is there and enabled: `kms:DescribeKey`, `EnableKey` and `DisableKey`; the key is moto's.

moto (5.2) leaves `KeyUsage` out of a key whose maker did not say it, and breaks on the ARN of a key that is to be
enabled or disabled. Source: AWS KMS API Reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from embedded_aws.gateway.moto_state import find_key, key_arn
from embedded_aws.service import Call, ServiceError

OPERATIONS = ("DescribeKey", "EnableKey", "DisableKey")
USUAL = "ENCRYPT_DECRYPT"


class KeyStates:
    """Reads and changes a key's state."""

    def __call__(self, params: Mapping[str, Any], call: Call) -> Mapping[str, Any]:
        """Carry out the call; raises ServiceError where there is no such key, or it is being deleted."""
        name = str(params["KeyId"])
        key = find_key(name, call.region, call.account)
        if key is None or (name.startswith("arn:") and name.split(":")[3] != call.region):
            where = key_arn(name, call.region, call.account)
            raise ServiceError("NotFoundException", f"Key '{where}' does not exist", 400)
        if call.operation == "DescribeKey":
            metadata = key.to_dict()["KeyMetadata"]
            return {"KeyMetadata": {**metadata, "KeyUsage": metadata["KeyUsage"] or USUAL}}
        if key.key_state == "PendingDeletion":
            raise ServiceError("KMSInvalidStateException", f"{key.arn} is pending deletion.", 400)
        key.enabled = call.operation == "EnableKey"
        key.key_state = "Enabled" if key.enabled else "Disabled"
        return {}

    def dump(self) -> object:
        """Nothing of its own."""
        return None

    def load(self, state: Any) -> None:
        """Nothing to take over."""
