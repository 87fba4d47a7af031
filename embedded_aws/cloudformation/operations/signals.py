"""SignalResource: what a machine says to the condition with a creation policy that waits for it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from embedded_aws.cloudformation.errors import invalid
from embedded_aws.cloudformation.operations.answers import Answer
from embedded_aws.cloudformation.operations.request_context import RequestContext
from embedded_aws.cloudformation.providers.condition import signal_token
from embedded_aws.service import Call


def signal_resource(context: RequestContext, params: Mapping[str, Any], call: Call) -> Answer:
    """SignalResource; raises ServiceError where the resource does not wait."""
    stack, name = context.stack(params, call), params["LogicalResourceId"]
    if (resource := stack.resources.get(name)) is None:
        raise invalid(f"Resource {name} does not exist for stack {stack.name}")
    signal = {"Status": params["Status"], "UniqueId": params["UniqueId"]}
    if not context.store.answers.take(signal_token(stack.stack_id, name), json.dumps(signal).encode()):
        raise invalid(f"Resource {name} is in {resource.status} state and cannot be signaled")
    return {}
