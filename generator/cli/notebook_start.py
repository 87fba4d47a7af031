"""`start`: a stopped notebook."""

from __future__ import annotations

import click

from generator.cli.session import Session, aws, everywhere


@click.command("start", epilog="Examples: `./build.py start exploration` · `./build.py start exploration -q`")
@click.argument("name")
@everywhere
@aws
@click.pass_obj
def command(session: Session, name: str) -> None:
    """Start the notebook NAME and wait until it is in service."""
    from generator.cli.reach import reach_notebook

    notebooks, physical = reach_notebook(session, name)
    notebooks.start(physical)
    session.say(f"{physical} is in service\nnext: ./build.py open {name}")
