"""`release`: freeze a product's next version."""

from __future__ import annotations

import click

from generator.cli.completing import complete_products
from generator.cli.session import Session, everywhere


@click.command(epilog="Examples: `./build.py release notebook` · `./build.py release notebook --major`")
@click.argument("product", shell_complete=complete_products)
@click.option("--major", "part", flag_value="major", help="The next major version, such as 2.0.0.")
@click.option("--minor", "part", flag_value="minor", help="The next minor version, such as 1.5.0.")
@click.option("--patch", "part", flag_value="patch", help="The next patch, such as 1.4.1.")
@everywhere
@click.pass_obj
def command(session: Session, product: str, part: str | None) -> None:
    """Freeze PRODUCT as its next version: the smallest that its changes allow, or a larger one."""
    from generator.diagnostics import Problems
    from generator.synth import choose_products, compare_release, plan_version, read_ledger, write_release
    from generator.synth.limits import check_limits
    from generator.views.differences import render_changes

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
    for line in render_changes(difference.changes):
        session.say(line)
    release, _ = write_release(session.root, difference, version, ledger)
    session.say(f"released {product} {version}  sha256 {release.digest.short}  {release.template}")
    session.say(f'next: offer "{version}" in portfolio.yaml, then ./build.py plan')
