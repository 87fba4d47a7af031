"""SEC474: an Allow of a role that its own permissions boundary does not let through.

With it the role does less than it says; and where an organization prescribes another boundary, more than with ours.
Where there is none, what a role may do is the same under either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.diagnostics import Finding, Span
from generator.iam.containment import find_cut
from generator.iam.roles import DeployedRole
from generator.synth import Rendered
from generator.verify.scenarios.deployed import DeployedTemplate
from generator.verify.scenarios.places import find_deployed

_FIX = "allow it in the boundary too, under the same conditions, or in neither"


def find_cuts(rendered: Rendered, deployed: Iterable[DeployedTemplate], span: Span) -> list[Finding]:
    """A finding for every such statement at its line, else at `span`; once for all deployments."""
    found: dict[str, Span | None] = {}
    for template in deployed:
        for role in template.roles.values():
            for message, path in _cuts(role):
                if message not in found:
                    found[message] = find_deployed(rendered, template, path)
    return [Finding("SEC474", message, place or span, _FIX) for message, place in found.items()]


def _cuts(role: DeployedRole) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What is wrong, and the path of the statement in the resolved template."""
    if role.boundary is None:
        return
    limits = role.boundary.document["Statement"]
    for policy in role.identity:
        for index, statement in enumerate(policy.document["Statement"]):
            for action, resource in find_cut(statement, limits) if statement["Effect"] == "Allow" else ():
                sid = statement.get("Sid", "(no Sid)")
                yield (
                    f"`{sid}` of {policy.name} allows {action} on {resource}, and the boundary of "
                    f"{role.name} does not let it through",
                    (*policy.path, "Statement", str(index)) if policy.path else (),
                )
                break
