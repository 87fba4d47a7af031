"""IAM's writes as propagation sees them: which principal or profile a call changes, and what was seen of it before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from moto.iam.models import iam_backends

from embedded_aws.gateway.callers import own_policies
from embedded_aws.gateway.propagation import PROPAGATION, Change
from embedded_aws.service import PARTITION, Call

_POLICIES = (
    *("PutRolePolicy", "DeleteRolePolicy", "AttachRolePolicy", "DetachRolePolicy", "PutRolePermissionsBoundary"),
    *("DeleteRolePermissionsBoundary", "PutUserPolicy", "DeleteUserPolicy", "AttachUserPolicy", "DetachUserPolicy"),
    *("PutUserPermissionsBoundary", "DeleteUserPermissionsBoundary"),
)
WRITES: Mapping[str, Change] = {
    "AddRoleToInstanceProfile": Change.ROLE,
    "CreateInstanceProfile": Change.EXISTENCE,
    "CreateRole": Change.EXISTENCE,
    "CreateUser": Change.EXISTENCE,
    "UpdateAssumeRolePolicy": Change.TRUST,
    **dict.fromkeys(_POLICIES, Change.POLICIES),
}


def watch_write(call: Call) -> Callable[[], None]:
    """What is to be called when the call has succeeded, so that what it changes is seen later by others."""
    change = WRITES.get(call.operation) if call.service == "iam" else None
    if change is None:
        return lambda: None
    owner = _owner(call)
    before = None if owner is None else _state(owner, change)

    def note() -> None:
        made = _owner(call)
        if made is not None:
            PROPAGATION.note(made.arn, change, before, call.caller)

    return note


def _owner(call: Call) -> Any | None:
    backend = iam_backends[call.account][PARTITION]
    if "InstanceProfileName" in call.params:
        profiles = list(backend.instance_profiles.values())
        return next((one for one in profiles if one.name == call.params["InstanceProfileName"]), None)
    if "UserName" in call.params:
        return backend.users.get(call.params["UserName"])
    return next((role for role in list(backend.roles.values()) if role.name == call.params.get("RoleName")), None)


def _state(owner: Any, change: Change) -> Any:
    if change is Change.TRUST:
        return owner.assume_role_policy_document
    return list(owner.roles) if change is Change.ROLE else own_policies(owner)
