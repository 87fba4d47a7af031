"""`deploy`: create or update a base environment by a change set."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click

from generator.cli.publish.preflight import check_account, read_template
from generator.cli.publish.stack_states import require_deployable, resume
from generator.cli.session import Session, aws, everywhere
from generator.diagnostics import Finding, Refused, Unmet

if TYPE_CHECKING:
    from generator.aws.artifacts import Artifacts
    from generator.aws.session import Connection
    from generator.aws.stacks import StackChange, StackEvent, Stacks
    from generator.cli.project import Project
    from generator.model import Target
    from generator.planning import Deployment


@click.command(epilog="Examples: `./build.py deploy churn-dev` · `./build.py deploy churn-dev --preview`")
@click.argument("environment")
@click.option("--preview", is_flag=True, help="Only show what would change.")
@click.option("--allow", multiple=True, type=click.Choice(["destroys"]), help="Let what holds data be replaced.")
@click.option("--resume", "resumes", is_flag=True, help="First finish the rollback that an earlier run has failed in.")
@click.option("--skip", multiple=True, metavar="RESOURCE", help="With --resume: leave it as it is; may repeat.")
@everywhere
@aws
@click.pass_obj
def command(
    session: Session, environment: str, preview: bool, allow: tuple[str, ...], resumes: bool, skip: tuple[str, ...]
) -> None:
    """Create or update the base environment ENVIRONMENT at the version that portfolio.yaml names."""
    from generator.aws.artifacts import Artifacts
    from generator.aws.stacks import Stacks
    from generator.cli.project import load_project, open_connection, report_warnings

    project = load_project(session.root)
    report_warnings(project, session)
    wanted = project.deployed(environment)
    target = project.manifest.catalog.targets[wanted.target]
    connection = open_connection(session, wanted, region=target.region)
    _require_place(connection, target, environment)
    artifacts = Artifacts(connection, session.root)
    deployment = _prepare(project, environment)
    stacks = Stacks(connection)
    session.say(
        f"{deployment.stack} · {environment} at {deployment.release.version} · {target.account} · {target.region}"
    )
    _make_ready(session, stacks, deployment.stack, environment, skip if resumes else None)
    deployment = check_account(session, project, environment, connection, stacks, deployment)
    _upload(artifacts, deployment)
    if stacks.status(deployment.stack) is None and not _adopt(session, connection, stacks, deployment, preview):
        return
    change = stacks.plan(deployment, artifacts.url(deployment.release.digest))
    _show_change(session, change)
    _permit(change, environment, allow)
    if preview:
        return
    if change.id is None:
        _close(session, connection, stacks, deployment)
        return
    started = time.monotonic()
    for event in stacks.execute(change):
        show_event(session, event)
    session.say(f"{deployment.stack}: done in {time.monotonic() - started:.1f} s")
    _close(session, connection, stacks, deployment)
    for key, value in stacks.outputs(deployment.stack).items():
        session.put(f"{key} = {value}")
    session.say("next: ./build.py plan")


def _require_place(connection: Connection, target: Target, environment: str) -> None:
    if (connection.account, connection.region) != (target.account, target.region):
        what = f"`{environment}` belongs in {target.account} · {target.region}; you are in {connection.account}"
        raise Unmet(Finding("PF192", f"{what} · {connection.region}", fix="use that account's --profile and --region"))


def _make_ready(session: Session, stacks: Stacks, stack: str, environment: str, skip: tuple[str, ...] | None) -> None:
    """Finish a failed rollback where `skip` is given; raises Refused for a stack that cannot be worked on."""
    require_deployable(stack, stacks.status(stack), environment, resumes=skip is not None)
    if skip is not None:
        resume(session, stacks, stack, environment, skip)


def _adopt(session: Session, connection: Connection, stacks: Stacks, deployment: Deployment, preview: bool) -> bool:
    """Take back what an earlier stack of this environment left; False where a preview ends with saying so."""
    from generator.aws.adoption import find_kept

    kept = find_kept(connection, read_template(session, deployment), deployment.parameters)
    if not kept:
        return True
    session.say(f"{len(kept)} things are there from before, and are taken back: {', '.join(one.name for one in kept)}")
    if preview:
        return False
    for event in stacks.execute(stacks.plan_import(deployment, kept)):
        show_event(session, event)
    return True


def _upload(artifacts: Artifacts, deployment: Deployment) -> None:
    artifacts.upload(deployment.release.digest, deployment.release.template)
    for path, digest in deployment.release.assets:
        artifacts.upload(digest, path)


def _close(session: Session, connection: Connection, stacks: Stacks, deployment: Deployment) -> None:
    """What no template can do: the VPC's default security group loses the rule that admits its members."""
    from generator.aws.account import close_default_group

    if (vpc := stacks.resources(deployment.stack).get("Vpc")) is None:
        return
    group, rules = close_default_group(connection, vpc)
    if rules:
        session.say(f"the default security group {group} of {vpc} admits nobody now")


def _prepare(project: Project, name: str) -> Deployment:
    """The deployment as portfolio.yaml says it."""
    from generator.planning import plan_deployment

    environment = project.environment(name)
    base = project.manifest.catalog.base
    release = project.ledger.find(base.product, environment.version)
    if release is None:
        what = f"`{base.product}` {environment.version} is not released"
        span = project.manifest.spans.at("environments", name, "version")
        raise Unmet(Finding("PF104", what, span, fix=f"./build.py release {base.product}"))
    target = project.manifest.catalog.targets[environment.target]
    return plan_deployment(base, environment, target, release)


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
