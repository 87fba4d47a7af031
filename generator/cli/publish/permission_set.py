"""`permission-set`: the Identity Center permission set of an environment's data scientists, as a template."""

from __future__ import annotations

import click

from generator.cli.completing import complete_environments
from generator.cli.session import Session, everywhere
from generator.diagnostics import Finding, Unmet

EPILOG = (
    "Examples: `./build.py permission-set churn-dev > permission-set.yaml` · "
    "`./build.py permission-set churn-dev --boundary Everybody --boundary-path /organization/`"
)


@click.command(epilog=EPILOG)
@click.argument("environment", required=False, shell_complete=complete_environments)
@click.option("--boundary", metavar="NAME", help="A customer managed policy that is its permissions boundary.")
@click.option("--boundary-path", metavar="PATH", default="/", show_default=True, help="That policy's path.")
@everywhere
@click.pass_obj
def command(session: Session, environment: str | None, boundary: str | None, boundary_path: str) -> None:
    """Print the permission set of ENVIRONMENT's data scientists, for the administrator of Identity Center.

    The set carries the policies of the data scientist's role themselves, so that nobody needs a second role. It lives
    in the organization's management account, or in the one that administers Identity Center; its policies are made by
    `deploy`, which comes first.
    """
    from generator.cli.project import load_project
    from generator.manifest.forms.regions import partition_of
    from generator.planning import plan_deployment
    from generator.planning.permission_sets import Boundary, build_permission_set
    from generator.synth.released import read_released
    from generator.synth.serialize import render_yaml

    project = load_project(session.root)
    chosen = project.environment(environment)
    if chosen.scientists.permission_set is None:
        span = project.manifest.spans.at("environments", chosen.name, "people", "scientists", "trust")
        what = f"`{chosen.name}` names no permission set of Identity Center"
        fix = "scientists: { trust: identity-center, permission-set: DataScientist }"
        raise Unmet(Finding("PF149", what, span, fix=fix))
    target = project.manifest.catalog.targets[chosen.target]
    base = project.manifest.catalog.base
    release = project.ledger.find(base.product, chosen.version)
    assert release is not None, "load_project has refused a version that is not released"
    document = read_released(session.root, release)
    limit = Boundary(boundary, boundary_path) if boundary is not None else None
    template = build_permission_set(
        plan_deployment(base, chosen, target, release),
        document,
        chosen.scientists.permission_set,
        partition_of(target.region),
        limit,
    )
    session.put(render_yaml(template).rstrip("\n"))
    session.say(
        f"First ./build.py deploy {chosen.name}: its policies must be in account {target.account}. Then have this "
        f"deployed where Identity Center is administered, and the set assigned to people in {target.account} alone."
    )
