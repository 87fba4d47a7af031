"""`permissions`: who plans, publishes and deploys, as a template of roles or as policies."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from generator.cli.completing import complete_environments, complete_targets
from generator.cli.session import Session, everywhere, printed_as

if TYPE_CHECKING:
    from generator.cli.project import Project
    from generator.model import Target

_NAMES = ("planner", "publisher", "deployer")
EPILOG = (
    "Examples: `./build.py permissions --trust arn:aws:iam::111122223333:role/pipeline > publishing.json` · "
    "`./build.py permissions planner --format json`"
)


@click.command(epilog=EPILOG)
@click.argument("principals", nargs=-1, type=click.Choice(_NAMES))
@click.option(
    "--target",
    "target",
    metavar="NAME",
    shell_complete=complete_targets,
    help="A target of portfolio.yaml: the roles are for its account.",
)
@click.option(
    "--environment",
    "environments",
    metavar="NAME",
    multiple=True,
    shell_complete=complete_environments,
    help="Deploys these only; again for more.",
)
@click.option("--trust", "trusted", metavar="ARN", multiple=True, help="Who may become the roles; again for more.")
@click.option("--second-factor", is_flag=True, help="Only with MFA.")
@click.option("--without-launch-boundaries", "elsewhere", is_flag=True, help="An earlier apply has made them.")
@printed_as("template", "json")
@everywhere
@click.pass_obj
def command(
    session: Session,
    principals: tuple[str, ...],
    target: str | None,
    environments: tuple[str, ...],
    trusted: tuple[str, ...],
    second_factor: bool,
    elsewhere: bool,
    shape: str,
) -> None:
    """Print the roles of the planner (reads), the publisher and the deployer of an account, all or those named.

    A planner runs plan, status, drift, verify and doctor; a publisher apply catalog and adopt; a deployer deploy,
    destroy and apply environments. Deploy the template once, as an administrator, with the capability
    CAPABILITY_NAMED_IAM.
    """
    from generator.cli.project import load_project
    from generator.cli.publish.deploying_needs import build_needs
    from generator.planning.bootstrap.entrances import Entrance, Trusted
    from generator.planning.publishing_roles import Layout, build_roles, list_documents, read_scope, render_roles

    if shape == "template" and not trusted:
        raise click.UsageError("--trust says who may become the roles, such as a user's or a pipeline's role's ARN")
    project = load_project(session.root)
    place = _choose(project, target)
    scope = read_scope(project.manifest.catalog, place, {project.environment(name).name for name in environments})
    drafted = build_needs(project, scope) if "deployer" in (principals or _NAMES) else None
    documents = list_documents(scope, drafted)
    chosen = [name for name in principals or _NAMES if name in documents]
    if shape == "json":
        session.put(json.dumps({name: documents[name] for name in chosen}, indent=2))
        return
    people = Trusted(tuple(Entrance("trust", arn) for arn in trusted), second_factor)
    roles = build_roles(scope, place, documents, chosen, people, Layout(launch=not elsewhere))
    session.put(render_roles(roles))
    session.say(f"An administrator of account {place.account} deploys this once, as the stack ds-publishing.")


def _choose(project: Project, name: str | None) -> Target:
    """The target of this name, or the only account's."""
    from generator.diagnostics import Finding, Unmet

    targets = project.manifest.catalog.targets
    if name is None and len({each.account for each in targets.values()}) == 1:
        return next(iter(targets.values()))
    if name is None or name not in targets:
        what = f"there is no target `{name}`" if name else "the targets are in more than one account"
        raise Unmet(Finding("PF191", what, fix=f"--target, one of {', '.join(targets)}"))
    return targets[name]
