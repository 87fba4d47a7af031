"""What AWS's services may do: assume a role, use a bucket or key by its own policy, and work with a role.

Each is decided by `generator.iam.evaluate`, as the calls of any other principal are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from embedded_aws.gateway.authorization.arns import find_arns
from embedded_aws.gateway.authorization.context import build_context
from embedded_aws.gateway.authorization.permissions import ALONE, OUTSIDE, action_of, no_tags, refusal_of
from embedded_aws.gateway.callers import find_role, named_policy, policies_of, service_session, trust_of
from embedded_aws.gateway.moto_state import ec2_of
from embedded_aws.service import NO_KEYS, Call, ServiceError
from generator.iam.evaluate import PolicySet, Request, decide, explain
from generator.iam.on_behalf import Need

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
    if not may_service(service, "sts:AssumeRole", role.arn, role.account_id, trust_of(role), context):
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
    action = action_of(service, name, params)
    resources = find_arns(action, params, region, role.account_id)
    return _call(role, principal, name, params, region, action, resources)


def refusal_of_need(need: Need, principal: str, params: Mapping[str, Any], region: str, vpc: str = "") -> str | None:
    """As `refusal_of_role`, for what the table of calls on behalf asks of the role that it names.

    `params` are the ones that condition keys are read from. Where the call comes out of a VPC, it comes through the
    endpoint that this VPC has for the service. A role that is not there is nobody's refusal here.
    """
    role = find_role(str(need.role))
    if role is None:
        return None
    service, _, name = need.action.partition(":")
    if service == "s3":
        bucket, _, key = need.resource.split(":::", 1)[-1].partition("/")
        params = {"Bucket": bucket, **({"Key": key} if key else {})}
    call = _call(role, principal, name, params, region, need.action, (need.resource,))
    keys: dict[str, str | Sequence[str]] = dict(need.context)
    if need.row.from_vpc and vpc:
        keys["aws:SourceVpc"] = vpc
        for found in _endpoints(role.account_id, region, vpc, service):
            keys["aws:SourceVpce"] = found
    return refusal_of(call, replace(ALONE, keys=keys))


def _endpoints(account: str, region: str, vpc: str, service: str) -> Iterator[str]:
    for endpoint in list(ec2_of(account, region).vpc_end_points.values()):
        if endpoint.vpc_id == vpc and str(endpoint.service_name).endswith(f".{service}"):
            yield str(endpoint.id)


def _call(
    role: Any,
    principal: str,
    operation: str,
    params: Mapping[str, Any],
    region: str,
    action: str,
    resources: tuple[str, ...],
) -> Call:
    return Call(
        service=action.partition(":")[0],
        operation=operation,
        account=role.account_id,
        region=region,
        caller=service_session(role, principal),
        keys=NO_KEYS,
        request_id="",
        params=params,
        action=action,
        resources=resources,
        source_ip=OUTSIDE,
        user_agent=principal,
    )
