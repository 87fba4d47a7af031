"""SEC401 to SEC411: what the condition linter says about every policy by itself, and about each role's together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from generator.diagnostics import Finding
from generator.iam.lint import check_policy, check_role
from generator.verify.rules.template import Template


def find(template: Template) -> Iterator[Finding]:
    """Every finding, at its statement."""
    for policy in template.policies():
        for finding in check_policy(policy.document):
            yield replace(finding, path=(*policy.path, *finding.path))
    for role, _ in template.of("AWS::IAM::Role"):
        policies = template.granted(role)
        for finding in check_role(policy.document for policy in policies):
            number, *path = finding.path
            message = f"{finding.message} (role `{role}`)"
            yield replace(finding, message=message, path=(*policies[int(number)].path, *path))
