"""Roles that launches make: under one path and one permissions boundary, so that none is more than was meant.

Source: IAM User Guide, "Permissions boundaries for IAM entities", "Delegating responsibility to others using
permissions boundaries". The four actions that give a role something carry `iam:PermissionsBoundary` (Service
Authorization Reference, AWS IAM); those that only take, or change who may assume it, are held to the path, where every
role was made under the boundary.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from awacs.aws import Statement

from generator.iam.actions import matching
from generator.iam.conditions import string_not_equals
from generator.iam.guardrails import no_identity_change
from generator.iam.statements import allow, but, deny, plain_policy
from generator.model.launch_role import LAUNCH_PATH, MADE_BOUNDARY, MADE_PATH, SHARED_PREFIX, LaunchStatement

BOUNDARY_KEY = "iam:PermissionsBoundary"
BOUNDED = ("iam:AttachRolePolicy", "iam:CreateRole", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy")
"""What gives a role something: only with the boundary."""
ROLES = (
    "iam:DeleteRole",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",
    "iam:TagRole",
    "iam:UntagRole",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateRole",
    "iam:UpdateRoleDescription",
)
"""What changes or takes away a role, and gives it nothing."""
POLICIES = (
    "iam:CreatePolicy",
    "iam:CreatePolicyVersion",
    "iam:DeletePolicy",
    "iam:DeletePolicyVersion",
    "iam:SetDefaultPolicyVersion",
    "iam:TagPolicy",
    "iam:UntagPolicy",
)
"""What makes, changes or takes away a policy."""
READS = ("Get", "List", "Simulate", "Generate")
_IAM = "arn:${AWS::Partition}:iam::${AWS::AccountId}"
_PLACES = {
    **dict.fromkeys((*BOUNDED, *ROLES), f"{_IAM}:role{MADE_PATH}"),
    **dict.fromkeys(POLICIES, f"{_IAM}:policy{MADE_PATH}"),
}
MADE_BOUNDARY_ARN = f"{_IAM}:policy{LAUNCH_PATH}{MADE_BOUNDARY}"


def is_delegated(action: str) -> bool:
    """Whether a launch role may do it at all, to roles and policies that launches make."""
    return action in _PLACES


def place_of(action: str) -> str:
    """How the ARNs begin that a launch role may do it to."""
    return _PLACES[action]


def find_unbounded(statement: LaunchStatement, actions: Sequence[str]) -> tuple[str, str] | None:
    """(Why, fix) where the statement allows one of the actions elsewhere, or without the boundary."""
    for action in actions:
        place = place_of(action)
        outside = next((arn for arn in statement.on if not arn.startswith(place)), None)
        if outside is not None:
            return f"on {outside}", f'on: "{place}*"'
        if action in BOUNDED and not _is_bounded(statement):
            return "under any boundary", f'when: {{ StringEquals: {{ "{BOUNDARY_KEY}": "{MADE_BOUNDARY_ARN}" }} }}'
    return None


def _is_bounded(statement: LaunchStatement) -> bool:
    return any(
        key.lower() == BOUNDARY_KEY.lower() and tuple(values) == (MADE_BOUNDARY_ARN,)
        for operator in ("StringEquals", "ArnEquals")
        for key, values in statement.when.get(operator, {}).items()
    )


def launch_boundary() -> dict[str, Any]:
    """What no launch role can do, whatever its policy says; account and partition are left as `${…}`."""
    return _document(
        no_identity_change(*_reads(), *_PLACES, "iam:CreateServiceLinkedRole"),
        deny("DenyIdentityElsewhere", sorted(_PLACES), but(f"{_IAM}:role{MADE_PATH}*", f"{_IAM}:policy{MADE_PATH}*")),
        deny("DenyUnboundedRoles", BOUNDED, "*", string_not_equals(BOUNDARY_KEY, MADE_BOUNDARY_ARN)),
    )


def made_boundary() -> dict[str, Any]:
    """What no role can do that a launch made, whatever is attached to it."""
    return _document(no_identity_change(*_reads(), "iam:CreateServiceLinkedRole"))


def _document(*limits: Statement) -> dict[str, Any]:
    document = plain_policy(
        allow("Everything", "*", "*"),
        *limits,
        # Passed on to a constraint of another product, a launch role launches what nobody released for it.
        deny("DenyPassingLaunchRoles", "iam:PassRole", (f"{_IAM}:role{LAUNCH_PATH}*", f"{_IAM}:role/{SHARED_PREFIX}*")),
        deny("DenyBecomingAnother", ("sts:AssumeRole", "sts:GetFederationToken"), "*"),
    )
    # The extract of actions holds neither service, and awacs's statements are held to it.
    limit = {"Sid": "DenyAccountAndOrganization", "Effect": "Deny", "Action": ["account:*", "organizations:*"]}
    document["Statement"].append({**limit, "Resource": "*"})
    return document


def _reads() -> list[str]:
    return [name for name in matching("iam:*") if name.removeprefix("iam:").startswith(READS)]
