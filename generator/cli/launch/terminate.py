"""`terminate`: delete what was launched."""

from __future__ import annotations

import sys

import click

from generator.cli.session import Session, aws, everywhere
from generator.diagnostics import Finding, Refused


@click.command(epilog="Examples: `./build.py terminate exploration --yes` · `./build.py terminate exploration`")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@everywhere
@aws
@click.pass_obj
def command(session: Session, name: str, yes: bool) -> None:
    """Delete NAME with everything that is in it, such as a notebook's home volume; what it wrote elsewhere stays."""
    from generator.aws.provisioning import Provisioning
    from generator.cli.launch.launch import follow
    from generator.cli.launch.lookup import choose_launched
    from generator.cli.project import open_connection

    provisioning = Provisioning(open_connection(session))
    launched = choose_launched(provisioning, name)
    again = f"./build.py terminate {name} --yes"
    if not yes and not (
        sys.stdin.isatty() and click.confirm(f"Delete {launched.name}? (without asking: {again})", err=True)
    ):
        raise Refused(Finding("AWS724", f"deleting `{launched.name}` and what is in it needs your consent", fix=again))
    session.say(f"terminating {launched.name}")
    follow(session, provisioning, provisioning.terminate(launched.id))
