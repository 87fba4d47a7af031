"""`plan`: what publishing portfolio.yaml would change; writes nothing."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from generator.cli.exits import Exit
from generator.cli.session import Session, aws, everywhere


@click.command(epilog="Examples: `./build.py plan` · `./build.py plan --target prod --format json --save plan.json`")
@click.option("--target", help="A target of portfolio.yaml; otherwise the one that your credentials reach.")
@click.option("--format", "shape", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
@click.option("--save", type=click.Path(dir_okay=False, path_type=Path), help="Also keep the plan, for `apply PLAN`.")
@click.option("--exit-code", is_flag=True, help="Exit 10 for changes, 11 for changes that broaden permissions.")
@click.option("--prune", is_flag=True, help="Also delete retired versions that nothing runs on.")
@click.option("--deep", is_flag=True, help="Read every constraint and tag, also where lists say that nothing differs.")
@everywhere
@aws
@click.pass_obj
def command(
    session: Session, target: str | None, shape: str, save: Path | None, exit_code: bool, deep: bool, prune: bool
) -> Exit:
    """Show what publishing portfolio.yaml would change.

    Exits 1 where an offer could not be launched, as `check` does; the plan is shown, and kept, all the same.
    """
    from generator.aws.catalog import plan_catalog
    from generator.aws.given_launch_roles import read_launch_role
    from generator.cli.catcher import read_line
    from generator.cli.project import choose_target, load_project, prove_offers, report_warnings
    from generator.planning import Risk
    from generator.views.findings.text import render_text
    from generator.views.plans.data import render_json, render_markdown
    from generator.views.plans.text import next_command, render_plan

    project = load_project(session.root)
    report_warnings(project, session)
    where, connection = choose_target(project, session, target)
    wanted = project.desired(where, connection.partition)
    plan, _ = plan_catalog(connection, wanted, deep=deep, prune=prune)
    if save is not None:
        save.write_text(render_json(plan) + "\n", encoding="utf-8")
    match shape:
        case "json":
            session.put(render_json(plan))
        case "markdown":
            session.put(render_markdown(plan))
        case _:
            session.show(render_plan(plan, connection.identity[1], wanted))
    if unlaunchable := prove_offers(project, session, where, partial(read_launch_role, connection)):
        session.say(render_text(unlaunchable, read_line(session.root)))
        return Exit.PROBLEMS
    if following := next_command(plan):
        session.say(f"next: {following}")
    if not exit_code or not plan.steps:
        return Exit.FINE
    return Exit.BROADENS if plan.risks[Risk.BROADENS] else Exit.CHANGES
