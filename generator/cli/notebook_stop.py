"""`stop`: a running notebook; its volume is kept."""

from __future__ import annotations

import click

from generator.cli.session import Session, aws, everywhere


@click.command("stop", epilog="Examples: `./build.py stop exploration` · `./build.py stop exploration -q`")
@click.argument("name")
@everywhere
@aws
@click.pass_obj
def command(session: Session, name: str) -> None:
    """Stop the notebook NAME; its volume is kept, and it costs only that."""
    from generator.cli.reach import reach_notebook

    notebooks, physical = reach_notebook(session, name)
    notebooks.stop(physical)
    session.say(f"{physical} is stopped\nnext: ./build.py start {name}")
