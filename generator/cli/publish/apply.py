"""`apply`: publish portfolio.yaml, step by step, in the safe order."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.session import Session, aws, everywhere
from generator.cli.signals import ended_by_signals
from generator.diagnostics import AwsRefused, Finding, Refused, Span

if TYPE_CHECKING:
    from generator.apply import Event
    from generator.planning import Plan

RISKS = ("broadens", "breaks-users", "destroys")


@click.command(epilog="Examples: `./build.py apply --allow broadens` · `./build.py apply plan.json --format ndjson`")
@click.argument("saved", metavar="[PLAN]", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--target", help="A target of portfolio.yaml; otherwise the one that your credentials reach.")
@click.option("--allow", multiple=True, type=click.Choice(RISKS), help="Let steps of this risk run; may repeat.")
@click.option("--prune", is_flag=True, help="Also delete retired versions that nothing runs on.")
@click.option("--deep", is_flag=True, help="Read every constraint and tag, and take back what was changed by hand.")
@click.option("--format", "shape", type=click.Choice(["text", "ndjson"]), default="text", show_default=True)
@everywhere
@aws
@click.pass_obj
def command(
    session: Session,
    saved: Path | None,
    target: str | None,
    allow: tuple[str, ...],
    prune: bool,
    deep: bool,
    shape: str,
) -> None:
    """Publish portfolio.yaml, or exactly the saved PLAN."""
    from generator.apply import apply_plan
    from generator.aws.artifacts import Artifacts
    from generator.aws.catalog import Writer, leased, plan_catalog
    from generator.aws.given_launch_roles import read_launch_role
    from generator.cli.project import choose_target, load_project, prove_offers, report_warnings
    from generator.views.plans.text import render_plan

    project = load_project(session.root)
    report_warnings(project, session)
    where, connection = choose_target(project, session, target)
    wanted = project.desired(where, connection.partition)
    plan, _ = plan_catalog(connection, wanted, deep=deep, prune=prune)
    _require_consent(plan, saved, allow)
    if plan.steps and "breaks-users" not in allow:
        _require_launchable(prove_offers(project, session, where, partial(read_launch_role, connection)))
    artifacts = Artifacts(connection, session.root)
    if not plan.steps:
        if deep:
            artifacts.open()
        session.show(render_plan(plan, connection.identity[1], wanted))
        return
    started = time.monotonic()
    with ended_by_signals(), leased(connection, artifacts, wanted.catalog) as lease:
        # Somebody may have published since: what runs is planned by whoever holds the lease.
        plan, observed = plan_catalog(connection, wanted, deep=deep, prune=prune)
        _require_consent(plan, saved, allow)
        writer = Writer(connection, wanted.catalog, artifacts, lease)
        _publish(session, apply_plan(plan, observed, writer), plan, shape)
    _say_done(session, plan, time.monotonic() - started, connection.calls)


def _say_done(session: Session, plan: Plan, seconds: float, calls: int) -> None:
    steps = f"{len(plan.steps)} step{'s' * (len(plan.steps) != 1)}"
    session.say(f"Published {steps} in {seconds:.1f} s ({calls} calls).")
    session.say("next: ./build.py plan   (it says: No changes)")


def _publish(session: Session, events: Iterator[Event], plan: Plan, shape: str) -> None:
    """Run the steps; where that ends early, say how many are done."""
    from generator.apply import Phase

    done = 0
    try:
        for event in events:
            if event.phase is Phase.DONE:
                done = event.number
            _show(session, event, shape)
    except AwsRefused as refused:
        again = f"{done} steps are done, {len(plan.steps) - done} are left: fix it and run the same command again"
        tried = f"{refused.try_this}; {again}" if refused.try_this else again
        raise AwsRefused(refused.where, refused.said, code=refused.code, try_this=tried) from refused
    except KeyboardInterrupt:
        session.say(f"{done} steps are done, {len(plan.steps) - done} are left")
        raise


def _require_consent(plan: Plan, saved: Path | None, allow: tuple[str, ...]) -> None:
    """Raise Refused where the plan is another than the saved one, or does what was not allowed."""
    if saved is not None:
        _compare(plan, saved)
    _permit(plan, allow)


def _compare(plan: Plan, saved: Path) -> None:
    from generator.planning import load_plan

    kept = load_plan(saved.read_text(encoding="utf-8"), str(saved))
    if kept.digest != plan.digest or (kept.account, kept.region) != (plan.account, plan.region):
        what = f"`{saved}` is stale: the catalog, portfolio.yaml or the place has changed since it was made"
        raise Refused(Finding("PLN607", what, Span(str(saved)), fix=f"./build.py plan --save {saved}"))


def _permit(plan: Plan, allow: tuple[str, ...]) -> None:
    missing = [risk for risk in sorted(plan.risks) if risk and risk.words not in allow]
    if missing:
        words = ", ".join(f"{plan.risks[risk]} × {risk.words}" for risk in missing)
        fix = "./build.py apply" + "".join(f" --allow {risk.words}" for risk in sorted(plan.risks) if risk)
        raise Refused(Finding("PLN608", f"steps of the plan need your consent: {words}", fix=fix))


def _require_launchable(found: Sequence[Finding]) -> None:
    """Offers whose launch would fail are published with consent only."""
    if found:
        what = f"{found[0].message}{f'; and {len(found) - 1} more offers' if found[1:] else ''}"
        raise Refused(Finding("PLN610", what, found[0].span, found[0].fix, "`--allow breaks-users` insists"))


def _show(session: Session, event: Event, shape: str) -> None:
    from generator.apply import Phase
    from generator.planning.record import step_record
    from generator.views.plans.descriptions import describe, heading

    if shape == "ndjson":
        row = {"format": 1, "event": event.phase.value, "number": event.number, "total": event.total}
        session.put(json.dumps({**row, **step_record(event.step)}, ensure_ascii=False))
    elif event.phase is Phase.DONE:
        symbol, words = describe(event.step)
        session.show(f"  {event.number:>3}/{event.total} {symbol} {heading(event.step)}: {words}")
