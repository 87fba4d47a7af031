"""Keys that a service uses for its caller: of one that is disabled or pending deletion the service says so itself.

Which calls use which key is in `generator.iam.on_behalf`. Only services whose error is known are here: S3's codes are
KMS's own behind `KMS.`; those of SNS, SQS, Secrets Manager and CodeCommit are in their models. Source: AWS KMS
Developer Guide, "Key states of AWS KMS keys".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from embedded_aws.service import ServiceError

ENCRYPTING = ("kms:GenerateDataKey", "kms:Encrypt")
CODES: Mapping[str, Mapping[str, str]] = {
    "s3": {"Disabled": "KMS.DisabledException", "PendingDeletion": "KMS.KMSInvalidStateException"},
    "sns": {"Disabled": "KMSDisabled", "PendingDeletion": "KMSInvalidState"},
    "sqs": {"Disabled": "KmsDisabled", "PendingDeletion": "KmsInvalidState"},
    "codecommit": {
        "Disabled": "EncryptionKeyDisabledException",
        "PendingDeletion": "EncryptionKeyUnavailableException",
    },
}
WORDS = {"Disabled": "is disabled.", "PendingDeletion": "is pending deletion."}


def refuse_unusable(service: str, action: str, key: Any) -> ServiceError | None:
    """What the service says where moto's key is in no state for the action; None where that is not known."""
    if key.key_state not in WORDS or action == "kms:DescribeKey":
        return None
    code = CODES.get(service, {}).get(key.key_state)
    if service == "secretsmanager":
        code = _of_secret(action)
    return ServiceError(code, f"{key.arn} {WORDS[key.key_state]}", 400) if code else None


def _of_secret(action: str) -> str:
    """Secrets Manager says which of the two failed (its API Reference, "GetSecretValue" and "PutSecretValue")."""
    return "EncryptionFailure" if action in ENCRYPTING else "DecryptionFailure"
