"""`check`: cfn-lint and our own rules, at the author's line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.catcher import read_line
from generator.cli.completing import complete_products
from generator.cli.exits import Exit
from generator.cli.session import Session, everywhere
from generator.cli.writing import require_place, write_output
from generator.views.findings.formats import FORMATS

if TYPE_CHECKING:
    from generator.synth import Rendered


class Output(click.ParamType[tuple[str, Path]]):
    """`FORMAT:FILE`, or `FORMAT` alone for stdout."""

    name = "FORMAT:FILE"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, Path]:
        """The format's name and the file."""
        form, colon, file = value.partition(":")
        if form not in FORMATS or not colon or not file:
            self.fail(f"`{value}` is not FORMAT:FILE with a format of {', '.join(FORMATS)}", param, ctx)
        return form, Path(file)


@click.command(
    epilog="Examples: `./build.py check` · `./build.py check notebook --format github --output sarif:check.sarif`"
)
@click.argument("products", nargs=-1, metavar="[PRODUCT]...", shell_complete=complete_products)
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="How findings are printed.")
@click.option("--output", "outputs", type=Output(), multiple=True, help="Write them to a file, too; may repeat.")
@click.option("--experimental", is_flag=True, help="With cfn-lint's experimental rules.")
@everywhere
@click.pass_obj
def command(
    session: Session, products: tuple[str, ...], form: str, outputs: tuple[tuple[str, Path], ...], experimental: bool
) -> Exit:
    """Check products: their folders, dist/ and its released digests, CloudFormation's limits, and cfn-lint.

    Exit code 0 says that there is no finding at all, informational ones included; 1 that there is one.
    """
    from generator.cli.project import launching_of
    from generator.verify import check_project
    from generator.views.findings.formats import choose_formats
    from generator.views.findings.text import count_of, summarize
    from generator.views.sizes import render_sizes

    for _, file in outputs:
        require_place(file)
    report = check_project(session.root, products, experimental=experimental, launching=launching_of())
    formats = choose_formats(read_line(session.root))
    for name, file in outputs:
        write_output(file, formats[name](report.findings) + "\n")
    text = formats[form](report.findings)
    if text:
        session.put(text)
    if session.verbose:
        session.say(render_sizes(report.rendered))
    _tell_hidden(session, report.rendered)
    looked = f"{count_of(len(report.rendered), 'product')}, {count_of(report.releases, 'release')}"
    session.say(f"{looked}: {summarize(report.findings)}")
    return Exit.PROBLEMS if report.findings else Exit.FINE


def _tell_hidden(session: Session, rendered: Iterable[Rendered]) -> None:
    """What the launch proof of a product's own role does not see; no finding, since no proof ever will."""
    from generator.launching.strangers import find_hidden

    for each in rendered:
        hidden = list(find_hidden(each.document)) if each.launch_policy else []
        if hidden:
            more = f" and {len(hidden) - 3} more" if hidden[3:] else ""
            session.say(f"not proven of {each.product.name}: {', '.join(hidden[:3])}{more}")
