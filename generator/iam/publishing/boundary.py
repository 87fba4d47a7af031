"""What neither planner nor publisher nor deployer can do, whatever their policies say: make themselves more.

It is their permissions boundary, and lies with them at a path that it closes. Whoever sets the stage deploys it.
"""

from __future__ import annotations

from typing import Any

from generator.iam.actions import matching
from generator.iam.delegation import BOUNDED, POLICIES, READS, ROLES
from generator.iam.guardrails import no_identity_change
from generator.iam.publishing.scope import Scope
from generator.iam.statements import allow, deny, plain_policy
from generator.model.launch_role import LAUNCH_BOUNDARY, LAUNCH_PATH, MADE_BOUNDARY, MADE_PATH

PATH = "/ds/publishing/"
BOUNDARY = "ds-publishing-boundary"
_WRITES = tuple(sorted((*BOUNDED, *ROLES, *POLICIES)))
"""What of IAM the publisher and the deployer do by CloudFormation; a boundary is taken off nobody's role."""


def build_boundary(scope: Scope) -> dict[str, Any]:
    """The document. `ds-launch-boundary` and its sibling are closed, too: who could write them could lift them."""
    reads = [name for name in matching("iam:*") if name.removeprefix("iam:").startswith(READS)]
    closed = [scope.arn("iam", f"{kind}{PATH}*") for kind in ("role", "policy")]
    closed += [scope.arn("iam", f"policy{LAUNCH_PATH}{name}") for name in (LAUNCH_BOUNDARY, MADE_BOUNDARY)]
    closed += [scope.arn("iam", f"role{MADE_PATH}*"), scope.arn("iam", f"policy{MADE_PATH}*")]
    return plain_policy(
        allow("Everything", "*", "*"),
        no_identity_change(*reads, *_WRITES, "iam:PassRole", "iam:CreateServiceLinkedRole"),
        deny("DenyOwnRolesAndBoundaries", _WRITES, closed),
        deny("DenyPassingOwnRoles", "iam:PassRole", scope.arn("iam", f"role{PATH}*")),
        deny("DenyBecomingAnother", ("sts:AssumeRole", "sts:GetFederationToken"), "*"),
    )
