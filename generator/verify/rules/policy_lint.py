"""SEC401 to SEC411: what the condition linter says about every policy by itself, and about each role's together."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Finding
from generator.iam.lint import check_policy, check_role
from generator.verify.rules.template import Breach, Path, Template


def find(template: Template) -> Iterator[Breach]:
    """Every finding, at its policy or its role."""
    for policy in template.policies():
        yield from (_breach(finding, policy.path) for finding in check_policy(policy.document))
    for role, _ in template.of("AWS::IAM::Role"):
        documents = [policy.document for policy in template.granted(role)]
        yield from (_breach(finding, ("Resources", role)) for finding in check_role(documents))


def _breach(finding: Finding, path: Path) -> Breach:
    return Breach(finding.code, path, finding.message, finding.fix or "")
