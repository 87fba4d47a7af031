"""AWS's own managed policies, with the documents that moto ships: each comes into an account when it is first named.

moto can hold all of them in every account from its start: 1,500 objects, which every snapshot would hold, too. Only a
list of AWS's policies needs them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from moto.iam.models import AWSManagedPolicy, iam_backends

from embedded_aws.service import PARTITION, Call, ServiceError
from generator.iam.managed_policies import read_managed

NAMING = (
    "AttachGroupPolicy",
    "AttachRolePolicy",
    "AttachUserPolicy",
    "CreateRole",
    "CreateUser",
    "GetPolicy",
    "GetPolicyVersion",
    "ListEntitiesForPolicy",
    "ListPolicies",
    "ListPolicyTags",
    "ListPolicyVersions",
    "PutRolePermissionsBoundary",
)
CHANGING = (
    "CreatePolicyVersion",
    "DeletePolicy",
    "DeletePolicyVersion",
    "SetDefaultPolicyVersion",
    "TagPolicy",
    "UntagPolicy",
)
_OF_AWS = f"arn:{PARTITION}:iam::aws:policy"


def bring_in(call: Call) -> None:
    """Put what an operation names of AWS's policies into the caller's account; one that there is not stays unknown."""
    if call.operation == "ListPolicies":
        wanted = list(_documents()) if call.params.get("Scope", "All") != "Local" else []
    else:
        arn = str(call.params.get("PolicyArn") or call.params.get("PermissionsBoundary") or "")
        wanted = [arn.removeprefix(_OF_AWS)] if arn.startswith(_OF_AWS) else []
    for path in wanted:
        _bring_in(call.account, path)


def refuse_change(call: Call) -> None:
    """Raises ServiceError for a change of a policy of AWS; the sentence is known from reports of Terraform's users."""
    if str(call.params.get("PolicyArn", "")).startswith(_OF_AWS):
        raise ServiceError("AccessDenied", "Policy is outside your own account.", 403)


def _bring_in(account: str, path: str) -> None:
    backend: Any = iam_backends[account][PARTITION]
    if path in _documents() and f"{_OF_AWS}{path}" not in backend.managed_policies:
        policy = AWSManagedPolicy.from_data(path.rpartition("/")[2], account, PARTITION, dict(_documents()[path]))
        backend.aws_managed_policies.append(policy)
        backend.managed_policies[policy.arn] = policy


@cache
def _documents() -> Mapping[str, Mapping[str, Any]]:
    """Path and name, `/service-role/AWSLambdaBasicExecutionRole` → what moto knows; read with the first one named."""
    return {f"{found['Path']}{name}": found for name, found in read_managed().items()}
