"""`open`, `start` and `stop`: one notebook, by the name that its owner gave it. Others have none of these."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from generator.cli.session import Session, aws, everywhere
from generator.diagnostics import AwsRefused

if TYPE_CHECKING:
    from generator.aws.notebooks import Notebooks


@click.command("open", epilog="Examples: `./build.py open exploration` · `./build.py open exploration --minutes 30`")
@click.argument("name")
@click.option(
    "--minutes", type=click.IntRange(30, 720), default=60, show_default=True, help="How long a session lasts."
)
@everywhere
@aws
@click.pass_obj
def open_notebook(session: Session, name: str, minutes: int) -> None:
    """Print a URL that opens the notebook NAME; it must be used within five minutes. For notebooks only."""
    notebooks, physical = _find_notebook(session, name)
    try:
        url = notebooks.url(physical, minutes)
    except AwsRefused as refused:
        raise _with_way(refused, notebooks, physical, name) from refused
    session.put(url)
    session.say("Open it within five minutes. Whoever has the URL is you: do not pass it on.")


@click.command("start", epilog="Examples: `./build.py start exploration` · `./build.py start exploration -q`")
@click.argument("name")
@everywhere
@aws
@click.pass_obj
def start_notebook(session: Session, name: str) -> None:
    """Start the notebook NAME and wait until it is in service; for notebooks only."""
    notebooks, physical = _find_notebook(session, name)
    notebooks.start(physical)
    session.say(f"{physical} is in service\nnext: ./build.py open {name}")


@click.command("stop", epilog="Examples: `./build.py stop exploration` · `./build.py stop exploration -q`")
@click.argument("name")
@everywhere
@aws
@click.pass_obj
def stop_notebook(session: Session, name: str) -> None:
    """Stop the notebook NAME; its volume is kept, and it costs only that. For notebooks only."""
    notebooks, physical = _find_notebook(session, name)
    notebooks.stop(physical)
    session.say(f"{physical} is stopped\nnext: ./build.py start {name}")


def _with_way(refused: AwsRefused, notebooks: Notebooks, physical: str, name: str) -> AwsRefused:
    """The refusal, with the command that leads on where the notebook is not in service."""
    try:
        status = notebooks.describe(physical).status
    except AwsRefused:
        return refused  # it is somebody else's, or gone
    if status == "InService":
        return refused
    way = f"./build.py start {name}" if status == "Stopped" else f"./build.py notebooks, until it is no longer {status}"
    said = f"{physical} is {status}: {refused.said}"
    return AwsRefused(refused.where, said, code=refused.code, try_this=way)


def _find_notebook(session: Session, name: str) -> tuple[Notebooks, str]:
    """The notebooks of the caller's connection, and the physical name behind `name`.

    A name that begins with `ds-` is taken as the physical one, so that AWS itself decides what the caller may do.
    """
    from generator.aws.notebooks import Notebooks
    from generator.aws.provisioning import Provisioning
    from generator.cli.launch.lookup import choose_launched, notebook_name
    from generator.cli.project import open_connection

    connection = open_connection(session)
    if name.startswith("ds-"):
        return Notebooks(connection), name
    provisioning = Provisioning(connection)
    launched = choose_launched(provisioning, name)
    return Notebooks(connection), notebook_name(provisioning.outputs(launched.id), launched)
