"""`upgrade`: what this generator would change in a project that another one has made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.session import Session, everywhere, printed_as

if TYPE_CHECKING:
    from generator.synth.own_project import Update


@click.command(
    epilog="\b\nExamples:\n"
    "  ./build.py upgrade --wheel wheels/data_science_catalog-1.1.0-py3-none-any.whl\n"
    "  ./build.py upgrade --wheel wheels/data_science_catalog-1.1.0-py3-none-any.whl --format json"
)
@click.option("--wheel", required=True, type=click.Path(path_type=Path), help="The wheel of the generator that runs.")
@click.option("--yes", is_flag=True, help="Do it.")
@printed_as("text", "json")
@everywhere
@click.pass_obj
def command(session: Session, wheel: Path, yes: bool, shape: str) -> None:
    """Say what taking this generator would change in your own project, and with --yes do it.

    `make upgrade WHEEL=FILE` runs it under the generator in FILE, which need not be the one that the project has.
    """
    from generator import __version__
    from generator.cli.author.own_project import want_update
    from generator.diagnostics import Finding, Span, Unmet
    from generator.synth.own_project import compare_project, draw_project, read_record, read_wheel, update_project
    from generator.views.own_project import render_update, render_update_json

    taken = read_wheel(wheel)
    if taken.version != __version__:
        words = f"the wheel is of {taken.version}, and the generator that runs is {__version__}"
        raise Unmet(Finding("VER512", words, Span(str(wheel)), fix=f"make upgrade WHEEL={wheel}"))
    record = read_record(session.root)
    drawn = draw_project(want_update(session.root, record.products), taken)
    update = compare_project(session.root, record, drawn)
    session.put(render_update_json(update)) if shape == "json" else session.show(render_update(update))
    if yes:
        update_project(session.root, record, drawn, update)
    _say_next(session, update, wheel, yes)


def _say_next(session: Session, update: Update, wheel: Path, yes: bool) -> None:
    if update.nothing:
        return
    if not yes:
        session.say(f"next: make upgrade WHEEL={wheel} YES=yes")
    elif update.yours:
        session.say("next: compare each FILE with FILE.new, take what you want, and delete FILE.new")
    else:
        session.say("next: make setup && ./build.py render && ./build.py check")
