"""A role that Lambda, or EC2's flow logs, get: it must be there, trust the service, and be seen by it; moto knows half.

Sources: Lambda API, "CreateFunction"; the sentences are AWS's own, as hashicorp/terraform-provider-aws waits for them.
"""

from __future__ import annotations

from embedded_aws.gateway.callers import find_seen_role
from embedded_aws.gateway.service_principals import check_trust
from embedded_aws.service import Call, ServiceError

LAMBDA = "lambda.amazonaws.com"
FLOW_LOGS = "vpc-flow-logs.amazonaws.com"
NEW = "fl-00000000000000000"
"""A flow log that has no id yet: a trust policy can name a pattern only."""


def check_function_role(call: Call) -> None:
    """Raises ServiceError where Lambda cannot assume the function's role."""
    if call.params.get("Role"):
        words = "The role defined for the function cannot be assumed by Lambda."
        source = f"arn:aws:lambda:{call.region}:{call.account}:function:{call.params['FunctionName']}"
        _check(str(call.params["Role"]), (LAMBDA, source), call, ("InvalidParameterValueException", words))


def check_flow_log_role(call: Call) -> None:
    """Raises ServiceError where flow logs cannot be delivered under the role."""
    if call.params.get("DeliverLogsPermissionArn"):
        words = ("InvalidParameter", "Unable to assume given IAM role")
        source = f"arn:aws:ec2:{call.region}:{call.account}:vpc-flow-log/{NEW}"
        _check(str(call.params["DeliverLogsPermissionArn"]), (FLOW_LOGS, source), call, words)


def _check(arn: str, asker: tuple[str, str], call: Call, words: tuple[str, str]) -> None:
    """`asker` is the service and the ARN of what it works for. A role of another account is moto's to refuse."""
    if f"::{call.account}:role/" not in arn:
        return
    role = find_seen_role(arn)
    try:
        if role is None:
            raise ServiceError(*words, 400)
        service, source = asker
        check_trust(role, service, {"aws:SourceArn": source})
    except ServiceError as refused:
        raise ServiceError(*words, 400) from refused
