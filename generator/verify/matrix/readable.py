"""Policies that the evaluator understands; the others are findings at their statements, and left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from generator.diagnostics import Finding, Problems
from generator.iam.evaluate import NamedPolicy, PolicyNotUnderstood
from generator.iam.lint import check_policy
from generator.iam.permissions.statements import MARK, strip_marks
from generator.iam.permissions.template_policies import OwnPolicy, TemplatePolicies
from generator.iam.permissions.undecided import Undecided
from generator.iam.roles import DeployedRole

NO_SID = "SEC402"
"""A rule of this project, and not of others."""
NOBODY: Mapping[str, Any] = {"Version": "2012-10-17", "Statement": []}


def keep_readable(policies: TemplatePolicies) -> tuple[TemplatePolicies, list[Finding]]:
    """The policies without those that are not understood; what the condition linter says of the others, too."""
    findings: dict[Finding, None] = {}
    own = tuple(each for each in policies.own if _is_read(policies, each, findings))
    roles = {name: _read_role(policies, role, findings) for name, role in policies.roles.items()}
    return replace(policies, resources=policies.resources, roles=roles, chosen=own), list(findings)


def _read_role(policies: TemplatePolicies, role: DeployedRole, findings: dict[Finding, None]) -> DeployedRole:
    identity = tuple(each for each in role.identity if _is_read(policies, _own(each, "identity"), findings))
    trusted = _is_read(policies, _own(role.trust, "trust"), findings)
    trust = role.trust if trusted else NamedPolicy(role.trust.name, NOBODY)
    boundary = role.boundary
    if boundary is not None and not _is_read(policies, _own(boundary, "boundary"), findings):
        boundary = NamedPolicy(boundary.name, NOBODY)
    return replace(role, identity=identity, trust=trust, boundary=boundary)


def _own(policy: NamedPolicy, layer: str) -> OwnPolicy:
    return OwnPolicy(policy.name, layer, policy.document)


def _is_read(policies: TemplatePolicies, policy: OwnPolicy, findings: dict[Finding, None]) -> bool:
    marks = list(_marks(policy.document))
    try:
        policies.read(policy.document, policy.layer, policy.name, policy.scope)
    except PolicyNotUnderstood as refused:
        place = marks[refused.statement - 1] if 0 < refused.statement <= len(marks) else (marks or [()])[0]
        findings |= dict.fromkeys(replace(each, path=place) for each in refused.findings)
        return False
    except (Undecided, AttributeError, IndexError, KeyError, TypeError, ValueError, Problems) as error:
        words = f"the policy {policy.name} is written in a way that is not known here: {error}"
        findings[Finding("SEC483", words, path=(marks or [()])[0])] = None
        return False
    findings |= dict.fromkeys(_linted(policy, marks))
    return True


def _linted(policy: OwnPolicy, marks: list[tuple[str, ...]]) -> Iterator[Finding]:
    """Unknown actions and keys, and conditions that mean nothing for an action."""
    for finding in check_policy(strip_marks(policy.document)):
        if finding.code == NO_SID:
            continue
        number = next((int(step) for step in finding.path if str(step).isdecimal()), 0)
        yield replace(finding, path=marks[number] if number < len(marks) else ())


def _marks(document: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    statements = document.get("Statement") or []
    for each in statements if isinstance(statements, list | tuple) else [statements]:
        yield tuple(each.get(MARK, ())) if isinstance(each, Mapping) else ()
