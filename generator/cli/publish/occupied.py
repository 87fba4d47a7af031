"""What an environment carries, looked at before anything is taken from under it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.diagnostics import Finding, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.aws.occupancy import Estate, Occupant
    from generator.aws.session import Connection
    from generator.aws.stacks import Stacks
    from generator.cli.project import Project
    from generator.cli.session import Session
    from generator.model import Environment


def find_occupants(
    project: Project, connection: Connection, environment: Environment, *, offers: bool = True
) -> tuple[Estate, list[Occupant]]:
    """The environment's stack as it is, and what runs in it or, with `offers`, is offered."""
    from generator.aws.occupancy import find_launched, find_offers, find_running, read_estate

    base = project.manifest.catalog.base
    roles = frozenset(environment.role_arn(role, connection.account, connection.partition) for role in base.roles)
    products = project.manifest.products.values()
    parameters = frozenset(each.environment_parameter for each in products if each.environment_parameter is not None)
    estate = read_estate(connection, environment.prefix, frozenset(environment.pin.texts), roles, parameters)
    launched = find_launched(estate)
    offered = find_offers(estate, project.manifest.catalog.key) if offers else []
    return estate, [*offered, *launched, *find_running(estate, launched)]


def require_unoccupied(
    session: Session, project: Project, connection: Connection, environment: Environment, *, offers: bool
) -> Estate:
    """The environment's stack, with nothing that runs in it and, with `offers`, that is offered.

    Raises Refused after the list.
    """
    from generator.views.occupancy import count, render_occupants

    estate, occupants = find_occupants(project, connection, environment, offers=offers)
    if occupants:
        session.show(render_occupants(f"{estate.stack} carries", occupants))
        what = f"{estate.stack} is not deleted: {count(occupants)} would lose roles, network or keys"
        fix = f"end what is listed, then: ./build.py destroy {environment.name} --yes"
        raise Refused(Finding("PLN620", what, fix=fix))
    return estate


def require_keys_unheld(session: Session, stacks: Stacks, estate: Estate) -> None:
    """Raises Refused, after the list, where something stays encrypted under a key that would go."""
    from generator.aws.occupancy import find_held_keys
    from generator.views.occupancy import count, render_occupants

    held = find_held_keys(estate, read_deployed(stacks, estate.stack))
    if held:
        session.show(render_occupants(f"keys of {estate.stack} that its deletion would schedule for theirs", held))
        what = f"{estate.stack} is not deleted: without their key {count(held)} would be lost"
        fix = "end what is listed; or deploy a `version` whose template retains the key, then destroy"
        raise Refused(Finding("PLN621", what, fix=fix))


def read_deployed(stacks: Stacks, stack: str) -> Mapping[str, Any]:
    """The template that a stack was made from."""
    from generator.cloudformation.template.reader import read_document

    return read_document(stacks.template(stack))
