"""`show`: what a product asks, and what its portfolio narrows."""

from __future__ import annotations

import click

from generator.cli.session import Session, aws, everywhere


@click.command(epilog="Examples: `./build.py show notebook` · `./build.py show notebook --version 1.0.0`")
@click.argument("product")
@click.option("--version", help="A version on offer; otherwise the newest.")
@click.option("--environment", help="Which environment, where you may launch into more than one.")
@everywhere
@aws
@click.pass_obj
def command(session: Session, product: str, version: str | None, environment: str | None) -> None:
    """Show the questions, defaults and limits of PRODUCT."""
    from generator.aws.provisioning import Provisioning
    from generator.cli.project import open_connection
    from generator.cli.shelf import choose_offering, choose_path, choose_version
    from generator.views.launching import render_questions

    provisioning = Provisioning(open_connection(session))
    offering = choose_offering(provisioning, session.root, product)
    versions = provisioning.versions(offering.id)
    chosen = choose_version(versions, version, launching=False)
    path = choose_path(provisioning.paths(offering.id), environment)
    session.put(f"{offering.title} {chosen.name}\n{offering.summary}\n")
    rows = [
        (q.name, q.description, q.default, q.pinned, q.narrowed or q.allowed, (q.minimum, q.maximum))
        for q in provisioning.questions(offering.id, chosen.id, path)
    ]
    session.put(render_questions(rows))
    session.say(f"next: ./build.py launch {product} --name NAME")
