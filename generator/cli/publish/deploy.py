"""`deploy`: create or update a base environment by a change set."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click

from generator.cli.session import Session, aws, everywhere
from generator.diagnostics import Finding, Refused, Unmet

if TYPE_CHECKING:
    from generator.aws.artifacts import Artifacts
    from generator.aws.session import Connection
    from generator.aws.stacks import StackChange, StackEvent, Stacks
    from generator.cli.project import Project
    from generator.planning import Deployment


@click.command(epilog="Examples: `./build.py deploy churn-dev` · `./build.py deploy churn-dev --preview`")
@click.argument("environment")
@click.option("--preview", is_flag=True, help="Only show what would change.")
@click.option("--allow", multiple=True, type=click.Choice(["destroys"]), help="Let what holds data be replaced.")
@everywhere
@aws
@click.pass_obj
def command(session: Session, environment: str, preview: bool, allow: tuple[str, ...]) -> None:
    """Create or update the base environment ENVIRONMENT at the version that portfolio.yaml names."""
    from generator.aws.artifacts import Artifacts
    from generator.aws.stacks import Stacks
    from generator.cli.project import load_project, open_connection, report_warnings

    project = load_project(session.root)
    report_warnings(project, session)
    target = project.manifest.catalog.targets[project.environment(environment).target]
    connection = open_connection(session, project.environment(environment), region=target.region)
    if (connection.account, connection.region) != (target.account, target.region):
        what = f"`{environment}` belongs in {target.account} · {target.region}; you are in {connection.account}"
        raise Unmet(Finding("PF192", f"{what} · {connection.region}", fix="use that account's --profile and --region"))
    artifacts = Artifacts(connection, session.root)
    deployment = _prepare(project, environment, artifacts)
    stacks = Stacks(connection)
    session.say(
        f"{deployment.stack} · {environment} at {deployment.release.version} · {target.account} · {target.region}"
    )
    if stacks.status(deployment.stack) is None and not _adopt(session, connection, stacks, deployment, preview):
        return
    change = stacks.plan(deployment, artifacts.url(deployment.release.digest))
    _show_change(session, change)
    _permit(change, environment, allow)
    if change.id is None or preview:
        return
    started = time.monotonic()
    for event in stacks.execute(change):
        show_event(session, event)
    session.say(f"{deployment.stack}: done in {time.monotonic() - started:.1f} s")
    for key, value in stacks.outputs(deployment.stack).items():
        session.put(f"{key} = {value}")
    session.say("next: ./build.py plan")


def _adopt(session: Session, connection: Connection, stacks: Stacks, deployment: Deployment, preview: bool) -> bool:
    """Take back what an earlier stack of this environment left; False where a preview ends with saying so."""
    from generator.aws.adoption import find_kept
    from generator.cloudformation.template.reader import read_document

    text = (session.root / deployment.release.template).read_text(encoding="utf-8")
    kept = find_kept(connection, read_document(text), deployment.parameters)
    if not kept:
        return True
    session.say(f"{len(kept)} things are there from before, and are taken back: {', '.join(one.name for one in kept)}")
    if preview:
        return False
    for event in stacks.execute(stacks.plan_import(deployment, kept)):
        show_event(session, event)
    return True


def _prepare(project: Project, name: str, artifacts: Artifacts) -> Deployment:
    """The deployment, with its body and assets in the artifact bucket."""
    from generator.planning import plan_deployment

    environment = project.environment(name)
    release = project.ledger.find("environment", environment.version)
    if release is None:
        what = f"`environment` {environment.version} is not released"
        span = project.manifest.spans.at("environments", name, "version")
        raise Unmet(Finding("PF104", what, span, fix="./build.py release environment"))
    target = project.manifest.catalog.targets[environment.target]
    deployment = plan_deployment(environment, target, release)
    artifacts.upload(release.digest, release.template)
    for path, digest in release.assets:
        artifacts.upload(digest, path)
    return deployment


def _show_change(session: Session, change: StackChange) -> None:
    if change.id is None:
        session.say("No changes: the stack is as portfolio.yaml and its released template say.")
        return
    symbols = {"Add": "+", "Modify": "~", "Remove": "-"}
    for row in change.changes if not change.creates or session.verbose else ():
        warning = "   REPLACES" if row.replaces else ""
        session.say(f"  {symbols.get(row.action, '?')} {row.name} ({row.type}){warning}")
    counts = ", ".join(
        f"{sum(row.action == action for row in change.changes)} {words}"
        for action, words in (("Add", "to add"), ("Modify", "to change"), ("Remove", "to remove"))
    )
    session.say(f"Change set: {counts}")


def _permit(change: StackChange, environment: str, allow: tuple[str, ...]) -> None:
    losses = [row.name for row in change.changes if row.loses_data]
    if losses and "destroys" not in allow:
        what = f"this would replace or remove what holds data: {', '.join(losses)}"
        raise Refused(Finding("AWS722", what, fix=f"./build.py deploy {environment} --allow destroys"))


def show_event(session: Session, event: StackEvent) -> None:
    """One line for a resource that is ready or failed; every event with --verbose."""
    finished = event.status.endswith(("_COMPLETE", "_FAILED", "_SKIPPED"))
    if finished or session.verbose:
        reason = f": {event.reason}" if event.reason and event.failed else ""
        session.say(f"  {event.status:<28} {event.name} ({event.type}){reason}")
