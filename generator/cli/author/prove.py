"""`prove`: who can and who cannot do which task, by a product's policies or by those of any template."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from generator.cli.completing import complete_products
from generator.cli.session import Session, everywhere

if TYPE_CHECKING:
    from generator.verify.matrix.matrix import Chosen, Matrix

EPILOG = """\b
Examples:
  ./build.py prove environment --as training --task "network"
  ./build.py prove environment --format markdown > permissions.md
"""


@click.command(epilog=EPILOG)
@click.argument("product", shell_complete=complete_products)
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
def command(session: Session, product: str, callers: tuple[str, ...], tasks: tuple[str, ...], shape: str) -> None:
    """Answer tasks in plain words for every role of PRODUCT: allowed, only under conditions, denied, never granted.

    Each answer names the statements that decide and the lines on which they were written.
    """
    from generator.verify.matrix.matrix import Chosen

    _put(session, _of_product(session, product, Chosen(callers, tasks)), shape)


def _of_product(session: Session, product: str, chosen: Chosen) -> Matrix:
    from generator.verify.matrix.products import build_product

    return build_product(session.root, product, chosen)


def _put(session: Session, matrix: Matrix, shape: str) -> None:
    from generator.views.matrix import matrix_json, render_markdown, render_matrix

    renders = {"text": render_matrix, "markdown": render_markdown, "json": matrix_json}
    session.put(renders[shape](matrix))
