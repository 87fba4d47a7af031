"""`plan`: what applying portfolio.yaml would change; writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.completing import on_target
from generator.cli.exits import Exit
from generator.cli.publish.many import Outcome, many_targets, require_many
from generator.cli.publish.part import typed
from generator.cli.session import Session, aws, everywhere, printed_as

if TYPE_CHECKING:
    from generator.aws.session import Connection
    from generator.cli.project import Project
    from generator.cli.publish.targets import Reached
    from generator.model import Target
    from generator.planning import CatalogState, Plan
    from generator.planning.environment_plan import EnvironmentPlan


@click.command(epilog="Examples: `./build.py plan` · `./build.py plan --target prod --format json --save plan.json`")
@on_target
@many_targets
@printed_as("text", "json", "markdown")
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
    every: bool,
    ring: int | None,
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
    from generator.cli.project import choose_target, load_project, report_warnings
    from generator.cli.publish.targets import Reached, choose_targets, follow
    from generator.cli.writing import require_place

    if save is not None:
        require_place(save)
    if fast:
        _require_alone(deep or prune or save is not None or shape != "text")
    project = load_project(session.root)
    report_warnings(project, session)
    look = _Look(session, project, target, shape, save, exit_code, deep, prune, fast)
    if every or ring is not None:
        require_many(session, target, alone=save is not None)
        return follow(session, choose_targets(project, session, ring), partial(_plan_one, look), shape)
    return _plan_one(look, Reached(*choose_target(project, session, target))).code


@dataclass(frozen=True)
class _Look:
    """How the plan of a target is made and shown."""

    session: Session
    project: Project
    target: str | None
    shape: str
    save: Path | None
    exit_code: bool
    deep: bool
    prune: bool
    fast: bool

    def typed(self, many: str) -> str:
        """What was typed that `apply` needs too."""
        return typed(str(self.save or ""), many, target=self.target, prune=self.prune, deep=self.deep)


def _plan_one(look: _Look, reached: Reached) -> Outcome:
    """Show the plan of one target; of one of many, JSON is kept for the one document."""
    from generator.aws.given_launch_roles import read_launch_role
    from generator.cli.catcher import read_line
    from generator.cli.project import prove_offers
    from generator.cli.publish.fast import is_as_applied
    from generator.cli.publish.topics import check_topics
    from generator.cli.writing import write_output
    from generator.views.findings.text import render_text
    from generator.views.plans.data import render_json

    session, project, where, connection = look.session, look.project, reached.target, reached.connection
    wanted = project.desired(where, connection.partition)
    if look.fast and is_as_applied(session, connection, wanted):
        return Outcome()
    environments, plan = _read(project, connection, where, deep=look.deep, prune=look.prune, wanted=wanted)
    if look.save is not None:
        write_output(look.save, render_json(plan, environments) + "\n")
    found = Outcome(len(plan.steps), len(environments), text=render_json(plan, environments))
    if not (reached.many and look.shape == "json"):
        _show(session, look.shape, plan, environments, connection.identity[1], wanted)
    unlaunchable = prove_offers(project, session, where, partial(read_launch_role, connection))
    if unlaunchable := [*unlaunchable, *check_topics(project, connection, where)]:
        session.say(render_text(unlaunchable, read_line(session.root)))
        return replace(found, code=Exit.PROBLEMS)
    return replace(found, code=_end(look, plan, environments, reached.many))


def _read(
    project: Project, connection: Connection, where: Target, wanted: CatalogState, *, deep: bool, prune: bool
) -> tuple[Sequence[EnvironmentPlan], Plan]:
    """What the environments and the catalog would change, and what is worth a note."""
    from generator.aws.catalog import plan_catalog
    from generator.cli.publish.affected import find_affected
    from generator.cli.publish.environments import read_environments
    from generator.cli.publish.notes import find_notes
    from generator.cli.publish.permitted import find_permitted
    from generator.cli.publish.sharing import check_sharing

    found = read_environments(project, connection, where)
    plan, observed = plan_catalog(connection, wanted, deep=deep, prune=prune)
    check_sharing(project, connection, plan)
    affected = find_affected(project.root, connection, plan, observed)
    permitted = find_permitted(project, plan, observed)
    notes = (*plan.notes, *find_notes(project, connection, where, plan, found), *affected, *permitted)
    return found.plans, replace(plan, notes=notes)


def _end(look: _Look, plan: Plan, environments: Sequence[EnvironmentPlan], many: str) -> Exit:
    """The command that comes next, and the exit code that was asked for."""
    from generator.planning import Risk
    from generator.views.plans.text import next_command

    risks = [risk for each in environments for risk in (Risk.ROUTINE, *each.risks)]
    if following := next_command(plan, risks, look.typed(many)):
        look.session.say(f"next: {following}")
    if not look.exit_code or not (plan.steps or environments):
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
