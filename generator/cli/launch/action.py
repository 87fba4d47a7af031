"""`action`: run a service action on what was launched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from generator.cli.session import Session, aws, everywhere
from generator.diagnostics import Finding, Unmet

if TYPE_CHECKING:
    from generator.aws.service_actions import OfferedAction


@click.command(epilog="Examples: `./build.py action exploration` · `./build.py action exploration stop`")
@click.argument("name")
@click.argument("action", required=False)
@click.option("--set", "given", multiple=True, metavar="KEY=VALUE", help="A parameter of the action.")
@everywhere
@aws
@click.pass_obj
def command(session: Session, name: str, action: str | None, given: tuple[str, ...]) -> None:
    """Run ACTION on what you launched as NAME and wait for its end; without ACTION, list what its product offers."""
    from generator.aws.provisioning import Provisioning
    from generator.aws.service_actions import ServiceActions
    from generator.cli.launch.answers import load_answers
    from generator.cli.launch.launch import follow
    from generator.cli.launch.lookup import choose_launched
    from generator.cli.project import open_connection
    from generator.views.launching import render_table

    connection = open_connection(session)
    provisioning, actions = Provisioning(connection), ServiceActions(connection)
    launched = choose_launched(provisioning, name)
    offered = actions.offered(launched)
    if action is not None:
        chosen = _choose(offered, action, launched.name)
        session.say(f"running {chosen.title} on {launched.name}")
        follow(session, provisioning, actions.run(launched.id, chosen.id, load_answers(given)))
    elif offered:
        rows = [(each.title, each.summary.rpartition(" (")[0] or each.summary) for each in offered]
        session.put(render_table([("ACTION", ""), *rows]))
    else:
        session.say(f"{launched.name} has no actions.")


def _choose(offered: list[OfferedAction], name: str, launched: str) -> OfferedAction:
    """The action of this title, or of the end of it."""
    found = [each for each in offered if each.title == name] or [
        each for each in offered if each.title.endswith(f"-{name}")
    ]
    if len(found) == 1:
        return found[0]
    names = ", ".join(each.title for each in offered) or "none"
    what = f"more than one action is called `{name}`" if found else f"`{launched}` has no action `{name}`"
    raise Unmet(Finding("AWS714", what, fix=f"its actions: {names}"))
