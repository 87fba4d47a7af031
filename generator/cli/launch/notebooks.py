"""`notebooks`: what the caller has launched, and the state of each notebook."""

from __future__ import annotations

import json

import click

from generator.cli.session import Session, aws, everywhere


@click.command(epilog="Examples: `./build.py notebooks` · `./build.py notebooks --format json`")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True)
@everywhere
@aws
@click.pass_obj
def command(session: Session, shape: str) -> None:
    """List your notebooks, and what else you have launched; `open`, `start` and `stop` are for notebooks only."""
    from generator.aws.notebooks import Notebooks
    from generator.aws.provisioning import Provisioning
    from generator.cli.launch.lookup import NOTEBOOK_OUTPUT
    from generator.cli.project import open_connection
    from generator.views.launching import render_table

    connection = open_connection(session)
    provisioning, notebooks = Provisioning(connection), Notebooks(connection)
    rows = []
    for launched in provisioning.launched():
        name = provisioning.outputs(launched.id).get(NOTEBOOK_OUTPUT)
        found = notebooks.describe(name) if name else None
        state = found.status if found else launched.status
        kind = f"{found.instance_type} · {found.volume_size} GB" if found else launched.reason[:100]
        if found is None and launched.status == "AVAILABLE":
            kind = f"{launched.title}, no notebook"
        rows.append((launched.name, launched.version, state, kind))
    if shape == "json":
        keys = ("name", "version", "state", "detail")
        data = [dict(zip(keys, row, strict=True)) for row in rows]
        session.put(json.dumps({"format": 1, "notebooks": data}, indent=2, ensure_ascii=False))
    elif rows:
        session.put(render_table([("NAME", "VERSION", "STATE", ""), *rows]))
    else:
        session.say("You have no notebooks.\nnext: ./build.py launch notebook --name NAME")
