"""`apply`: environments and the catalog as portfolio.yaml says, step by step, in the safe order."""

from __future__ import annotations

import json
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import click

from generator.cli.completing import complete_parts, on_target
from generator.cli.exits import Exit
from generator.cli.publish.many import Outcome, many_targets, require_many
from generator.cli.publish.part import Part, choose_part, typed
from generator.cli.session import Session, aws, everywhere, printed_as
from generator.cli.signals import ended_by_signals
from generator.diagnostics import AwsRefused, Finding, Refused, Span

if TYPE_CHECKING:
    from generator.apply import Event
    from generator.aws.artifacts import Artifacts
    from generator.aws.session import Connection
    from generator.cli.project import Project
    from generator.model import Target
    from generator.planning import Plan
    from generator.planning.environment_plan import EnvironmentPlan

RISKS = ("broadens", "breaks-users", "destroys")


@click.command(epilog="Examples: `./build.py apply --allow broadens` · `./build.py apply plan.json --format ndjson`")
@click.argument(
    "what", metavar="[PLAN|ENVIRONMENT|environments|catalog]", required=False, shell_complete=complete_parts
)
@on_target
@many_targets
@click.option("--allow", multiple=True, type=click.Choice(RISKS), help="Let steps of this risk run; may repeat.")
@click.option("--prune", is_flag=True, help="Also delete retired versions that nothing runs on.")
@click.option("--rate", type=click.FloatRange(1), help="Calls to Service Catalog a second, at most. [default: 100]")
@click.option("--deep", is_flag=True, help="Read every constraint and tag, and take back what was changed by hand.")
@printed_as("text", "ndjson")
@everywhere
@aws
@click.pass_obj
def command(
    session: Session,
    what: str | None,
    target: str | None,
    every: bool,
    ring: int | None,
    allow: tuple[str, ...],
    prune: bool,
    rate: float | None,
    deep: bool,
    shape: str,
) -> Exit:
    """Deploy the environments and publish the catalog of portfolio.yaml; a part of that, or exactly the saved PLAN.

    Environments come before what is offered in them. `apply ENVIRONMENT` is `deploy ENVIRONMENT`. With --all, a ring of
    targets begins when every target of the ring before it has succeeded.
    """
    from generator.cli.project import choose_target, load_project, report_warnings
    from generator.cli.publish.targets import Reached, choose_targets, follow

    project = load_project(session.root)
    report_warnings(project, session)
    part = choose_part(project, what)

    def apply_to(reached: Reached) -> Outcome:
        reached.connection.pacer.most = rate or reached.connection.pacer.most
        named = replace(part, words=typed(part.words, target=target, prune=prune, deep=deep))
        words = reached.part(named)
        return _apply_to(_Run(session, project, reached.target, reached.connection, words, allow, prune, deep, shape))

    if every or ring is not None:
        require_many(session, target, alone=part.environment is not None or part.saved is not None)
        return follow(session, choose_targets(project, session, ring), apply_to, shape, stops=True)
    apply_to(Reached(*choose_target(project, session, target or part.target)))
    return Exit.FINE


@dataclass(frozen=True)
class _Run:
    """What is published, where, and what is allowed."""

    session: Session
    project: Project
    target: Target
    connection: Connection
    part: Part
    allow: tuple[str, ...]
    prune: bool
    deep: bool
    shape: str


def _apply_to(run: _Run) -> Outcome:
    """Apply to one target what was asked for."""
    from generator.cli.publish.environments import plan_environments, require_deployed, require_workable
    from generator.cli.publish.permitting import require_consent

    session, part = run.session, run.part
    every = plan_environments(run.project, run.connection, run.target)
    environments = part.chosen(every)
    require_workable(environments)
    if part.catalog:
        require_deployed(run.project, every, environments)
        for each in (one for one in every if one not in environments):
            session.say(f"environment {each.name} differs from portfolio.yaml: ./build.py apply {each.name}")
        return _apply_whole(run, environments)
    # Whoever names a new environment means it.
    updates = [each for each in environments if not (each.creates and part.environment)]
    require_consent(updates, run.allow, part.command)
    if not environments:
        session.show("No changes. The stacks are as portfolio.yaml says.")
    with ended_by_signals():
        _deploy(session, run.project, run.connection, environments, run.allow, run.shape)
    return Outcome(environments=len(environments))


def _apply_whole(run: _Run, environments: Sequence[EnvironmentPlan]) -> Outcome:
    """The environments that differ, then the catalog as whoever holds the lease sees it."""
    from generator.apply import apply_plan
    from generator.aws.artifacts import Artifacts
    from generator.aws.catalog import Writer, leased, look_at_lease, plan_catalog
    from generator.views.plans.text import render_plan

    session, connection = run.session, run.connection
    wanted = run.project.desired(run.target, connection.partition)
    artifacts = Artifacts(connection, session.root)
    before = look_at_lease(artifacts, wanted.catalog)
    plan, observed = plan_catalog(connection, wanted, deep=run.deep, prune=run.prune)
    _permit(run, plan, environments)
    if plan.steps and "breaks-users" not in run.allow:
        _require_launchable(run)
    if not plan.steps and run.deep:
        artifacts.open()
    if not plan.steps and not environments:
        session.show(render_plan(plan, connection.identity[1], wanted, alone=not artifacts.mended))
        _say_mended(session, artifacts)
        return Outcome()
    started = time.monotonic()
    with ended_by_signals():
        _deploy(session, run.project, connection, environments, run.allow, run.shape)
        if plan.steps:
            with leased(connection, artifacts, wanted.catalog) as lease:
                if environments or not lease.follows(before):
                    # Time has passed, or somebody has published since.
                    plan, observed = plan_catalog(connection, wanted, deep=run.deep, prune=run.prune)
                    _permit(run, plan, environments)
                writer = Writer(connection, wanted.catalog, artifacts, lease)
                _publish(session, apply_plan(plan, observed, writer), plan, run.shape)
            _say_done(session, plan, started, connection.calls)
        _say_mended(session, artifacts)
    session.say("next: ./build.py plan   (it says: No changes)")
    return Outcome(len(plan.steps), len(environments))


def _permit(run: _Run, plan: Plan, environments: Sequence[EnvironmentPlan]) -> None:
    """Raises what stops the plan: another one was saved, shares that AWS would refuse, consent that is missing."""
    from generator.cli.publish.permitting import require_consent
    from generator.cli.publish.sharing import check_sharing

    _compare(plan, environments, run.part)
    check_sharing(run.project, run.connection, plan)
    require_consent(environments, run.allow, run.part.command, plan)


def _say_mended(session: Session, artifacts: Artifacts) -> None:
    for words in artifacts.mended:
        session.say(f"The artifact bucket {artifacts.bucket} is mended: {words}.")


def _say_done(session: Session, plan: Plan, started: float, calls: int) -> None:
    steps = f"{len(plan.steps)} step{'s' * (len(plan.steps) != 1)}"
    session.say(f"Published {steps} in {time.monotonic() - started:.1f} s ({calls} calls).")


def _deploy(
    session: Session,
    project: Project,
    connection: Connection,
    environments: Sequence[EnvironmentPlan],
    allow: tuple[str, ...],
    shape: str,
) -> None:
    """Deploy each environment that differs."""
    from generator.cli.publish.deploying import Wish, deploy_environment
    from generator.views.plans.environments import render_environments

    for each in environments:
        session.say(render_environments([each]))
        if shape == "ndjson":
            session.put(json.dumps({"format": 1, "event": "started", "step": "Deploy", **each.record}))
        deploy_environment(session, project, each.name, connection, Wish(allow=allow))
        if shape == "ndjson":
            session.put(json.dumps({"format": 1, "event": "done", "step": "Deploy", **each.record}))


def _publish(session: Session, events: Generator[Event, None, None], plan: Plan, shape: str) -> None:
    """Run the steps; where that ends early, say how many are done."""
    from generator.cli.progress import showing

    done = 0
    try:
        with showing(session, f"catalog {plan.catalog}", len(plan.steps)):
            for event in events:
                done = event.done
                _show(session, event, shape)
    except AwsRefused as refused:
        again = f"{done} steps are done, {len(plan.steps) - done} are left: fix it and run the same command again"
        tried = f"{refused.try_this}; {again}" if refused.try_this else again
        raise AwsRefused(refused.where, refused.said, code=refused.code, try_this=tried) from refused
    except KeyboardInterrupt:
        session.say(f"{done} steps are done, {len(plan.steps) - done} are left")
        raise
    finally:
        # Nothing is under way any more when the lease is given back.
        events.close()


def _compare(plan: Plan, environments: Sequence[EnvironmentPlan], part: Part) -> None:
    """Raises Refused where the saved plan is not this one any more."""
    from generator.planning import load_plan

    if (saved := part.saved) is None:
        return
    kept = load_plan(saved.read_text(encoding="utf-8"), str(saved))
    digests = tuple(str(each.record["digest"]) for each in environments)
    here = (plan.digest, plan.account, plan.region, digests)
    if here != (kept.digest, kept.account, kept.region, kept.environments):
        what = f"`{saved}` is stale: the catalog, an environment, portfolio.yaml or the place has changed since"
        raise Refused(Finding("PLN607", what, Span(str(saved)), fix=f"./build.py plan --save {part.words}"))


def _require_launchable(run: _Run) -> None:
    """Offers whose launch would fail are published with consent only."""
    from generator.aws.given_launch_roles import read_launch_role
    from generator.cli.project import prove_offers
    from generator.cli.publish.topics import check_topics

    connection = run.connection
    found = prove_offers(run.project, run.session, run.target, partial(read_launch_role, connection))
    if found := [*found, *check_topics(run.project, connection, run.target)]:
        what = f"{found[0].message}{f'; and {len(found) - 1} more offers' if found[1:] else ''}"
        raise Refused(Finding("PLN610", what, found[0].span, found[0].fix, "`--allow breaks-users` insists"))


def _show(session: Session, event: Event, shape: str) -> None:
    from generator.apply import Phase
    from generator.planning.record import step_record
    from generator.views.plans.descriptions import describe, heading

    symbol, words = describe(event.step)
    what, took = f"{heading(event.step)}: {words}", ""
    if event.phase is Phase.DONE:
        took = session.progress.end(str(event.number))
    else:
        session.progress.begin(str(event.number), what)
    if shape == "ndjson":
        row = {"format": 1, "event": event.phase.value, "number": event.number, "total": event.total}
        session.put(json.dumps({**row, "done": event.done, **step_record(event.step)}, ensure_ascii=False))
    elif event.phase is Phase.DONE:
        session.show(f"  {event.done:>3}/{event.total} {symbol} {what}{took}")
