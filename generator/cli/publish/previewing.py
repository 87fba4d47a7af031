"""What `deploy --preview` says of an environment: its cost beside the stack that stands, and all of it as data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from generator.cli.costing import EnvironmentCost, environment_cost

if TYPE_CHECKING:
    from generator.aws.stacks import StackChange, Stacks
    from generator.planning import Deployment
    from generator.planning.environment_plan import EnvironmentPlan

FORMAT = 1


def read_cost(stacks: Stacks, document: Mapping[str, Any], deployment: Deployment) -> EnvironmentCost:
    """The cost of the environment, and what that adds to the stack that stands."""
    from generator.cloudformation.template.reader import read_document

    stack, standing = deployment.stack, None
    if stacks.status(stack) not in (None, "REVIEW_IN_PROGRESS"):
        standing = read_document(stacks.template(stack)), stacks.answers(stack)
    return environment_cost(document, deployment, standing)


def render_preview(
    name: str,
    deployment: Deployment,
    cost: EnvironmentCost,
    kept: Sequence[str],
    change: StackChange | None,
    plan: EnvironmentPlan | None,
) -> str:
    """`{"format": 1, "environment": …, "cost": {…}, "difference": {…}, "permissions": {…}, "change-set": […]}`.

    `difference` is null where no stack stands, `permissions` where nothing changes for anybody, `change-set` where
    `taken-back` names what an earlier stack left: those are taken back first.
    """
    target = deployment.target
    rows = [
        {"action": each.action, "name": each.name, "type": each.type, "replaces": each.replaces}
        for each in (change.changes if change is not None else ())
    ]
    data = {
        "format": FORMAT,
        "environment": name,
        "stack": deployment.stack,
        "version": str(deployment.release.version),
        "account": target.account,
        "region": target.region,
        **cost.data,
        "permissions": plan.record if plan is not None else None,
        "taken-back": list(kept),
        "change-set": rows if change is not None else None,
    }
    return json.dumps(data, indent=2, ensure_ascii=False)
