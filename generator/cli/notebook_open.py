"""`open`: a presigned URL for a notebook; made when asked for, never stored."""

from __future__ import annotations

import click

from generator.cli.session import Session, aws, everywhere


@click.command("open", epilog="Examples: `./build.py open exploration` · `./build.py open exploration --minutes 30`")
@click.argument("name")
@click.option(
    "--minutes", type=click.IntRange(30, 720), default=60, show_default=True, help="How long a session lasts."
)
@everywhere
@aws
@click.pass_obj
def command(session: Session, name: str, minutes: int) -> None:
    """Print a URL that opens the notebook NAME; it must be used within five minutes."""
    from generator.cli.reach import reach_notebook

    notebooks, physical = reach_notebook(session, name)
    session.put(notebooks.url(physical, minutes))
    session.say("Open it within five minutes. Whoever has the URL is you: do not pass it on.")
