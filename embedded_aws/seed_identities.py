"""The identities that exist from the start: an administrator and two users who may only assume the products' roles."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from moto.iam.models import iam_backends

from embedded_aws.secret import ADMINISTRATOR, USERS, Secret
from embedded_aws.service import PARTITION


def populate(account: str, secret: Secret) -> None:
    """Create admin, dana and eli with their policies, keys and MFA devices, where an account has them not yet.

    Those that it has get the keys of the secret, which may be another one than that of a snapshot.
    """
    backend = iam_backends[account][PARTITION]
    for name in (ADMINISTRATOR, *USERS):
        if name not in backend.users:
            _create(backend, account, name, secret)
        keys = secret.keys(name, account)
        for key in backend.users[name].access_keys:
            if key.access_key_id == keys.access_key:
                key.secret_access_key = keys.secret_key


def mfa_serial(name: str, account: str) -> str:
    """The ARN of a user's virtual MFA device; any six digits are its code."""
    return f"arn:{PARTITION}:iam::{account}:mfa/{name}"


def _create(backend: Any, account: str, name: str, secret: Secret) -> None:
    user = backend.create_user(PARTITION, name)
    key = backend.create_access_key(name)
    keys = secret.keys(name, account)
    backend.access_keys.pop(key.access_key_id, None)
    key.access_key_id, key.secret_access_key = keys.access_key, keys.secret_key
    backend.access_keys[key.access_key_id] = key
    document = _everything() if name == ADMINISTRATOR else _assume_roles(account)
    backend.put_user_policy(name, "local", json.dumps(document))
    if name in USERS:
        backend.enable_mfa_device(user.name, mfa_serial(name, account), "123456", "654321")


def _everything() -> Mapping[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


def _assume_roles(account: str) -> Mapping[str, Any]:
    statement = {
        "Effect": "Allow",
        "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
        "Resource": [f"arn:{PARTITION}:iam::{account}:role/{path}ds-*" for path in ("", "*/")],
    }
    return {"Version": "2012-10-17", "Statement": [statement]}
