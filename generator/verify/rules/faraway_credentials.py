"""SEC435: credentials that SageMaker gives to people's code, and that work from anywhere.

Whoever copies them out of a notebook could push code, read parameters or start jobs from home. What SageMaker itself
does with the role comes from its own network: interfaces, images, keys and logs, which are therefore left out here.
Source of the keys: IAM User Guide, "AWS global condition context keys" (aws:SourceVpc, aws:SourceVpce).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from generator.diagnostics import Finding
from generator.iam.lint import statements_of
from generator.verify.rules.template import Template, keys_of, listed, place, text_of

SERVICES = ("codeartifact", "codecommit", "sagemaker", "ssm")
"""What people's code calls by itself, over the endpoints of the network."""
_NETWORK = {"aws:sourcevpc", "aws:sourcevpce"}


def find(template: Template) -> Iterator[Finding]:
    """Every role of people's code, in a template with a network, that may call these from outside of it."""
    if not list(template.of("AWS::EC2::VPCEndpoint")):
        return
    for name, role in template.of("AWS::IAM::Role"):
        if not _is_sagemakers(role):
            continue
        statements = [each for policy in template.granted(name) for each in statements_of(policy.document)]
        allowed = {service for each in statements if _opens(each) for service in _services(each)}
        refused = {service for each in statements if _refuses(each) for service in _whole(each)}
        for service in sorted(allowed - refused):
            message = f"what `{name}` may do in {service} works with its credentials from anywhere"
            fix = f"deny {service}:* where aws:SourceVpc is not the network"
            yield Finding("SEC435", message, fix=fix, path=place(name))


def _is_sagemakers(role: Mapping[str, Any]) -> bool:
    trusted = [each.get("Principal") for each in statements_of(role.get("AssumeRolePolicyDocument", {}))]
    services = [service for each in trusted if isinstance(each, Mapping) for service in listed(each.get("Service"))]
    return any(text_of(service).startswith("sagemaker.") for service in services)


def _opens(statement: Mapping[str, Any]) -> bool:
    return bool(statement["Effect"] == "Allow" and not keys_of(statement) & _NETWORK)


def _refuses(statement: Mapping[str, Any]) -> bool:
    """Whether a statement refuses it from elsewhere, or everywhere."""
    everything = "*" in listed(statement.get("Resource"))
    always = not statement.get("Condition")
    return bool(statement["Effect"] == "Deny" and everything and (always or keys_of(statement) & _NETWORK))


def _services(statement: Mapping[str, Any]) -> set[str]:
    patterns = [text_of(action) for action in listed(statement.get("Action"))]
    return {name for name in SERVICES for each in patterns if each == "*" or each.partition(":")[0] == name}


def _whole(statement: Mapping[str, Any]) -> set[str]:
    patterns = [text_of(action) for action in listed(statement.get("Action"))]
    return {name for name in SERVICES if any(fnmatchcase(f"{name}:AnyAction", each) for each in patterns)}
