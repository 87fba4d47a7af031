"""SEC453: an endpoint whose policy lets foreign credentials, or any action, through: a way out for data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Finding
from generator.verify.rules.template import Policy, Template, keys_of, listed, place, text_of

_WHO = {"aws:principalaccount", "aws:principalarn", "aws:principalorgid", "aws:principalorgpaths"}
_LAYERS = "-starport-layer-bucket"
"""Amazon ECR reads image layers by presigned URLs, which carry no principal of ours (ECR User Guide, "Amazon ECR
interface VPC endpoints")."""


def find(template: Template) -> Iterator[Finding]:
    """Every endpoint without a policy, and every statement that is open."""
    for name, properties in template.of("AWS::EC2::VPCEndpoint"):
        policy = properties.get("PolicyDocument")
        if not isinstance(policy, Mapping):
            message = f"`{name}` has no policy, which lets everybody do everything through it"
            yield Finding("SEC453", message, fix="give it a policy that says who may do what", path=place(name))
            continue
        for path, statement in Policy(place(name, "PolicyDocument"), policy).statements():
            if statement["Effect"] == "Allow" and (why := _open(statement)):
                message = f"`{statement.get('Sid', '(no Sid)')}` of `{name}` lets {why} through"
                fix = "StringEquals aws:PrincipalAccount, and the actions written out"
                yield Finding("SEC453", message, fix=fix, path=path)


def _open(statement: Mapping[str, Any]) -> str | None:
    actions = [text_of(action) for action in listed(statement.get("Action"))]
    if not actions or any(action == "*" or action.endswith(":*") for action in actions):
        return "every action of a service"
    if statement.get("Principal") == "*" and not keys_of(statement) & _WHO and not _layers(statement, actions):
        return "anybody's credentials"
    return None


def _layers(statement: Mapping[str, Any], actions: list[str]) -> bool:
    resources = [text_of(resource) for resource in listed(statement.get("Resource"))]
    return actions == ["s3:GetObject"] and all(_LAYERS in resource for resource in resources)
