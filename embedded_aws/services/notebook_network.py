"""What a notebook refers to: role, key, subnet and groups must exist and fit together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from embedded_aws.gateway.callers import find_seen_role
from embedded_aws.gateway.moto_state import ec2_of, find_key
from embedded_aws.gateway.service_principals import check_trust
from embedded_aws.service import Call, ServiceError

SAGEMAKER = "sagemaker.amazonaws.com"


def check_network(params: Mapping[str, Any], call: Call) -> None:
    """Raise ServiceError where something that the notebook refers to is not there or does not fit."""
    if params.get("RoleArn"):
        check_role(str(params["RoleArn"]), {})
    subnet = params.get("SubnetId")
    if params.get("DirectInternetAccess") == "Disabled" and not subnet:
        raise _invalid("DirectInternetAccess can be Disabled only for a notebook instance in a subnet")
    if params.get("SecurityGroupIds") and not subnet:
        raise _invalid("Security groups need a subnet")
    if subnet:
        _check_groups(str(subnet), list(params.get("SecurityGroupIds") or ()), call)
    if params.get("KmsKeyId"):
        key = find_key(str(params["KmsKeyId"]), call.region, call.account)
        if key is None or not key.enabled:
            raise _invalid(f"The KMS key {params['KmsKeyId']} does not exist or is not enabled")


def check_role(arn: str, source: Mapping[str, str]) -> None:
    """Raise ServiceError where SageMaker cannot assume the role, for what `source` says of its work."""
    role = find_seen_role(arn)
    words = (
        f"Could not assume role {arn}. Please ensure that the role exists and allows principal '{SAGEMAKER}' to assume "
        "the role."
    )
    if role is None:
        raise _invalid(words)
    try:
        check_trust(role, SAGEMAKER, source)
    except ServiceError as refused:
        raise _invalid(words) from refused


def _check_groups(subnet: str, groups: list[str], call: Call) -> None:
    backend = ec2_of(call.account, call.region)
    try:
        vpc = backend.get_subnet(subnet).vpc_id
    except Exception as error:
        raise _invalid(f"The subnet ID '{subnet}' does not exist") from error
    for name in groups:
        if name not in backend.groups.get(vpc, {}):
            raise _invalid(f"The security group '{name}' does not exist in {vpc}")


def _invalid(message: str) -> ServiceError:
    return ServiceError("ValidationException", message, 400)
