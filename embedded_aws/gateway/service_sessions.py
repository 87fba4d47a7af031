"""A service that takes a role: the role's trust policy must name it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from embedded_aws.gateway.principals import named_policy
from embedded_aws.service import ServiceError
from generator.iam.evaluate import PolicySet, Request, decide


def check_trust(role: Any, service: str, source: Mapping[str, str]) -> None:
    """Raise ServiceError where the role's trust policy does not let the service principal assume it."""
    context = {
        "aws:SourceAccount": role.account_id,
        "aws:CurrentTime": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "aws:PrincipalIsAWSService": "true",
        "aws:PrincipalServiceName": service,
        "aws:SecureTransport": "true",
        **source,
    }
    request = Request(service, "sts:AssumeRole", role.arn, role.account_id, context)
    trust = named_policy(f"trust policy of {role.arn}", role.assume_role_policy_document)
    if not decide(request, PolicySet(resource=trust)).allowed:
        raise ServiceError("ValidationError", f"Role {role.arn} is invalid or cannot be assumed", 400)
