"""`status`: what is published, and what runs on it."""

from __future__ import annotations

import json

import click

from generator.cli.session import Session, aws, everywhere


@click.command(epilog="Examples: `./build.py status` · `./build.py status --target prod --format json`")
@click.option("--target", help="A target of portfolio.yaml; otherwise the one that your credentials reach.")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True)
@everywhere
@aws
@click.pass_obj
def command(session: Session, target: str | None, shape: str) -> None:
    """Show what is published, and how many launched products run on each version."""
    from generator.aws.catalog import observe
    from generator.aws.usage import count_usage
    from generator.cli.project import choose_target, load_project
    from generator.views.catalog import render_status, status_data

    project = load_project(session.root)
    where, connection = choose_target(project, session, target)
    wanted = project.desired(where, connection.partition)
    observed = observe(connection, wanted)
    usage = count_usage(connection, observed)
    if shape == "json":
        session.put(json.dumps(status_data(observed.state, usage), indent=2, ensure_ascii=False))
    else:
        session.show(render_status(observed.state, usage))
