"""`allowed`: who can do what by a product's policies, in words."""

from __future__ import annotations

import click

from generator.cli.completing import complete_products, complete_releases
from generator.cli.session import Session, everywhere


@click.command(epilog="Examples: `./build.py allowed environment` · `./build.py allowed environment --since 2.1.0`")
@click.argument("product", shell_complete=complete_products)
@click.option(
    "--since",
    metavar="VERSION",
    shell_complete=complete_releases,
    help="Only who can do more or less than by this release.",
)
@click.option(
    "--release",
    "released",
    metavar="VERSION",
    shell_complete=complete_releases,
    help="Of this release, in place of the product as it is now.",
)
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people, or for programs.",
)
@everywhere
@click.pass_obj
def command(session: Session, product: str, since: str | None, released: str | None, shape: str) -> None:
    """Say who can do what by PRODUCT's policies: each role with all of them together, then each policy alone."""
    from generator.synth import choose_products, read_ledger, render_project
    from generator.verify.permissions.releases import find_release
    from generator.verify.permissions.snapshots import build_snapshot, compare_subjects, find_sections
    from generator.verify.permissions.subjects import drawn_subject, released_subject
    from generator.views.permissions import differences_data, permissions_data, render_since

    (chosen,) = choose_products(session.root, [product])
    ledger = read_ledger(session.root)
    before = find_release(session.root, chosen, ledger, since) if since is not None else None
    if released is not None:
        subject = released_subject(session.root, find_release(session.root, chosen, ledger, released))
    else:
        (rendered,) = render_project(session.root, (product,))
        subject = drawn_subject(session.root, rendered)
    if before is not None:
        differences = compare_subjects(released_subject(session.root, before), subject)
        render = differences_data if shape == "json" else render_since
        session.put(render(product, str(before.version), differences))
    elif shape == "json":
        session.put(permissions_data(product, find_sections(subject)[1]))
    else:
        session.put(build_snapshot(subject).text.rstrip("\n"))
