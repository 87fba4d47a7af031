"""`schema`: the JSON Schemas that editors check portfolio.yaml and product.yaml with, and the pages for people."""

from __future__ import annotations

import click

from generator.cli.exits import Exit
from generator.cli.session import Session, everywhere


@click.command(epilog="Examples: `./build.py schema portfolio --format markdown` · `./build.py schema --check`")
@click.argument("name", type=click.Choice(["portfolio", "product"]), required=False)
@click.option("--write", is_flag=True, help="Write them below dist/schema/.")
@click.option("--check", is_flag=True, help="Only say whether those below dist/schema/ are current.")
@click.option(
    "--format", "form", type=click.Choice(["json", "markdown"]), default="json", help="For editors, or for people."
)
@everywhere
@click.pass_obj
def command(session: Session, name: str | None, write: bool, check: bool, form: str) -> Exit | None:
    """Print what portfolio.yaml or product.yaml may hold, or write or check both schemas below dist/schema/."""
    from generator.manifest.deployments import load_base
    from generator.manifest.folders import find_products
    from generator.manifest.schema import FORMS, build_schema, render_schema, schema_path
    from generator.views.reference import render_reference

    if write and check:
        raise click.UsageError("--write and --check exclude each other.")
    if form == "markdown" and (write or check):
        raise click.UsageError("--write and --check are about the JSON Schemas: leave out --format markdown.")
    names = [name] if name else list(FORMS)
    roles = load_base(session.root, find_products(session.root)[0]).roles
    if not write and not check:
        for each in names:
            text = render_schema(each, roles) if form == "json" else render_reference(build_schema(each, roles))
            session.put(text.rstrip("\n"))
        return None
    stale = [each for each in names if not _is_current(session, schema_path(each), render_schema(each, roles))]
    for each in stale if write else ():
        path = session.root / schema_path(each)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(render_schema(each, roles), encoding="utf-8")
        session.say(f"wrote {schema_path(each)}")
    if stale and check:
        from generator.diagnostics import Finding, Problems, Span

        fix = "./build.py schema --write"
        raise Problems(
            Finding("PF163", f"`{schema_path(each)}` is not current", Span(schema_path(each)), fix) for each in stale
        )
    session.say(f"{len(names)} schema{'s' * (len(names) != 1)} current")
    return Exit.FINE


def _is_current(session: Session, path: str, text: str) -> bool:
    file = session.root / path
    return file.is_file() and file.read_bytes() == text.encode()
