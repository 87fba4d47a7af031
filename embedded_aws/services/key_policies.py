"""Key policies: KMS takes policies only; moto takes any text, with which no call of the key could be decided."""

from __future__ import annotations

import json

from embedded_aws.service import Call, ServiceError


def check_key_policy(call: Call) -> None:
    """Raises ServiceError where the policy of a key is no object of JSON with statements (KMS API, "PutKeyPolicy")."""
    text = call.params.get("Policy")
    if text is None:
        return
    try:
        document = json.loads(text)
    except ValueError:
        document = None
    if not isinstance(document, dict) or "Statement" not in document:
        raise ServiceError(
            "MalformedPolicyDocumentException", "The new key policy is not a valid policy document.", 400
        )
