"""`status`: what is published, and what runs on it."""

from __future__ import annotations

import json

import click

from generator.cli.completing import on_target
from generator.cli.session import Session, aws, everywhere, printed_as


@click.command(epilog="Examples: `./build.py status` · `./build.py status --usage --format json`")
@on_target
@click.option("--usage", "users", is_flag=True, help="Also list what runs on each version, and whose it is.")
@printed_as("text", "json")
@everywhere
@aws
@click.pass_obj
def command(session: Session, target: str | None, users: bool, shape: str) -> None:
    """Show what is published, and how many launched products run on each version."""
    from generator.aws.catalog import observe
    from generator.aws.usage import find_users
    from generator.cli.project import choose_target, load_project
    from generator.views.catalog import render_status, status_data

    project = load_project(session.root)
    where, connection = choose_target(project, session, target)
    wanted = project.desired(where, connection.partition)
    observed = observe(connection, wanted)
    usage = find_users(connection, observed)
    if shape == "json":
        session.put(json.dumps(status_data(observed.state, usage), indent=2, ensure_ascii=False))
    else:
        session.show(render_status(observed.state, usage, users=users))
