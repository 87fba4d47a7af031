"""Whether a key is there, enabled, or waits for its end: what `kms:DescribeKey` reads and four calls change.

The key is moto's. moto (5.2) leaves `KeyUsage` out of a key whose maker did not say it, breaks on the ARN of a key
whose state is to be changed, and answers with what it was given instead of the ARN. Source: AWS KMS API Reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from embedded_aws.gateway.moto_state import find_key, key_arn
from embedded_aws.service import Call, ServiceError
from embedded_aws.services.key_use import USUAL_WINDOW, check_use, check_window

OPERATIONS = ("CancelKeyDeletion", "DescribeKey", "DisableKey", "EnableKey", "ScheduleKeyDeletion")
USUAL, MANAGED = "ENCRYPT_DECRYPT", "alias/aws/"


class KeyStates:
    """Reads and changes a key's state."""

    def __call__(self, params: Mapping[str, Any], call: Call) -> Mapping[str, Any]:
        """Carry out the call; raises ServiceError where there is no such key, or it is being deleted."""
        name = str(params["KeyId"])
        key = find_key(name, call.region, call.account)
        if key is None and MANAGED in name:
            # AWS makes its own key when somebody first asks for it (KMS API Reference, "DescribeKey").
            message = f"kms:{call.operation} of an AWS managed key ({name}) is not part of the embedded AWS"
            raise ServiceError("NotImplemented", message, 501)
        if key is None or (name.startswith("arn:") and name.split(":")[3] != call.region):
            where = key_arn(name, call.region, call.account)
            raise ServiceError("NotFoundException", f"Key '{where}' does not exist", 400)
        if call.operation == "DescribeKey":
            metadata = key.to_dict()["KeyMetadata"]
            return {"KeyMetadata": {**metadata, "KeyUsage": metadata["KeyUsage"] or USUAL}}
        if "alias/" in name:
            raise ServiceError("NotFoundException", f"Invalid keyId '{name}'", 400)
        if call.operation == "ScheduleKeyDeletion":
            return _schedule(key, call)
        if call.operation == "CancelKeyDeletion":
            check_use(call)
            key.key_state, key.deletion_date = "Disabled", None
            return {"KeyId": key.arn}
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


def _schedule(key: Any, call: Call) -> Mapping[str, Any]:
    """The key waits for its end, and is disabled until then."""
    check_window(call)
    days = int(call.params.get("PendingWindowInDays") or USUAL_WINDOW)
    key.enabled, key.key_state = False, "PendingDeletion"
    ends = call.now + timedelta(days=days)
    key.deletion_date = ends.replace(tzinfo=None)  # as moto's dates are
    window = {"KeyState": key.key_state, "PendingWindowInDays": days}
    return {"KeyId": key.arn, "DeletionDate": ends, **window}
