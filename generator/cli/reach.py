"""From the name that a person gave to the notebook that runs under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.aws.notebooks import Notebooks
    from generator.cli.session import Session


def reach_notebook(session: Session, name: str) -> tuple[Notebooks, str]:
    """The notebooks of the caller's connection, and the physical name behind `name`.

    A name that begins with `ds-` is taken as the physical one, so that AWS itself decides what the caller may do.
    """
    from generator.aws.notebooks import Notebooks
    from generator.aws.provisioning import Provisioning
    from generator.cli.project import open_connection
    from generator.cli.shelf import choose_launched, notebook_name

    connection = open_connection(session)
    if name.startswith("ds-"):
        return Notebooks(connection), name
    provisioning = Provisioning(connection)
    launched = choose_launched(provisioning, name)
    return Notebooks(connection), notebook_name(provisioning.outputs(launched.id), launched)
