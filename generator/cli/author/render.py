"""`render`: write the templates below `dist/`, or check that they are current."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from generator.cli.completing import complete_products
from generator.cli.session import Session, everywhere

if TYPE_CHECKING:
    from generator.synth import Ledger, Rendered
    from generator.verify.permissions.consent import Agreement


@click.command(epilog="Examples: `./build.py render notebook` · `./build.py render --check`")
@click.argument("products", nargs=-1, metavar="[PRODUCT]...", shell_complete=complete_products)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 where something below dist/ is not as it should be.")
@click.option("--allow", multiple=True, type=click.Choice(["broadens"]), help="Let somebody do more than before.")
@everywhere
@click.pass_obj
def command(session: Session, products: tuple[str, ...], check: bool, allow: tuple[str, ...]) -> None:
    """Write dist/PRODUCT/VERSION/template.yaml, and who can do what by it; a released version never changes."""
    from generator.diagnostics import Problems
    from generator.synth import check_dist, read_ledger, render_project, write_dist
    from generator.synth.limits import check_limits
    from generator.views.findings.text import count_of

    rendered = render_project(session.root, products)
    ledger = read_ledger(session.root)
    too_large = check_limits(rendered)
    findings = [*too_large, *(check_dist(session.root, rendered, ledger, whole=not products) if check else ())]
    if findings:
        raise Problems(findings)
    changed = [] if check else write_dist(session.root, rendered, ledger, whole=not products)
    drawn = [] if check else [each for each in rendered if ledger.find(each.product.name, each.product.version) is None]
    agreements = _agree(session, drawn, ledger, allow, changed) if drawn else []
    for path in changed:
        session.say(f"{'wrote' if (session.root / path).exists() else 'removed'} {path}")
    done = f"{count_of(len(changed), 'file')} changed" if changed else "all current"
    session.say(f"{count_of(len(rendered), 'product')}, {done}")
    if agreements:
        _require(session, agreements, allow)


def _agree(
    session: Session, drawn: Sequence[Rendered], ledger: Ledger, allow: tuple[str, ...], changed: list[str]
) -> list[Agreement]:
    """Write who can do what by versions that are not released, where that is agreed on; adds the paths to `changed`."""
    # Imported here, so that a project without such a version starts none of it.
    from generator.verify.permissions.consent import find_agreement, write_permissions

    agreements = [find_agreement(session.root, each, ledger, each.permissions_path, compared=False) for each in drawn]
    changed += write_permissions(session.root, agreements, allow)
    return agreements


def _require(session: Session, agreements: Sequence[Agreement], allow: tuple[str, ...]) -> None:
    """Say what broadens; raises Refused where nobody has agreed."""
    from generator.verify.permissions.consent import require_consent
    from generator.views.permissions import render_permissions

    for agreement in agreements:
        for line in [] if agreement.settled else render_permissions(agreement.differences):
            session.say(line)
    require_consent(session.root, agreements, allow, "render {} --allow broadens")
