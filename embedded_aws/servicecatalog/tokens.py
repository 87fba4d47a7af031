"""Idempotency tokens: the same question with the same token gets the same answer, another question is refused."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable

from embedded_aws.servicecatalog.refusals import invalid
from embedded_aws.servicecatalog.request_context import Answer, Params, RequestContext
from embedded_aws.servicecatalog.state import Spent

_MEMBERS = ("IdempotencyToken", "ProvisionToken", "UpdateToken", "TerminateToken", "ExecuteToken")

InFlight = set[tuple[str, str, str, str]]


def answer_once(context: RequestContext, params: Params, flying: InFlight, work: Callable[[], Answer]) -> Answer:
    """Do the work unless its token was spent on it already; a twin in flight is waited for."""
    token = next((params[member] for member in _MEMBERS if params.get(member)), None)
    if token is None:
        return work()
    key = (context.call.account, context.call.region, context.call.operation, token)
    context.lock.wait_for(lambda: key not in flying)
    if spent := context.catalog.tokens.get(key[2:]):
        return _repeat(spent, params, token)
    flying.add(key)
    try:
        answer = work()
        context.catalog.tokens[key[2:]] = Spent(_asked(params), copy.deepcopy(answer))
        return answer
    finally:
        flying.discard(key)
        context.lock.notify_all()


def _repeat(spent: Spent, params: Params, token: str) -> Answer:
    if spent.asked != _asked(params):
        raise invalid(f"The idempotency token {token} was already used with different parameters.")
    return copy.deepcopy(dict(spent.answer))


def _asked(params: Params) -> str:
    rest = {name: value for name, value in params.items() if name not in _MEMBERS}
    return json.dumps(rest, sort_keys=True, default=str)
