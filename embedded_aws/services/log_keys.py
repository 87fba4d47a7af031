"""Keys of log groups: CloudWatch Logs must be allowed to use the key by the key's own policy.

Source: CloudWatch Logs User Guide, "Encrypt log data in CloudWatch Logs using AWS KMS".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moto.logs.models import logs_backends

from embedded_aws.gateway.moto_state import find_key
from embedded_aws.gateway.service_principals import may_service
from embedded_aws.service import Call, ServiceError

USED = ("kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey")
OPERATIONS = ("AssociateKmsKey", "DisassociateKmsKey")


class LogKeys:
    """`logs:AssociateKmsKey` and `logs:DisassociateKmsKey`, which moto (5.2) lacks; the state is moto's."""

    def __call__(self, params: Mapping[str, Any], call: Call) -> Mapping[str, Any]:
        """Set or take away a log group's key; raises ServiceError."""
        name = str(params.get("logGroupName") or params.get("resourceIdentifier", "")).split(":log-group:")[-1]
        group = logs_backends[call.account][call.region].groups.get(name.removesuffix(":*"))
        if group is None:
            raise ServiceError("ResourceNotFoundException", "The specified log group does not exist.", 400)
        if call.operation == "AssociateKmsKey":
            check_log_key(str(params["kmsKeyId"]), name, call)
            group.kms_key_id = params["kmsKeyId"]
        else:
            group.kms_key_id = None
        return {}

    def dump(self) -> object:
        """Nothing of its own."""
        return None

    def load(self, state: Any) -> None:
        """Nothing to take over."""


def check_log_key(key_id: str, group: str, call: Call) -> None:
    """Raise ServiceError where the key is missing, or its policy keeps CloudWatch Logs from using it for this group."""
    key = find_key(key_id, call.region, call.account)
    if key is None or not key.enabled or not _may_use(key, group, call):
        message = "The specified KMS key does not exist or is not allowed to be used with "
        arn = f"arn:aws:logs:{call.region}:{call.account}:log-group:{group}"
        raise ServiceError("InvalidParameterException", f"{message}'{arn}'", 400)


def _may_use(key: Any, group: str, call: Call) -> bool:
    principal = f"logs.{call.region}.amazonaws.com"
    arn = f"arn:aws:logs:{call.region}:{call.account}:log-group:{group}"
    context = {
        "kms:EncryptionContext:aws:logs:arn": arn,
        "kms:EncryptionContextKeys": ["aws:logs:arn"],
        "kms:CallerAccount": call.account,
        "kms:ViaService": principal,
        "aws:SourceAccount": call.account,
        "aws:SourceArn": arn,
    }
    return all(may_service(principal, action, key.arn, key.account_id, key.policy, context) for action in USED)
