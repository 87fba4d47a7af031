"""A log group's own resource policy, which moto (5.2) lacks: it takes a policy with a `resourceArn` for the account's.

Source: botocore's model of PutResourcePolicy: an account has at most ten policies in a region, and each group may have
one of its own, which counts apart; the only actions are those that write. The policy lies on moto's group and goes
with it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from moto.logs.models import logs_backends

from embedded_aws.service import Call, ServiceError
from embedded_aws.services.shapes import check_shapes

OPERATIONS = ("PutResourcePolicy", "DeleteResourcePolicy", "DescribeResourcePolicies")
_HELD = "own_resource_policy"
_ACTIONS = {"logs:PutLogEvents", "logs:CreateLogStream"}


class LogPolicies:
    """The three operations on resource policies, where they name a log group."""

    def claims(self, params: Mapping[str, Any]) -> bool:
        """The account's policies are moto's."""
        return "resourceArn" in params or params.get("policyScope") == "RESOURCE"

    def __call__(self, params: Mapping[str, Any], call: Call) -> Mapping[str, Any]:
        """Put, delete or describe the policy of one group; raises ServiceError."""
        check_shapes(call, params)
        if "resourceArn" not in params:
            raise _invalid("resourceArn is required with the policy scope RESOURCE")
        arn = str(params["resourceArn"]).removesuffix(":*")
        group = logs_backends[call.account][call.region].groups.get(arn.split(":log-group:")[-1])
        if group is None:
            raise ServiceError("ResourceNotFoundException", "The specified log group does not exist.", 400)
        held = getattr(group, _HELD, None)
        if call.operation == "DescribeResourcePolicies":
            return {"resourcePolicies": [held] if held else []}
        if call.operation == "DeleteResourcePolicy":
            if held is None:
                raise ServiceError("ResourceNotFoundException", "The log group has no resource policy.", 400)
            setattr(group, _HELD, None)
            return {}
        made = _policy(arn, str(params.get("policyDocument", "")))
        setattr(group, _HELD, made)
        return {"resourcePolicy": made, "revisionId": made["revisionId"]}

    def dump(self) -> object:
        """Nothing of its own."""
        return None

    def load(self, state: Any) -> None:
        """Nothing to take over."""


def policy_of(group: Any) -> str | None:
    """The text of the policy of one of moto's log groups."""
    held = getattr(group, _HELD, None)
    return str(held["policyDocument"]) if held else None


def _policy(arn: str, text: str) -> dict[str, Any]:
    try:
        statements = json.loads(text)["Statement"]
    except (ValueError, KeyError, TypeError):
        raise _invalid("The policy document is not valid") from None
    for statement in statements if isinstance(statements, list) else [statements]:
        actions = statement.get("Action", [])
        if not ({actions} if isinstance(actions, str) else set(actions)) <= _ACTIONS:
            raise _invalid("A resource policy admits logs:PutLogEvents and logs:CreateLogStream only")
    return {
        "policyDocument": text,
        "lastUpdatedTime": int(time.time() * 1000),
        "policyScope": "RESOURCE",
        "resourceArn": arn,
        "revisionId": uuid4().hex,
    }


def _invalid(message: str) -> ServiceError:
    return ServiceError("InvalidParameterException", message, 400)
