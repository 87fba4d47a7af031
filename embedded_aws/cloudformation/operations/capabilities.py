"""Capabilities: what a caller must acknowledge before a template with IAM resources or macros is used.

Source: `CreateStack`, parameter Capabilities, in the API reference.
"""

from __future__ import annotations

from collections.abc import Sequence

from embedded_aws.cloudformation.errors import invalid
from embedded_aws.service import ServiceError
from generator.cloudformation.template.document import Template

CAPABILITIES = ("CAPABILITY_AUTO_EXPAND", "CAPABILITY_IAM", "CAPABILITY_NAMED_IAM")
ACKNOWLEDGED = {
    "AWS::IAM::AccessKey": (),
    "AWS::IAM::Group": ("GroupName",),
    "AWS::IAM::InstanceProfile": ("InstanceProfileName",),
    "AWS::IAM::ManagedPolicy": ("ManagedPolicyName",),
    "AWS::IAM::Policy": (),
    "AWS::IAM::Role": ("RoleName",),
    "AWS::IAM::RolePolicy": (),
    "AWS::IAM::User": ("UserName",),
    "AWS::IAM::UserToGroupAddition": (),
}


def needed_capabilities(template: Template) -> tuple[list[str], str]:
    """The capabilities that a template needs, and why."""
    types = {one["Type"]: one.get("Properties") or {} for one in template.resources.values()}
    iam = sorted(name for name in types if name in ACKNOWLEDGED)
    named = any(
        key in (one.get("Properties") or {})
        for one in template.resources.values()
        for key in ACKNOWLEDGED.get(one["Type"], ())
    )
    needed = ["CAPABILITY_NAMED_IAM" if named else "CAPABILITY_IAM"] if iam else []
    if template.transforms:
        needed.append("CAPABILITY_AUTO_EXPAND")
    reason = f"The following resource(s) require capabilities: [{', '.join(iam)}]" if iam else ""
    return needed, reason


def check_capabilities(template: Template, given: Sequence[str]) -> None:
    """Raises InsufficientCapabilitiesException where one is not acknowledged, ValidationError for an unknown one."""
    if unknown := sorted(set(given) - set(CAPABILITIES)):
        raise invalid(
            f"1 validation error detected: Value '[{', '.join(unknown)}]' at 'capabilities' failed to satisfy "
            f"constraint: Member must satisfy constraint: [Member must satisfy enum value set: "
            f"[{', '.join(CAPABILITIES)}]]"
        )
    needed, _ = needed_capabilities(template)
    granted = {*given, *(["CAPABILITY_IAM"] if "CAPABILITY_NAMED_IAM" in given else [])}
    if missing := [name for name in needed if name not in granted]:
        raise ServiceError("InsufficientCapabilitiesException", f"Requires capabilities : [{', '.join(missing)}]")
