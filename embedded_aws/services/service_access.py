"""What a service principal may do with a bucket or a key by that resource's own policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from embedded_aws.gateway.principals import named_policy
from generator.iam.evaluate import PolicySet, Request, decide

Context = Mapping[str, str | Sequence[str]]


def may_service(service: str, action: str, resource: str, owner: str, policy: Any, context: Context) -> bool:
    """Whether a resource's policy (a document, its text, or nothing) lets a service do one thing.

    `context` holds the condition keys of this call; what is true of every call of a service is added here.
    """
    if not policy:
        return False
    keys = {
        "aws:SecureTransport": "true",
        "aws:PrincipalIsAWSService": "true",
        "aws:PrincipalServiceName": service,
        "aws:CurrentTime": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        **context,
    }
    policies = PolicySet(resource=named_policy(f"policy of {resource}", policy))
    return decide(Request(service, action, resource, owner, keys), policies).allowed
