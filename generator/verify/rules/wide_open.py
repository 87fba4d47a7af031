"""SEC467: a statement that allows everything, or lets everybody in; and AWS's policies that do.

Endpoint policies are SEC453's matter, and a permissions boundary grants nothing. A trust policy for `"AWS": "*"`, or a
bucket, topic or key for everybody, without any condition, is open to each account that there is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Finding
from generator.verify.rules.template import Template, listed, place, text_of

_WIDE = (":iam::aws:policy/AdministratorAccess", ":iam::aws:policy/PowerUserAccess", ":iam::aws:policy/IAMFullAccess")


def find(template: Template) -> Iterator[Finding]:
    """Every such statement, and every role that carries such a policy of AWS."""
    boundaries = template.boundaries()
    for policy in template.policies():
        if template.resources[policy.path[1]].get("Type") == "AWS::EC2::VPCEndpoint" or policy.path[1] in boundaries:
            continue
        for path, statement in policy.statements():
            if statement.get("Effect") == "Allow" and not statement.get("Condition") and (words := _open(statement)):
                message = f"`{statement.get('Sid', '(no Sid)')}` of `{policy.path[1]}` {words}"
                yield Finding("SEC467", message, fix="name what is meant, or test a condition", path=path)
    for role, properties in template.of("AWS::IAM::Role"):
        for index, arn in enumerate(listed(properties.get("ManagedPolicyArns"))):
            if (text := text_of(arn)).endswith(_WIDE) or (":policy/Amazon" in text and text.endswith("FullAccess")):
                message = f"the role `{role}` may do all that {text.rpartition('/')[2]} says, in the whole account"
                path = place(role, "ManagedPolicyArns", str(index))
                yield Finding("SEC467", message, fix="write the statements that it needs", path=path)


def _open(statement: Mapping[str, Any]) -> str:
    principal = statement.get("Principal")
    if principal == "*" or (isinstance(principal, Mapping) and "*" in listed(principal.get("AWS"))):
        return "lets everybody in, of every account"
    wide = "*" in listed(statement.get("Action")) and "*" in listed(statement.get("Resource"))
    return "allows every action on everything" if wide and principal is None else ""
