"""`roles`: the templates of an environment's roles alone, for whoever may make roles where others may not."""

from __future__ import annotations

import click

from generator.cli.completing import complete_environments
from generator.cli.session import Session, everywhere

_ORDER = "make `supporting` first, then the environment (./build.py deploy {0}), then `working`"


@click.command(
    epilog="Examples: `./build.py roles churn-dev` · `./build.py roles churn-dev --part supporting > supporting.yaml`"
)
@click.argument("environment", shell_complete=complete_environments)
@click.option("--part", type=click.Choice(["supporting", "working"]), help="Print this template, as YAML.")
@everywhere
@click.pass_obj
def command(session: Session, environment: str, part: str | None) -> None:
    """Print the templates with the roles and policies of ENVIRONMENT, which then makes none: roles: { made: given }.

    `supporting` are the roles by which services deliver logs: they come before the environment. `working` are all
    others: they take what the environment publishes from its SSM parameters, and so come after it.
    """
    from generator.cli.project import load_project, report_warnings
    from generator.diagnostics import Finding, Unmet
    from generator.manifest.forms.regions import partition_of
    from generator.planning import plan_deployment
    from generator.planning.role_templates import plan_role_templates
    from generator.synth.released import read_released
    from generator.synth.serialize import render_yaml

    project = load_project(session.root)
    report_warnings(project, session)
    wanted = project.environment(environment)
    if wanted.roles.made == "own":
        span = project.manifest.spans.at("environments", environment)
        fix = "roles: { made: given }"
        raise Unmet(Finding("PF193", f"`{environment}` makes its roles itself", span, fix=fix))
    base = project.manifest.catalog.base
    release = project.ledger.find(base.product, wanted.version)
    assert release is not None, "load_project looked it up"
    target = project.manifest.catalog.targets[wanted.target]
    document = read_released(session.root, release)
    templates = plan_role_templates(
        document, plan_deployment(base, wanted, target, release), partition_of(target.region)
    )
    if part is not None:
        session.put(render_yaml(templates[part]))
        return
    for name, template in templates.items():
        kinds = [body["Type"].rpartition(":")[2] for body in template["Resources"].values()]
        session.put(f"{name}: {kinds.count('Role')} roles, {kinds.count('ManagedPolicy')} managed policies")
    session.say(_ORDER.format(environment))
