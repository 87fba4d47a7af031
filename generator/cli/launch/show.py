"""`show`: what a product asks, and what its portfolio narrows."""

from __future__ import annotations

import json

import click

from generator.cli.completing import complete_environments, complete_products, complete_releases
from generator.cli.session import Session, aws, everywhere, printed_as


@click.command(epilog="Examples: `./build.py show notebook` · `./build.py show notebook --version 1.0.0`")
@click.argument("product", shell_complete=complete_products)
@click.option("--version", shell_complete=complete_releases, help="A version on offer; otherwise the newest.")
@click.option(
    "--environment",
    shell_complete=complete_environments,
    help="Which environment, where you may launch into more than one.",
)
@printed_as("text", "json")
@everywhere
@aws
@click.pass_obj
def command(session: Session, product: str, version: str | None, environment: str | None, shape: str) -> None:
    """Show the questions, defaults, limits and cost of PRODUCT."""
    from generator.aws.catalog.ownership import product_of
    from generator.aws.provisioning import Provisioning
    from generator.cli.costing import product_cost
    from generator.cli.launch.lookup import choose_offering, choose_version, find_path
    from generator.cli.project import open_connection
    from generator.views.costs import cost_data, render_cost
    from generator.views.launching import parameters_data, render_parameters

    connection = open_connection(session)
    provisioning = Provisioning(connection)
    offering = choose_offering(provisioning, session.root, product)
    chosen = choose_version(provisioning.versions(offering.id), version, launching=False)
    path = find_path(provisioning, offering.id, chosen.id, environment)
    parameters = provisioning.parameters(offering.id, chosen.id, path)
    folder = product_of(chosen.description)
    cost = product_cost(session.root, folder, chosen.name, parameters, connection.region) if folder else None
    options = provisioning.tag_options(offering.id, chosen.id, path)
    if shape == "json":
        questions = {"questions": parameters_data(parameters), "tag-options": options}
        data: dict[str, object] = {"format": 1, "name": offering.title, "version": chosen.name, **questions}
        if cost is not None:
            data["cost"] = cost_data(*cost)
        session.put(json.dumps(data, indent=2, ensure_ascii=False))
        return
    session.put(f"{offering.title} {chosen.name}\n{offering.summary}\n")
    session.put(render_parameters(parameters))
    for key, values in options.items():
        if values[1:]:
            session.put(f"--tag {key}: one of {', '.join(values)}")
    if cost is not None:
        session.put("\n" + render_cost(*cost, whole=True))
    session.say(f"next: ./build.py launch {product} --name NAME")
