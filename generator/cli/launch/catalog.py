"""`catalog`: what the caller may launch."""

from __future__ import annotations

import json

import click

from generator.cli.session import Session, aws, everywhere, printed_as


@click.command(epilog="Examples: `./build.py catalog` · `./build.py catalog --as ROLE --mfa-code 123456`")
@printed_as("text", "json")
@everywhere
@aws
@click.pass_obj
def command(session: Session, shape: str) -> None:
    """List what you may launch, and at which versions."""
    from generator.aws.provisioning import Provisioning
    from generator.cli.project import open_connection

    connection = open_connection(session)
    provisioning = Provisioning(connection)
    rows = [(offering, provisioning.versions(offering.id)) for offering in provisioning.offerings()]
    if shape == "json":
        data = [
            {
                "id": offering.id,
                "name": offering.title,
                "summary": offering.summary,
                "owner": offering.owner,
                "versions": [
                    {"name": version.name, "state": "deprecated" if version.deprecated else "current"}
                    for version in versions
                ],
            }
            for offering, versions in rows
        ]
        session.put(json.dumps({"format": 1, "products": data}, indent=2, ensure_ascii=False))
        return
    for offering, versions in rows:
        names = ", ".join(f"{v.name}{' (deprecated)' if v.deprecated else ''}" for v in versions)
        session.put(f"{offering.title}   {names}\n  {offering.summary}\n  owner: {offering.owner} {offering.support}")
    if not rows:
        where = f"{connection.region} of account {connection.account}"
        session.say(
            f"There is nothing that you may launch in {where}: ask your administrator for access to a portfolio, and "
            "for its region."
        )
