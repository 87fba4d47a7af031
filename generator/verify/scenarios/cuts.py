"""SEC474: an Allow of a role that its own permissions boundary does not let through.

With it the role does less than it says; and where an organization prescribes another boundary, more than with ours.
Where there is none, what a role may do is the same under either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.diagnostics import Finding, Span
from generator.iam.containment import find_cut
from generator.iam.roles import DeployedRole
from generator.verify.scenarios.deployed import DeployedTemplate


def find_cuts(deployed: Iterable[DeployedTemplate], span: Span) -> list[Finding]:
    """A finding for every such statement, once for all deployments."""
    found = [message for template in deployed for role in template.roles.values() for message in _cuts(role)]
    fix = "allow it in the boundary too, under the same conditions, or in neither"
    return [Finding("SEC474", message, span, fix) for message in dict.fromkeys(found)]


def _cuts(role: DeployedRole) -> Iterator[str]:
    if role.boundary is None:
        return
    limits = role.boundary.document["Statement"]
    for policy in role.identity:
        for statement in policy.document["Statement"]:
            for action, resource in find_cut(statement, limits) if statement["Effect"] == "Allow" else ():
                sid = statement.get("Sid", "(no Sid)")
                yield (
                    f"`{sid}` of {policy.name} allows {action} on {resource}, and the boundary of "
                    f"{role.name} does not let it through"
                )
                break
