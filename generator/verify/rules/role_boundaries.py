"""SEC457: a role that services or pipelines work with, without a permissions boundary.

A launch role may go without one where it refuses every change of identities itself; people's roles are limited by what
they are granted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Finding
from generator.iam.lint import statements_of
from generator.verify.rules.template import Template, listed, place, text_of

_WORKING = ("-notebook-execution", "-training", "-endpoint-creation", "-endpoint-hosting", "-endpoint-invocation")
_SAGEMAKER, _LAUNCHER = "sagemaker.", "servicecatalog."


def find(template: Template) -> Iterator[Finding]:
    """Every role that lacks it."""
    for name, properties in template.of("AWS::IAM::Role"):
        if _always_bounded(properties.get("PermissionsBoundary")):
            continue
        trusted = _services(properties)
        works = any(service.startswith(_SAGEMAKER) for service in trusted)
        if works or text_of(properties.get("RoleName")).endswith(_WORKING):
            message = f"the role `{name}` has no permissions boundary: what is attached to it later has no limit"
            yield Finding("SEC457", message, fix="PermissionsBoundary=Ref(…)", path=place(name))
        elif any(service.startswith(_LAUNCHER) for service in trusted) and not _refuses_identity(template, name):
            message = f"the launch role `{name}` has no permissions boundary and does not refuse to change identities"
            yield Finding("SEC457", message, fix="add guardrails.no_identity_change(), or a boundary", path=place(name))


def _always_bounded(boundary: Any) -> bool:
    """Whether there is one in either branch of every choice."""
    match boundary:
        case None | {"Ref": "AWS::NoValue"}:
            return False
        case {"Fn::If": [_, then, otherwise]}:
            return _always_bounded(then) and _always_bounded(otherwise)
    return True


def _services(properties: Mapping[str, Any]) -> list[str]:
    trust = properties.get("AssumeRolePolicyDocument", {})
    principals = [statement.get("Principal") for statement in statements_of(trust)]
    named = [listed(each.get("Service")) for each in principals if isinstance(each, Mapping)]
    return [text_of(service) for services in named for service in services]


def _refuses_identity(template: Template, role: str) -> bool:
    for policy in template.granted(role):
        for statement in statements_of(policy.document):
            denied = statement["Effect"] == "Deny" and not statement.get("Condition")
            if denied and any(text_of(action).startswith(("iam:C", "iam:*")) for action in listed(statement["Action"])):
                return True
    return False
