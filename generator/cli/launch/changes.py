"""`changes`: what changed in the products that the caller may launch."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from generator.cli.completing import complete_products
from generator.cli.session import Session, aws, everywhere, printed_as

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from generator.aws.provisioning import Offering, Provisioning
    from generator.views.changes import Released


@click.command(
    epilog="Examples: `./build.py changes` · `./build.py changes my-product --since 2026-01-31 --format json`"
)
@click.argument("product", required=False, shell_complete=complete_products)
@click.option(
    "--since",
    metavar="YYYY-MM-DD",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Only versions that were published from this day on.",
)
@printed_as("text", "json")
@everywhere
@aws
@click.pass_obj
def command(session: Session, product: str | None, since: datetime | None, shape: str) -> None:
    """Show what changed in the products that you may launch: each version, its day, and its product's own words."""
    from generator.aws.provisioning import Provisioning
    from generator.cli.launch.lookup import choose_offering
    from generator.cli.project import open_connection
    from generator.views.changes import changes_data, render_changes

    provisioning = Provisioning(open_connection(session))
    chosen = [choose_offering(provisioning, session.root, product)] if product is not None else provisioning.offerings()
    from_day = f"{since:%Y-%m-%d}" if since is not None else ""
    rows = [row for each in chosen for row in _released(session.root, provisioning, each) if row.date >= from_day]
    if shape == "json":
        session.put(json.dumps(changes_data(rows), indent=2, ensure_ascii=False))
    elif rows:
        session.put(render_changes(rows))
    else:
        session.say("Nothing that you may launch has changed.")


def _released(root: Path, provisioning: Provisioning, offering: Offering) -> list[Released]:
    from generator.aws.catalog.ownership import product_of
    from generator.synth.changelogs import read_changes
    from generator.views.changes import Released

    versions = provisioning.versions(offering.id)
    names = {name for version in versions if (name := product_of(version.description)) is not None}
    words = {name: read_changes(root, name) for name in names}
    return [
        Released(
            offering.title,
            version.name,
            version.day,
            "deprecated" if version.deprecated else "current",
            words.get(product_of(version.description) or "", {}).get(version.name, ""),
        )
        for version in versions
    ]
