"""`deploy`: create or update a base environment by a change set."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import click

from generator.cli.completing import complete_environments
from generator.cli.session import Session, aws, everywhere
from generator.diagnostics import Finding, Unmet

if TYPE_CHECKING:
    from generator.aws.session import Connection
    from generator.model import Target

RISKS = ("broadens", "breaks-users", "destroys")


@click.command(
    epilog="Examples: `./build.py deploy churn-dev` · `./build.py deploy churn-dev --preview` · "
    "`./build.py deploy churn-dev --preview --format json`"
)
@click.argument("environment", shell_complete=complete_environments)
@click.option("--preview", is_flag=True, help="Only show what would change, and its cost.")
@click.option("--allow", multiple=True, type=click.Choice(RISKS), help="Let changes of this risk be made; may repeat.")
@click.option("--resume", "resumes", is_flag=True, help="First finish the rollback that an earlier run has failed in.")
@click.option("--follow", "follows", is_flag=True, help="Only watch what goes on with its stack, until it ends.")
@click.option("--skip", multiple=True, metavar="RESOURCE", help="With --resume: leave it as it is; may repeat.")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", help="JSON with --preview.")
@everywhere
@aws
@click.pass_obj
def command(session: Session, /, environment: str, preview: bool, allow: tuple[str, ...], **given: Any) -> None:
    """Create or update the base environment ENVIRONMENT at the version that portfolio.yaml names.

    `apply ENVIRONMENT` is the same. Whoever gets in or is kept out is said first; an update that lets somebody do more
    or less than before wants consent.
    """
    from generator.cli.project import load_project, open_connection, report_warnings
    from generator.cli.publish.deploying import Wish, deploy_environment, follow_stack, show_outputs
    from generator.cli.publish.environments import plan_environments
    from generator.cli.publish.permitting import require_consent
    from generator.cli.publish.stack_states import resume
    from generator.views.plans.environments import render_environments

    if given["shape"] == "json" and not preview:
        raise click.UsageError("--format json is of --preview")
    project = load_project(session.root)
    report_warnings(project, session)
    wanted = project.deployed(environment)
    target = project.manifest.catalog.targets[wanted.target]
    connection = open_connection(session, wanted, target.region, target.profile)
    _require_place(environment, connection, target)
    if given["follows"]:
        follow_stack(session, connection, wanted.prefix, environment)
        return
    if given["resumes"] and not preview:
        resume(session, connection, wanted.prefix, environment, given["skip"])
    plans = plan_environments(project, connection, target, [environment])
    if updates := [plan for plan in plans if not plan.creates]:
        session.say(render_environments(updates))
    consent = partial(require_consent, updates, allow, f"./build.py deploy {environment}")
    wish = Wish(preview, allow, consent, given["shape"] == "json", updates[0] if updates else None)
    if deploy_environment(session, project, environment, connection, wish):
        show_outputs(session, connection, wanted.prefix)
        session.say("next: ./build.py plan")


def _require_place(environment: str, connection: Connection, target: Target) -> None:
    """Raises Unmet in another account or region than the environment's."""
    if (connection.account, connection.region) != (target.account, target.region):
        what = f"`{environment}` belongs in {target.account} · {target.region}; you are in {connection.account}"
        raise Unmet(Finding("PF192", f"{what} · {connection.region}", fix="use that account's --profile and --region"))
