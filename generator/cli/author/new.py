"""`new product`: a product folder that already passes."""

from __future__ import annotations

import click

from generator.cli.session import Session, everywhere


@click.group(epilog="Examples: `./build.py new product batch-job` · `./build.py new product shared-bucket`")
def command() -> None:
    """Make something new."""


@command.command("product", epilog="Examples: `./build.py new product batch-job` · `./build.py new product team-queue`")
@click.argument("name")
@everywhere
@click.pass_obj
def product(session: Session, name: str) -> None:
    """Write products/NAME: a small product that renders, checks and can be released."""
    from generator.synth.starter import write_product

    for path in write_product(session.root, name):
        session.say(f"wrote {path}")
    session.say(f"next: edit products/{name}/template.py, then ./build.py render {name} and ./build.py check {name}")
