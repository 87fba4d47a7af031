"""`destroy`: delete a base environment; buckets, keys and logs that hold data are kept."""

from __future__ import annotations

import sys

import click

from generator.cli.session import Session, aws, everywhere
from generator.diagnostics import Finding, Refused


@click.command(epilog="Examples: `./build.py destroy churn-dev --yes` · `./build.py destroy churn-dev --profile admin`")
@click.argument("environment")
@click.option("--yes", is_flag=True, help="Do not ask.")
@everywhere
@aws
@click.pass_obj
def command(session: Session, environment: str, yes: bool) -> None:
    """Delete the base environment ENVIRONMENT; what its template retains is kept."""
    from generator.aws.stacks import Stacks
    from generator.cli.project import load_project, open_connection
    from generator.cli.publish.deploy import show_event

    project = load_project(session.root)
    found = project.deployed(environment)
    again = f"./build.py destroy {environment} --yes"
    if not yes and not (sys.stdin.isatty() and _asked(environment, again)):
        raise Refused(Finding("AWS723", f"deleting `{environment}` needs your consent", fix=again))
    target = project.manifest.catalog.targets[found.target]
    stacks = Stacks(open_connection(session, found, region=target.region))
    if stacks.status(found.prefix) is None:
        session.say(f"{found.prefix}: there is no such stack")
        return
    for event in stacks.delete(found.prefix):
        show_event(session, event)
    session.say(f"{found.prefix}: deleted")


def _asked(environment: str, again: str) -> bool:
    return click.confirm(f"Delete {environment}? (without asking: {again})", err=True)
