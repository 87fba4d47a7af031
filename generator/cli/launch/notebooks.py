"""`notebooks`: what the caller has launched, and the state of each notebook."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from generator.cli.launch.lookup import NOTEBOOK_OUTPUT
from generator.cli.session import Session, aws, everywhere, printed_as
from generator.diagnostics import AwsRefused

if TYPE_CHECKING:
    from generator.aws.notebooks import Notebooks
    from generator.aws.provisioning import Launched, Provisioning


@click.command(epilog="Examples: `./build.py notebooks` · `./build.py notebooks --format json`")
@printed_as("text", "json")
@everywhere
@aws
@click.pass_obj
def command(session: Session, shape: str) -> None:
    """List your notebooks, and what else you have launched; `open`, `start` and `stop` are for notebooks only."""
    from generator.aws.notebooks import Notebooks
    from generator.aws.provisioning import Provisioning
    from generator.cli.project import open_connection
    from generator.views.launching import render_table

    connection = open_connection(session)
    provisioning, notebooks = Provisioning(connection), Notebooks(connection)
    rows = [_row(provisioning, notebooks, launched) for launched in provisioning.launched()]
    if shape == "json":
        keys = ("name", "version", "state", "detail")
        data = [dict(zip(keys, row, strict=True)) for row in rows]
        session.put(json.dumps({"format": 1, "notebooks": data}, indent=2, ensure_ascii=False))
    elif rows:
        session.put(render_table([("NAME", "VERSION", "STATE", ""), *rows]))
    else:
        session.say("You have no notebooks.\nnext: ./build.py launch notebook --name NAME")


def _row(provisioning: Provisioning, notebooks: Notebooks, launched: Launched) -> tuple[str, str, str, str]:
    """Name, version, state and what it is; what cannot be looked at does not hide the others."""
    try:
        name = provisioning.outputs(launched.id).get(NOTEBOOK_OUTPUT)
        found = notebooks.describe(name) if name else None
    except AwsRefused as refused:
        # Without its tags, IAM lets nobody look: to its owner what is gone is refused as another's would be.
        hidden = "not authorized" in refused.said or "RecordNotFound" in refused.said
        kind = "not to be seen: it is gone, or not yours" if hidden else refused.said[:100]
        return launched.name, launched.version, "UNKNOWN", kind
    if found is not None:
        return launched.name, launched.version, found.status, f"{found.instance_type} · {found.volume_size} GB"
    kind = f"{launched.title}, no notebook" if launched.status == "AVAILABLE" else launched.reason[:100]
    return launched.name, launched.version, launched.status, kind
