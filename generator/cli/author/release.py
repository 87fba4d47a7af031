"""`release`: freeze a product's next version."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from generator.cli.completing import complete_products
from generator.cli.session import Session, everywhere

if TYPE_CHECKING:
    from generator.synth import Ledger


@click.command(epilog="Examples: `./build.py release notebook` · `./build.py release notebook --major`")
@click.argument("product", shell_complete=complete_products)
@click.option("--major", "part", flag_value="major", help="The next major version, such as 2.0.0.")
@click.option("--minor", "part", flag_value="minor", help="The next minor version, such as 1.5.0.")
@click.option("--patch", "part", flag_value="patch", help="The next patch, such as 1.4.1.")
@click.option("--allow", multiple=True, type=click.Choice(["broadens"]), help="Let somebody do more than before.")
@click.option("--in-spite-of", "accepted", metavar="CODE", multiple=True, help="Freeze what `check` finds this in.")
@everywhere
@click.pass_obj
def command(
    session: Session, product: str, part: str | None, allow: tuple[str, ...], accepted: tuple[str, ...]
) -> None:
    """Freeze PRODUCT as its next version: the smallest that its changes allow, or a larger one.

    What `check` finds an error in is not frozen: a released version never changes.
    """
    from dataclasses import replace

    from generator.diagnostics import Problems
    from generator.synth import choose_products, compare_release, plan_version, read_ledger, write_release
    from generator.synth.limits import check_limits
    from generator.verify.permissions.consent import find_agreement, require_consent
    from generator.views.differences import render_changes
    from generator.views.permissions import render_permissions

    ledger = read_ledger(session.root)
    (chosen,) = choose_products(session.root, [product])
    difference = compare_release(session.root, chosen, ledger)
    too_large = check_limits([difference.rendered])
    if too_large:
        raise Problems(too_large)
    if difference.last is not None and difference.needed is None:
        session.say(f"{product} is unchanged since {difference.last.version}; nothing to release")
        return
    version = plan_version(session.root, difference, part)
    _require_checked(session, product, ledger, accepted)
    for line in render_changes(difference.changes):
        session.say(line)
    path = replace(difference.rendered, product=replace(chosen, version=version)).permissions_path
    agreement = find_agreement(session.root, difference.rendered, ledger, path, compared=True)
    for line in render_permissions(agreement.differences):
        session.say(line)
    require_consent(session.root, [agreement], allow, f"release {{}}{f' --{part}' if part else ''} --allow broadens")
    release, _ = write_release(session.root, difference, version, ledger, agreement.text)
    session.say(f"released {product} {version}  sha256 {release.digest.short}  {release.template}")
    session.say(f'next: offer "{version}" in portfolio.yaml, then ./build.py plan')


def _require_checked(session: Session, product: str, ledger: Ledger, accepted: tuple[str, ...]) -> None:
    """Raises Problems with the errors of `check`, which is quick where `check` has looked at the same before."""
    from generator.diagnostics import Problems, Severity
    from generator.verify.project import check_release

    errors = [each for each in check_release(session.root, product, ledger) if each.severity is Severity.ERROR]
    for code in sorted({each.code for each in errors} & {*accepted}):
        session.say(f"in spite of {code}: {sum(each.code == code for each in errors)} × in {product}")
    if refused := [each for each in errors if each.code not in accepted]:
        raise Problems(refused)
