"""What of portfolio.yaml does not work as it stands, said beside a plan with what mends it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.planning import steps as s
from generator.planning.undeployed import find_closed, find_undeployed

if TYPE_CHECKING:
    from generator.aws.session import Connection
    from generator.cli.project import Project
    from generator.cli.publish.environments import Environments
    from generator.model import Target
    from generator.planning import Plan


def find_notes(
    project: Project, connection: Connection, target: Target, plan: Plan, environments: Environments
) -> Iterator[str]:
    """A sentence for each: undeployed, forgotten, closed, and people who do not exist."""
    catalog = project.manifest.catalog
    missing = {each.name for each in environments.plans if each.creates}
    for key, name in find_undeployed(catalog, missing):
        yield f"portfolio {key} offers environment {name}, which is not deployed yet: apply deploys it first"
    for stack in environments.forgotten:
        way = f"put it back, or: ./build.py destroy {stack.removeprefix('ds-')}"
        yield f"stack {stack} is an environment that portfolio.yaml does not name: {way}"
    for key in find_closed(catalog, target):
        yield f"portfolio {key} has no access: nobody launches from it. Add: access: [{{ environment-role: ROLE }}]"
    yield from _strangers(project, connection, plan, missing)
    yield from _trusted_strangers(connection, environments)


def _strangers(project: Project, connection: Connection, plan: Plan, missing: set[str]) -> Iterator[str]:
    """Whom the plan lets in and IAM does not know; roles of an environment that comes are about to be made."""
    from generator.aws.account.principals import find_missing_principals

    prefixes = tuple(f"{project.environment(name).prefix}-" for name in missing)
    granted = {step.write.principal.arn: step.write.portfolio for step in plan.steps if isinstance(step.write, s.Grant)}
    asked = [arn for arn in granted if not (prefixes and arn.rpartition("/")[2].startswith(prefixes))]
    for arn in find_missing_principals(connection, asked):
        yield f"portfolio {granted[arn]} lets in {arn}, which does not exist: make it, or take it out of `access`"


def _trusted_strangers(connection: Connection, environments: Environments) -> Iterator[str]:
    """Whom an environment is to let in and IAM does not know: AWS refuses a policy that names him."""
    from generator.aws.account.principals import find_missing_principals

    for plan in environments.plans:
        for arn in find_missing_principals(connection, [each.lets_in for each in plan.changes if each.lets_in]):
            yield f"environment {plan.name} lets in {arn}, which does not exist, and AWS refuses that: make it first"
