"""The decision: IAM's layers put together for the project's own evaluator, and AWS's sentence where it says no."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from embedded_aws.gateway.authorization.asks import Ask
from embedded_aws.gateway.authorization.circumstances import Circumstances, VpcEndpoint, global_keys
from embedded_aws.gateway.authorization.names import PREFIX
from embedded_aws.gateway.authorization.resource_policies import find_policy
from embedded_aws.gateway.authorization.service_keys import find_service_keys
from embedded_aws.gateway.authorization.tags import find_request_tags, find_resource_tags, find_tag_keys
from embedded_aws.gateway.principals import Principal, named_policy, read_policies
from embedded_aws.service import ServiceError
from generator.iam.evaluate import (
    Decision,
    NamedPolicy,
    Outcome,
    PolicyNotUnderstood,
    PolicySet,
    Request,
    decide,
    explain,
)

EVERYTHING = NamedPolicy(
    "the account's root", {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
)
FULL_ACCESS: Mapping[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}],
}


def refusal_of(
    ask: Ask, principal: Principal, way: Circumstances, more: Mapping[str, str | list[str]] | None = None
) -> str | None:
    """AWS's sentence where the answer is no; None where it is yes."""
    answers = [_decide(ask, resource, principal, way, more or {}) for resource in (ask.resource, *ask.spellings)]
    explicit = [one for one in answers if one[1].outcome is Outcome.EXPLICITLY_DENIED]
    if not explicit and any(decision.allowed for _, decision in answers):
        return None
    request, decision = explicit[0] if explicit else answers[0]
    return explain(decision, request)


def _decide(
    ask: Ask, resource: str, principal: Principal, way: Circumstances, more: Mapping[str, str | list[str]]
) -> tuple[Request, Decision]:
    context = build_context(ask, resource, principal, way)
    request = Request(principal.arn, ask.action, resource, ask.account, {**context, **more})
    try:
        return request, decide(request, _policies(ask, resource, principal, way))
    except PolicyNotUnderstood as error:
        raise ServiceError("NotImplemented", f"A policy is not part of the embedded AWS's IAM: {error}", 501) from error


def build_context(
    ask: Ask, resource: str, principal: Principal, way: Circumstances
) -> Mapping[str, str | Sequence[str]]:
    """The condition context of one question."""
    service = ask.action.partition(":")[0]
    context = global_keys(principal, way, ask.account)
    context.update(find_service_keys(ask.action, resource, ask.params, way.region, ask.account))
    if service == "kms":
        context["kms:CallerAccount"] = principal.account
    if service == "kms" and principal.session.via:
        name = principal.session.via[-1].removesuffix(".amazonaws.com")
        context["kms:ViaService"] = f"{name}.{way.region}.amazonaws.com"
    for key, value in find_request_tags(ask.params).items():
        context[f"aws:RequestTag/{key}"] = value
    keys = find_tag_keys(ask.params)
    if keys:
        context["aws:TagKeys"] = keys
    tags = {**find_resource_tags(resource, way.region, ask.account), **way.tags_of(resource)}
    for key, value in tags.items():
        context[f"aws:ResourceTag/{key}"] = context[f"{service}:ResourceTag/{key}"] = value
    return {**context, **ask.extra}


def _policies(ask: Ask, resource: str, principal: Principal, way: Circumstances) -> PolicySet:
    held = read_policies(principal)
    endpoint = (_endpoint_policy(way.endpoint),) if way.endpoint and _passes(ask, way.endpoint) else None
    own = find_policy(ask.action, resource, way.region, ask.account) if ask.action != "iam:PassRole" else None
    if held is None:
        return PolicySet(identity=(EVERYTHING,), resource=own, endpoint=endpoint)
    return PolicySet(
        identity=held.identity,
        resource=own,
        boundary=held.boundary,
        session=_merged(held.session),
        endpoint=endpoint,
    )


def _passes(ask: Ask, endpoint: VpcEndpoint) -> bool:
    """What a service asks another one for its caller (S3 asks KMS) does not go through the caller's endpoint."""
    return ask.action.startswith(f"{PREFIX.get(endpoint.service, endpoint.service)}:")


def _endpoint_policy(endpoint: VpcEndpoint) -> NamedPolicy:
    return named_policy(f"policy of {endpoint.id}", endpoint.policy or FULL_ACCESS)


def _merged(policies: tuple[NamedPolicy, ...]) -> NamedPolicy | None:
    """Several session policies allow what any of them allows, and deny what any of them denies."""
    if not policies:
        return None
    statements: list[Any] = []
    for policy in policies:
        held = policy.document.get("Statement", [])
        statements.extend(held if isinstance(held, list) else [held])
    return NamedPolicy("session policy", {"Version": "2012-10-17", "Statement": statements})
