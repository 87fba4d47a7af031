"""AWS's own managed policies by name, from the data that moto brings where it is installed.

A product's permission snapshot does not use it: what is frozen must not depend on what is installed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from generator.diagnostics import Finding, Severity
from generator.iam.evaluate import NamedPolicy
from generator.iam.managed_policies import read_managed
from generator.iam.permissions.template_policies import TemplatePolicies
from generator.iam.roles import DeployedRole
from generator.manifest.suggestions import suggest


def with_managed(policies: TemplatePolicies) -> tuple[TemplatePolicies, list[Finding]]:
    """The roles with the documents of AWS's managed policies; findings for those that do not exist, or are not read."""
    findings: list[Finding] = []
    roles = {name: _with_documents(policies, role, findings) for name, role in policies.roles.items()}
    return replace(policies, roles=roles), findings


def _with_documents(policies: TemplatePolicies, role: DeployedRole, findings: list[Finding]) -> DeployedRole:
    found, left = [], []
    for arn in role.foreign:
        document = _find(arn)
        if document is not None:
            found.append(NamedPolicy(arn.rpartition("/")[2], document))
            continue
        left.append(arn)
        findings.append(_finding(policies, role, arn))
    return replace(role, identity=(*role.identity, *found), foreign=tuple(left))


def _finding(policies: TemplatePolicies, role: DeployedRole, arn: str) -> Finding:
    path = ("Resources", policies.titles[role.name], "Properties", "ManagedPolicyArns")
    if _is_of_aws(arn) and read_managed():
        near = suggest(arn.partition(":policy/")[2].rpartition("/")[2], _names())
        fix = f"attach {near}" if near else "attach a policy that exists"
        return Finding("SEC504", f"AWS has no managed policy {arn}", fix=fix, path=path)
    why = "moto, which brings AWS's own, is not installed" if _is_of_aws(arn) else "it is not in the template"
    words = f"what {arn} says is not read: {why}"
    fix = 'pip install "moto[server]"' if _is_of_aws(arn) else "write what the role needs into the template"
    return Finding("SEC505", words, fix=fix, severity=Severity.WARNING, path=path)


def _is_of_aws(arn: str) -> bool:
    return ":iam::aws:policy/" in arn


def _find(arn: str) -> Mapping[str, Any] | None:
    """The document of a policy of AWS's by its ARN, in any partition."""
    if not _is_of_aws(arn):
        return None
    path, _, name = f"/{arn.partition(':policy/')[2]}".rpartition("/")
    row = read_managed().get(name)
    return row["Document"] if row is not None and row.get("Path", "/") == f"{path}/" else None


def _names() -> list[str]:
    return list(read_managed())
