"""Roles that AWS itself makes in an account: they are ordinary roles of moto's, made without anybody's permission."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from moto.iam.models import iam_backends

from embedded_aws.service import PARTITION

EVERYTHING: Mapping[str, Any] = {"Effect": "Allow", "Action": "*", "Resource": "*"}
VERSION = "2012-10-17"
HOUR = 3600


def make_role(
    account: str, name: str, path: str, principal: Mapping[str, str], policies: Mapping[str, Mapping[str, Any]]
) -> str:
    """The ARN of a role of an account; it is made where it is not there. `policies`: name → its one statement."""
    backend = iam_backends[account][PARTITION]
    held = next((role for role in list(backend.roles.values()) if role.name == name), None)
    if held is not None:
        return str(held.arn)
    statement = {"Effect": "Allow", "Principal": dict(principal), "Action": "sts:AssumeRole"}
    role = backend.create_role(
        role_name=name,
        assume_role_policy_document=json.dumps({"Version": VERSION, "Statement": [statement]}),
        path=path,
        permissions_boundary=None,
        description="",
        tags=[],
        max_session_duration=str(HOUR),
    )
    for policy, allowed in policies.items():
        backend.put_role_policy(name, policy, json.dumps({"Version": VERSION, "Statement": [dict(allowed)]}))
    return str(role.arn)
