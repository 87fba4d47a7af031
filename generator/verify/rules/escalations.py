"""SEC498: a grant by which somebody can give himself any permission of the account.

Each of these actions, on every resource and without a condition, leads to an identity that may more: by a policy that
is changed or attached, by a key or a password of another user, by a trust that is opened, or by code that runs as
another role (IAM User Guide, "Security best practices"; each action's page in the Service Authorization Reference).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from generator.diagnostics import Finding
from generator.verify.rules.template import Template, listed, text_of

_IAM = """
AddUserToGroup AttachGroupPolicy AttachRolePolicy AttachUserPolicy CreateAccessKey CreateLoginProfile
CreatePolicyVersion DeleteRolePermissionsBoundary DeleteUserPermissionsBoundary PassRole PutGroupPolicy PutRolePolicy
PutUserPolicy SetDefaultPolicyVersion UpdateAssumeRolePolicy UpdateLoginProfile
"""
_CODE = "glue:UpdateDevEndpoint lambda:UpdateFunctionCode lambda:UpdateFunctionConfiguration ssm:SendCommand"
ACTIONS = (*(f"iam:{name}" for name in _IAM.split()), *_CODE.split())
_HOLDERS = ("AWS::IAM::ManagedPolicy", "AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::UserPolicy")


def find(template: Template) -> Iterator[Finding]:
    """Every such grant; one of everything is SEC467's."""
    limits = template.boundaries()
    for policy in template.policies():
        kind = template.resources[policy.path[1]].get("Type")
        if (kind not in _HOLDERS and "Policies" not in policy.path) or policy.path[1] in limits:
            continue
        for path, statement in policy.statements():
            if found := _opened(statement):
                named = ", ".join(found[:2]) + (f" and {len(found) - 2} more" if len(found) > 2 else "")
                message = f"`{statement.get('Sid', '(no Sid)')}` allows {named} on everything: a way to any permission"
                yield Finding("SEC498", message, fix="name the Resource that is meant, or test a condition", path=path)


def _opened(statement: Mapping[str, Any]) -> list[str]:
    if statement.get("Effect") != "Allow" or statement.get("Condition"):
        return []
    if not any(_is_everything(text_of(each)) for each in listed(statement.get("Resource"))):
        return []
    patterns = [text_of(each).lower() for each in listed(statement.get("Action"))]
    if "*" in patterns:
        return []
    return [name for name in ACTIONS if any(fnmatchcase(name.lower(), pattern) for pattern in patterns)]


def _is_everything(resource: str) -> bool:
    return resource == "*" or resource.endswith((":role/*", ":user/*", ":policy/*", ":function:*", ":iam::*"))
