"""`new product`: a product folder that already passes."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli.session import Session, everywhere


@click.group(epilog="Examples: `./build.py new product batch-job` · `./build.py new product shared-bucket`")
def command() -> None:
    """Make something new."""


@command.command(
    "product",
    epilog="Examples: `./build.py new product batch-job` · `./build.py new product team-queue --from queue.yaml`",
)
@click.argument("name")
@click.option("--from", "given", metavar="FILE", help="Begin with this template, YAML or JSON, byte for byte.")
@everywhere
@click.pass_obj
def product(session: Session, name: str, given: str | None) -> None:
    """Write products/NAME: a small product that renders, checks and can be released."""
    from generator.synth.starter import write_product

    paths = write_product(session.root, name, Path(given) if given is not None else None)
    for path in paths:
        session.say(f"wrote {path}")
    template = next(path for path in paths if "/template." in path)
    session.say(f"next: edit {template}, then ./build.py render {name} and ./build.py check {name}")
