"""SageMaker jobs and models: the role that they run under must trust SageMaker."""

from __future__ import annotations

from generator.local.front.shims.notebook_network import check_network
from generator.local.front.wire import Parsed
from generator.local.service import Call


def check_job(parsed: Parsed, call: Call) -> None:
    """Raise AwsFault where the role is not there or does not trust SageMaker."""
    role = parsed.params.get("RoleArn") or parsed.params.get("ExecutionRoleArn")
    if role:
        check_network({"RoleArn": role}, call)
