"""What AWS's services may do: assume a role, use a bucket or key by its own policy, and work with a role.

Each is decided by `generator.iam.evaluate`, as the calls of any other principal are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from embedded_aws.gateway.authorization.arns import find_arns
from embedded_aws.gateway.authorization.context import build_context
from embedded_aws.gateway.authorization.permissions import action_of, no_tags, refusal_of
from embedded_aws.gateway.callers import named_policy, policies_of, read_tags
from embedded_aws.service import NO_KEYS, Call, Caller, ServiceError
from generator.iam.evaluate import PolicySet, Request, decide, explain

OUTSIDE = "192.0.2.10"
"""Services call from networks of their own."""
Context = Mapping[str, str | Sequence[str]]


def may_service(service: str, action: str, resource: str, owner: str, policy: Any, context: Context) -> bool:
    """Whether the policy of a resource (a document, its text, or nothing) lets a service principal do one thing.

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


def check_trust(role: Any, service: str, source: Mapping[str, str]) -> None:
    """Raise ServiceError where the role's trust policy does not let the service principal assume it."""
    context = {"aws:SourceAccount": role.account_id, **source}
    trust = role.assume_role_policy_document
    if not may_service(service, "sts:AssumeRole", role.arn, role.account_id, trust, context):
        raise ServiceError("ValidationError", f"Role {role.arn} is invalid or cannot be assumed", 400)


def refusal_of_role(role: Any, principal: str, operation: str, params: Mapping[str, Any], region: str) -> str | None:
    """AWS's sentence where moto's role does not let a service principal call an operation; None where it does.

    `operation` is such as `ec2:CreateNetworkInterface`; nothing of the call ever travels.
    """
    return refusal_of(_call_of_role(role, principal, operation, params, region))


def refusal_of_image(role: Any, repository: str, region: str) -> str | None:
    """AWS's sentence where a role's own policies do not let SageMaker pull from a repository (an ARN) as the role.

    Whether the repository's account lets it is not known here: AWS's own ones let everybody.
    """
    call = _call_of_role(role, "sagemaker.amazonaws.com", "ecr:BatchGetImage", {}, region)
    context = build_context(call, call.action, repository, repository.split(":")[4], {}, no_tags)
    request = Request(call.caller.arn, call.action, repository, role.account_id, context)
    decision = decide(request, policies_of(call.caller))
    return None if decision.allowed else explain(decision, request)


def _call_of_role(role: Any, principal: str, operation: str, params: Mapping[str, Any], region: str) -> Call:
    service, _, name = operation.partition(":")
    session = principal.partition(".")[0]
    caller = Caller(
        account=role.account_id,
        arn=f"arn:aws:sts::{role.account_id}:assumed-role/{role.name}/{session}",
        kind="role",
        user_id=f"{role.id}:{session}",
        role_arn=role.arn,
        session_name=session,
        name=role.name,
        tags=read_tags(role.tags),
    )
    action = action_of(service, name, params)
    return Call(
        service=service,
        operation=name,
        account=role.account_id,
        region=region,
        caller=caller,
        keys=NO_KEYS,
        request_id="",
        params=params,
        action=action,
        resources=find_arns(action, params, region, role.account_id),
        source_ip=OUTSIDE,
        user_agent=principal,
    )
