"""`diff`: what changed since the last release, and the version that needs."""

from __future__ import annotations

import click

from generator.cli.completing import complete_products
from generator.cli.session import Session, everywhere


@click.command(epilog="Examples: `./build.py diff` · `./build.py diff notebook`")
@click.argument("products", nargs=-1, metavar="[PRODUCT]...", shell_complete=complete_products)
@everywhere
@click.pass_obj
def command(session: Session, products: tuple[str, ...]) -> None:
    """Say in words what a product's next version would change for the people who run the last one."""
    from generator.synth import choose_products, compare_release, read_ledger
    from generator.verify.permissions.checks import compare_release as compare_permissions
    from generator.views.differences import render_difference

    ledger = read_ledger(session.root)
    for product in choose_products(session.root, products):
        difference = compare_release(session.root, product, ledger)
        more = compare_permissions(session.root, difference.rendered, difference.last) if difference.needed else []
        session.put(render_difference(difference, more))
