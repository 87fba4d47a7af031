"""Operations about stack policies, and how requests give one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from embedded_aws.cloudformation.engine.stack_policy import check_policy
from embedded_aws.cloudformation.errors import invalid
from embedded_aws.cloudformation.operations.answers import Answer, present
from embedded_aws.cloudformation.operations.request_context import RequestContext, read_url
from embedded_aws.service import Call

LIMIT = 16_384
"""Bytes of a policy (`SetStackPolicy`, StackPolicyBody and StackPolicyURL, in the API reference)."""


def read_policy(
    context: RequestContext, params: Mapping[str, Any], call: Call, name: str = "StackPolicy"
) -> str | None:
    """The policy that a request gives by its text or its URL, if it gives one; raises ServiceError."""
    body, url = params.get(f"{name}Body"), params.get(f"{name}URL")
    if body and url:
        raise invalid(f"You cannot specify both {name}URL and {name}Body")
    text = read_url(context, str(url), call, f"{name}URL") if url else body
    if text is None:
        return None
    if len(str(text).encode()) > LIMIT:
        raise invalid(f"Stack policy may not exceed {LIMIT} bytes in size.")
    check_policy(str(text))
    return str(text)


def set_policy(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """SetStackPolicy."""
    stack = context.stack(params, call)
    policy = read_policy(context, params, call)
    with context.store.lock:
        stack.policy = policy or stack.policy
    return {}


def show_policy(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """GetStackPolicy: while an update runs, the one that counts during it."""
    stack = context.stack(params, call)
    return present(StackPolicyBody=stack.policy_during or stack.policy)
