"""An environment by its name: as portfolio.yaml has it, or as its stack tells where that names it no more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from generator.aws.session import Connection
    from generator.cli.project import Project
    from generator.cli.session import Session
    from generator.model import Environment, Target
    from generator.model.declaration import Base


def reach(session: Session, project: Project, name: str) -> tuple[Environment, Connection]:
    """The environment and a connection to its place; raises Unmet where neither the file nor a stack has it."""
    from generator.aws.account.standing import find_forgotten, list_stacks
    from generator.cli.project import choose_target, open_connection

    catalog = project.manifest.catalog
    if name in catalog.environments:
        found = project.deployed(name)
        target = catalog.targets[found.target]
        return found, open_connection(session, found, target.region, target.profile)
    target, connection = choose_target(project, session, None)
    rows = {row["StackName"]: row for row in list_stacks(connection)}
    if (stack := f"ds-{name}") in find_forgotten(catalog.base, list(rows.values()), ()):
        return _recall(catalog.base, target, name, rows[stack]), connection
    return project.environment(name), connection


def _recall(base: Base, target: Target, name: str, row: Mapping[str, Any]) -> Environment:
    """What its stack says of an environment, as far as its end needs it: its name and the path of its roles."""
    from generator.model import Environment, Network, Options, Roles, Trust, Version

    tags = {tag["Key"]: tag["Value"] for tag in row.get("Tags", [])}
    answers = {each["ParameterKey"]: each.get("ParameterValue", "") for each in row.get("Parameters", [])}
    project, stage = (tags[key] for field in ("project", "stage") for key in base.parameters(field))
    path = next((answers[key] for key in base.parameters("roles.path") if answers.get(key)), "/")
    current = any(answers.get(key) == "yes" for key in base.parameters("options.current"))
    options, roles = Options(current=current), Roles(path=path)
    return Environment(
        name, target.name, project, stage, Version(0, 0, 0), Network(), Trust("mfa"), options, roles=roles
    )
