"""Grants of a key that have a name: who asks for the same one again gets it, and moto (5.2) makes another.

Source: AWS KMS API Reference, `Name` of "CreateGrant". The token there is a new one each time, and here the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from embedded_aws.gateway.moto_state import find_key, key_arn
from embedded_aws.service import Call, ServiceError
from embedded_aws.services.key_use import CHECKS
from embedded_aws.services.shapes import check_constraints

OPERATIONS = ("CreateGrant",)


class Grants:
    """Makes grants, or finds the one of that name."""

    def __call__(self, params: Mapping[str, Any], call: Call) -> Mapping[str, Any]:
        """Carry out the call; raises ServiceError where there is no such key, or KMS refuses the grant."""
        check_constraints(call)
        CHECKS["kms", call.operation](call)
        key = find_key(str(params["KeyId"]), call.region, call.account)
        if key is None:
            where = key_arn(str(params["KeyId"]), call.region, call.account)
            raise ServiceError("NotFoundException", f"Key '{where}' does not exist", 400)
        wanted = (
            params.get("Name"),
            params.get("GranteePrincipal"),
            params.get("Operations"),
            params.get("Constraints"),
            params.get("RetiringPrincipal"),
        )
        if wanted[0]:
            for held in list(key.grants.values()):
                if wanted == _terms(held):
                    return {"GrantId": held.id, "GrantToken": held.token}
        made = key.add_grant(*wanted)
        return {"GrantId": made.id, "GrantToken": made.token}

    def dump(self) -> object:
        """Nothing of its own."""
        return None

    def load(self, state: Any) -> None:
        """Nothing to take over."""


def _terms(grant: Any) -> tuple[Any, ...]:
    return grant.name, grant.grantee_principal, grant.operations, grant.constraints, grant.retiring_principal
