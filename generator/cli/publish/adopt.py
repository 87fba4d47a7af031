"""`adopt`: take a portfolio or product over that was made by hand, or has lost its ownership tag."""

from __future__ import annotations

import click

from generator.cli.completing import complete_addresses, on_target
from generator.cli.session import Session, aws, everywhere


@click.command(
    epilog="Examples: `./build.py adopt portfolio/churn-dev port-…` · `./build.py adopt product/notes prod-…`"
)
@click.argument("address", shell_complete=complete_addresses)
@click.argument("identity", metavar="ID")
@on_target
@everywhere
@aws
@click.pass_obj
def command(session: Session, address: str, identity: str, target: str | None) -> None:
    """Say that the object ID is the one at ADDRESS: `portfolio/NAME` or `product/NAME` of portfolio.yaml.

    It gets the ownership tag. What else differs, the next plan shows.
    """
    from generator.aws.catalog import observe
    from generator.aws.catalog.adopt import adopt
    from generator.cli.project import choose_target, load_project
    from generator.model import Address

    project = load_project(session.root)
    where, connection = choose_target(project, session, target)
    wanted = project.desired(where, connection.partition)
    observed = observe(connection, wanted)
    name = adopt(connection, wanted, observed, Address.of(*address.split("/")), identity)
    session.say(f"{identity} “{name}” is {address} now")
    session.say("next: ./build.py plan")
