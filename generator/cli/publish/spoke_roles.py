"""`spoke-roles`: the template of the roles that launch what is shared, for accounts that no stack set reaches."""

from __future__ import annotations

import json

import click

from generator.cli.completing import complete_targets
from generator.cli.session import Session, everywhere, printed_as


@click.command(epilog="Examples: `./build.py spoke-roles` · `./build.py spoke-roles --target prod --format json`")
@click.option("--target", shell_complete=complete_targets, help="A target of portfolio.yaml; otherwise the only one.")
@printed_as("yaml", "json")
@everywhere
@click.pass_obj
def command(session: Session, target: str | None, shape: str) -> None:
    """Print the roles that launch what a target's portfolios share, as a template without any account in it.

    A stack set puts them into organizational units. An account that gets a portfolio by `account:` makes them itself,
    with aws cloudformation deploy --capabilities CAPABILITY_NAMED_IAM, before it accepts the share.
    """
    from generator.cli.project import load_project, report_warnings
    from generator.diagnostics import Finding, Unmet
    from generator.manifest.forms.regions import partition_of
    from generator.synth.serialize import render_yaml

    project = load_project(session.root)
    report_warnings(project, session)
    targets = project.manifest.catalog.targets
    name = target or (next(iter(targets)) if len(targets) == 1 else None)
    if name is None or name not in targets:
        what = f"there is no target `{target}`" if target else "there is more than one target"
        raise Unmet(Finding("PF191", what, fix=f"--target: one of {', '.join(targets)}"))
    wanted = project.desired(targets[name], partition_of(targets[name].region)).spokes
    if wanted is None or wanted.text is None:
        what = f"no portfolio of `{name}` is shared with a product that brings its own launch role"
        raise Unmet(Finding("PLN657", what, fix="share: [{ organizational-unit: ou-… }] in a portfolio of it"))
    document = json.loads(wanted.text)
    session.put(render_yaml(document) if shape == "yaml" else json.dumps(document, indent=2))
