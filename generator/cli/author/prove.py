"""`prove`: who can and who cannot do which task, by a product's policies or by those of any template."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.author.proving import put_product, put_templates
from generator.cli.completing import complete_products
from generator.cli.exits import Exit
from generator.cli.session import Session, everywhere

if TYPE_CHECKING:
    from generator.verify.matrix.matrix import Chosen

EPILOG = """\b
Examples:
  ./build.py prove environment --as training --task "network"
  ./build.py prove --templates vpc.yaml roles.json --params params.json
"""


@click.command(epilog=EPILOG)
@click.argument("names", nargs=-1, metavar="[PRODUCT]", shell_complete=complete_products)
@click.option("--templates", "are_files", is_flag=True, help="The names are files: any CloudFormation templates.")
@click.option(
    "--params",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Parameters of the templates, in JSON or YAML.",
)
@click.option("--as", "callers", metavar="ROLE", multiple=True, help="Only this role, `anybody` or `stranger`.")
@click.option("--task", "tasks", metavar="TEXT", multiple=True, help="Only tasks with this in their words or action.")
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="For people, for a page, or for programs.",
)
@everywhere
@click.pass_obj
def command(
    session: Session,
    names: tuple[str, ...],
    are_files: bool,
    params: Path | None,
    callers: tuple[str, ...],
    tasks: tuple[str, ...],
    shape: str,
) -> Exit:
    """Answer tasks in plain words for every role of PRODUCT: allowed, only under conditions, denied, never granted.

    Each answer names the statements that decide and the lines on which they were written. With --templates it is about
    any CloudFormation templates: what each of their policies allows, and the tasks that any template can be asked.
    """
    chosen = _chosen(callers, tasks)
    if are_files:
        if not names:
            raise click.UsageError("name the files after --templates")
        return put_templates(session, tuple(map(Path, names)), params, chosen, shape)
    if len(names) != 1 or params is not None:
        raise click.UsageError("name one product, or files after --templates; --params goes with --templates")
    return put_product(session, names[0], chosen, shape)


def _chosen(callers: tuple[str, ...], tasks: tuple[str, ...]) -> Chosen:
    from generator.verify.matrix.matrix import Chosen

    return Chosen(callers, tasks)
