"""`plan`: what applying portfolio.yaml would change; writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.exits import Exit
from generator.cli.session import Session, aws, everywhere

if TYPE_CHECKING:
    from generator.aws.session import Connection
    from generator.cli.project import Project
    from generator.model import Target
    from generator.planning import CatalogState, Plan
    from generator.planning.environment_plan import EnvironmentPlan


@click.command(epilog="Examples: `./build.py plan` · `./build.py plan --target prod --format json --save plan.json`")
@click.option("--target", help="A target of portfolio.yaml; otherwise the one that your credentials reach.")
@click.option("--format", "shape", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
@click.option("--save", type=click.Path(dir_okay=False, path_type=Path), help="Also keep the plan, for `apply PLAN`.")
@click.option("--exit-code", is_flag=True, help="Exit 10 for changes, 11 for changes that broaden permissions.")
@click.option("--prune", is_flag=True, help="Also delete retired versions that nothing runs on.")
@click.option("--deep", is_flag=True, help="Read every constraint and tag, also where lists say that nothing differs.")
@click.option("--fast", is_flag=True, help="Believe the release record where it says that nothing differs.")
@everywhere
@aws
@click.pass_obj
def command(
    session: Session,
    target: str | None,
    shape: str,
    save: Path | None,
    exit_code: bool,
    deep: bool,
    prune: bool,
    fast: bool,
) -> Exit:
    """Show what applying portfolio.yaml would change: environments, launch roles and the catalog.

    Exits 1 where an offer could not be launched, as `check` does; the plan is shown, and kept, all the same.
    """
    from generator.aws.given_launch_roles import read_launch_role
    from generator.cli.catcher import read_line
    from generator.cli.project import choose_target, load_project, prove_offers, report_warnings
    from generator.cli.publish.fast import is_as_applied
    from generator.cli.publish.topics import check_topics
    from generator.views.findings.text import render_text
    from generator.views.plans.data import render_json

    if fast:
        _require_alone(deep or prune or save is not None or shape != "text")
    project = load_project(session.root)
    report_warnings(project, session)
    where, connection = choose_target(project, session, target)
    wanted = project.desired(where, connection.partition)
    if fast and is_as_applied(session, connection, wanted):
        return Exit.FINE
    environments, plan = _read(project, connection, where, deep=deep, prune=prune, wanted=wanted)
    if save is not None:
        save.write_text(render_json(plan, environments) + "\n", encoding="utf-8")
    _show(session, shape, plan, environments, connection.identity[1], wanted)
    unlaunchable = prove_offers(project, session, where, partial(read_launch_role, connection))
    if unlaunchable := [*unlaunchable, *check_topics(project, connection, where)]:
        session.say(render_text(unlaunchable, read_line(session.root)))
        return Exit.PROBLEMS
    return _end(session, plan, environments, exit_code)


def _read(
    project: Project, connection: Connection, where: Target, wanted: CatalogState, *, deep: bool, prune: bool
) -> tuple[Sequence[EnvironmentPlan], Plan]:
    """What the environments and the catalog would change, and what is worth a note."""
    from generator.aws.catalog import plan_catalog
    from generator.cli.publish.affected import find_affected
    from generator.cli.publish.environments import read_environments
    from generator.cli.publish.notes import find_notes

    found = read_environments(project, connection, where)
    plan, observed = plan_catalog(connection, wanted, deep=deep, prune=prune)
    affected = find_affected(project.root, connection, plan, observed)
    notes = (*plan.notes, *find_notes(project, connection, where, plan, found), *affected)
    return found.plans, replace(plan, notes=notes)


def _end(session: Session, plan: Plan, environments: Sequence[EnvironmentPlan], exit_code: bool) -> Exit:
    """The command that comes next, and the exit code that was asked for."""
    from generator.planning import Risk
    from generator.views.plans.text import next_command

    risks = [risk for each in environments for risk in (Risk.ROUTINE, *each.risks)]
    if following := next_command(plan, risks):
        session.say(f"next: {following}")
    if not exit_code or not (plan.steps or environments):
        return Exit.FINE
    return Exit.BROADENS if plan.risks[Risk.BROADENS] or Risk.BROADENS in risks else Exit.CHANGES


def _require_alone(others: bool) -> None:
    if others:
        raise click.UsageError("--fast says only whether something differs: leave out the other options")


def _show(
    session: Session,
    shape: str,
    plan: Plan,
    environments: Sequence[EnvironmentPlan],
    caller: str,
    wanted: CatalogState,
) -> None:
    from generator.views.plans.data import render_json, render_markdown
    from generator.views.plans.environments import render_environments
    from generator.views.plans.text import render_plan

    match shape:
        case "json":
            session.put(render_json(plan, environments))
        case "markdown":
            session.put(render_markdown(plan, environments))
        case _:
            if environments:
                session.show(render_environments(environments))
                session.show("")
            session.show(render_plan(plan, caller, wanted, alone=not environments))
