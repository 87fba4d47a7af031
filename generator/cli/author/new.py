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
    steps = ", ".join(f"./build.py {step} {name}" for step in ("launch-role", "render"))
    session.say(f"next: edit {template}, then {steps} and ./build.py check {name}")


@command.command(
    "project",
    epilog="\b\nExamples:\n"
    "  ./build.py new project ../team-catalog --wheel build/wheel/data_science_catalog-1.1.0-py3-none-any.whl\n"
    "  ./build.py new project ../team-catalog --wheel FILE --account 111122223333 --region eu-central-1",
)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--wheel", required=True, type=click.Path(path_type=Path), help="The generator's wheel, which `make wheel` builds."
)
@click.option("--account", metavar="ID", default="111122223333", show_default=True, help="The first target's account.")
@click.option("--region", default="eu-west-1", show_default=True, help="The first target's region.")
@click.option("--with", "more", metavar="PRODUCT", multiple=True, help="A further product to begin with; may repeat.")
@everywhere
@click.pass_obj
def project(session: Session, folder: Path, wheel: Path, account: str, region: str, more: tuple[str, ...]) -> None:
    """Write FOLDER: a project of your own, which depends on the generator at a version.

    It has portfolio.yaml, the products that this names, their newest releases, a launcher, a Makefile, a lock file, and
    what GitHub, GitLab, pre-commit and a container need.
    """
    from generator.cli.author.own_project import want_project
    from generator.synth.own_project import draw_project, read_wheel, write_project

    wanted = want_project(folder, account, region, more)
    drawn = draw_project(wanted, read_wheel(wheel))
    paths = write_project(folder, drawn, wanted.products)
    for path in sorted({path.split("/")[0] for path in paths}):
        session.say(f"wrote {folder / path}")
    session.say(f"next: cd {folder} && git init && make setup && ./build.py check")
