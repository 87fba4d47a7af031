"""Deploying one environment, from what is looked at before to what no template can do."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.cli.progress import showing
from generator.cli.publish.environments import prepare
from generator.cli.publish.preflight import check_account, read_template
from generator.cli.publish.stack_states import find_way_out, require_deployable
from generator.cli.signals import watching
from generator.diagnostics import AwsRefused, Finding, Refused

if TYPE_CHECKING:
    from generator.aws.adoption import Kept
    from generator.aws.artifacts import Artifacts
    from generator.aws.session import Connection
    from generator.aws.stacks import StackChange, StackEvent, Stacks
    from generator.cli.project import Project
    from generator.cli.session import Session
    from generator.planning import Deployment
    from generator.planning.environment_plan import EnvironmentPlan


@dataclass(frozen=True)
class Wish:
    """How an environment is to be deployed."""

    preview: bool = False
    allow: tuple[str, ...] = ()
    consent: Callable[[], None] = lambda: None
    """Raises Refused without consent, once the account is known to take it."""
    as_data: bool = False
    """Whether a preview is JSON."""
    plan: EnvironmentPlan | None = None
    """What would change for people, where the stack stands and something does."""


def deploy_environment(session: Session, project: Project, name: str, connection: Connection, wish: Wish) -> bool:
    """Create or update the environment's stack; whether anything was to be done.

    Raises Refused where data would go.
    """
    from generator.aws.artifacts import Artifacts
    from generator.aws.stacks import Stacks

    artifacts, stacks = Artifacts(connection, session.root), Stacks(connection)
    deployment = prepare(project, name)
    target = deployment.target
    session.say(f"{deployment.stack} · {name} at {deployment.release.version} · {target.account} · {target.region}")
    require_deployable(deployment.stack, stacks.status(deployment.stack), name)
    deployment = check_account(session, project, name, connection, stacks, deployment)
    if wish.preview:
        _preview(session, connection, stacks, deployment, name, wish)
        return False
    wish.consent()
    _upload(artifacts, deployment)
    if stacks.status(deployment.stack) is None:
        _adopt(session, connection, stacks, deployment, name)
    change = stacks.plan(deployment, artifacts.url(deployment.release.digest))
    _show_change(session, change)
    _permit(change, name, wish.allow)
    _execute(session, connection, stacks, deployment, change, name)
    return change.id is not None


def _preview(
    session: Session, connection: Connection, stacks: Stacks, deployment: Deployment, name: str, wish: Wish
) -> None:
    """Cost and change set, or what would be taken back from an earlier stack; raises Refused where data would go."""
    from generator.aws.artifacts import Artifacts
    from generator.cli.publish.previewing import read_cost, render_preview

    cost = read_cost(stacks, read_template(session, deployment), deployment)
    if not wish.as_data:
        session.say(cost.words)
    artifacts = Artifacts(connection, session.root)
    _upload(artifacts, deployment)
    kept = _find_kept(session, connection, deployment) if stacks.status(deployment.stack) is None else ()
    change = None
    if not kept:
        change = stacks.plan(deployment, artifacts.url(deployment.release.digest))
        _show_change(session, change)
    if wish.as_data:
        session.put(render_preview(name, deployment, cost, [each.name for each in kept], change, wish.plan))
    if change is not None:
        _permit(change, name, wish.allow)


@contextmanager
def _leading_out(name: str) -> Iterator[None]:
    """Where a stack ends in a state from which no update may start, the refusal names the command that leads out."""
    try:
        yield
    except AwsRefused as refused:
        ways = [way for way in (refused.try_this, find_way_out(refused.code, name)) if way]
        raise AwsRefused(refused.where, refused.said, code=refused.code, try_this="; then: ".join(ways)) from refused


def show_outputs(session: Session, connection: Connection, stack: str) -> None:
    """The outputs of an environment's stack, as data."""
    from generator.aws.stacks import Stacks

    for key, value in Stacks(connection).outputs(stack).items():
        session.put(f"{key} = {value}")


def _execute(
    session: Session, connection: Connection, stacks: Stacks, deployment: Deployment, change: StackChange, name: str
) -> None:
    started = time.monotonic()
    if change.id is not None:
        with _leading_out(name), _shown(session, deployment.stack, name, len(change.changes)):
            for event in stacks.execute(change):
                show_event(session, event)
        session.say(f"{deployment.stack}: done in {time.monotonic() - started:.1f} s")
    _close(session, connection, stacks, deployment)


def follow_stack(session: Session, connection: Connection, stack: str, name: str) -> None:
    """Watch what an earlier run, or somebody else, has begun; says at once where nothing goes on."""
    from generator.aws.stacks import Stacks

    stacks = Stacks(connection)
    with _shown(session, stack, name):
        for event in stacks.follow(stack):
            show_event(session, event)
    status = stacks.status(stack)
    session.say(f"{stack} is in {status}" if status else f"{stack}: there is no such stack")
    session.say(f"next: ./build.py deploy {name}")


def _find_kept(session: Session, connection: Connection, deployment: Deployment) -> tuple[Kept, ...]:
    """What an earlier stack of this environment left, which is said."""
    from generator.aws.adoption import find_kept

    kept = find_kept(connection, read_template(session, deployment), deployment.parameters)
    if kept:
        names = ", ".join(one.name for one in kept)
        session.say(f"{len(kept)} things are there from before, and are taken back: {names}")
    return kept


def _adopt(session: Session, connection: Connection, stacks: Stacks, deployment: Deployment, name: str) -> None:
    """Take back what an earlier stack of this environment left."""
    if kept := _find_kept(session, connection, deployment):
        with _shown(session, deployment.stack, name, len(kept)):
            for event in stacks.execute(stacks.plan_import(deployment, kept)):
                show_event(session, event)


@contextmanager
def _shown(session: Session, stack: str, name: str, total: int | None = None) -> Iterator[None]:
    """Inside, CloudFormation is at work on the environment's stack: that is shown, and goes on without its watcher."""
    follow = f"to follow it: ./build.py deploy {name} --follow"
    with showing(session, stack, total), watching(f"what AWS has begun goes on there, in stack {stack}; {follow}"):
        yield


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
    what, took = f"{event.name} ({event.type})", ""
    if finished:
        took = session.progress.end(event.name, event.at, counts=not event.failed and not event.is_stack)
    elif not event.is_stack:
        session.progress.begin(event.name, what, event.at)
    if finished or session.verbose:
        reason = f": {event.reason}" if event.reason and event.failed else ""
        session.say(f"  {event.status:<28} {what}{took}{reason}")
