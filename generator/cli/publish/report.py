"""`report`: one HTML file about everything, for those who launch, those who pay and those who review."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.session import Session, everywhere
from generator.cli.writing import require_place, write_output

if TYPE_CHECKING:
    from datetime import date


@click.command(epilog="Examples: `./build.py report` · `./build.py report --output dist/report.html`")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("report.html"),
    show_default=True,
    help="The file to write; `-` for standard output.",
)
@everywhere
@click.pass_obj
def command(session: Session, output: Path) -> None:
    """Write what is on offer, who may do what, networks, encryption, cost, controls and open questions as one file.

    It is made from the project's files alone: nothing is asked of AWS or the network. The file has no script and
    fetches nothing, and can be printed.
    """
    written = str(output) != "-"
    if written:
        require_place(output)
    page = _page(session.root, datetime.now(UTC).date())
    if not written:
        session.put(page.rstrip("\n"))
        return
    write_output(output, page)
    session.say(f"wrote {output} ({len(page.encode()) // 1000} kB)")


def _page(root: Path, today: date) -> str:
    """The page: as it was made before, where nothing that it is made from has changed."""
    from generator.synth.cache import digest_code, digest_files, digest_words, read_record, write_record

    read = ("portfolio.yaml", "docs/open-questions.md", ".cache/scan/outcome.json", "scan/exceptions.yaml")
    files = [root / name for name in read]
    files += [*(root / "products").rglob("*"), *(root / "dist").rglob("*")]
    key = digest_words(today.isoformat(), digest_code("."), digest_files(root, files))
    record = root / ".cache" / "report" / "page.json"
    known = read_record(record, key, lambda kept: str(kept["page"]))
    if known is not None:
        return known
    from generator.cli.publish.reporting.gathering import gather
    from generator.views.report import render_report

    page = render_report(gather(root, today))
    write_record(record, key, {"page": page})
    return page
