"""`deprecate`, `retire`, `rollback` and `promote`: the life of a version, in portfolio.yaml."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from generator.cli.completing import complete_portfolios, complete_products, complete_releases, on_target
from generator.cli.session import Session, aws, everywhere
from generator.diagnostics import Finding, Refused, Unmet

if TYPE_CHECKING:
    from generator.aws.session import Connection
    from generator.cli.project import Project
    from generator.model import Target, Version
    from generator.planning import CatalogState, Observed

Command = TypeVar("Command", bound=Callable[..., Any])


def _shared(command: Command) -> Command:
    """The options of all four, and how AWS is reached."""
    command = click.option("--preview", is_flag=True, help="Show the difference and write nothing.")(command)
    return aws(everywhere(command))


@click.command(
    epilog="Examples: `./build.py deprecate my-product 1.0.0` · `./build.py deprecate my-product 1.0.0 --preview`"
)
@click.argument("product", shell_complete=complete_products)
@click.argument("version", shell_complete=complete_releases)
@on_target
@_shared
@click.pass_obj
def deprecate(session: Session, product: str, version: str, target: str | None, preview: bool) -> None:
    """Let nobody launch PRODUCT at VERSION any more: portfolio.yaml lists it under `deprecated` wherever it is current.

    What runs on it runs on and can be updated. Nothing happens in AWS until you apply.
    """
    from generator.cli.project import load_project
    from generator.cli.publish.offers import only_target, read_version, write_offers
    from generator.planning.lifecycle import deprecate as plan_deprecation

    project = load_project(session.root)
    where = only_target(project, session, target)
    changes = plan_deprecation(project.manifest.catalog, where, product, read_version(version))
    write_offers(session, changes, preview=preview)


@click.command(epilog="Examples: `./build.py retire my-product 1.0.0` · `./build.py retire my-product 1.0.0 --preview`")
@click.argument("product", shell_complete=complete_products)
@click.argument("version", shell_complete=complete_releases)
@on_target
@_shared
@click.pass_obj
def retire(session: Session, product: str, version: str, target: str | None, preview: bool) -> None:
    """Offer PRODUCT at VERSION no more: it goes out of portfolio.yaml, and the next apply makes it inactive.

    Refused while it can still be launched, and while provisioned products run on it, with whose they are.
    """
    from generator.aws.usage import find_users
    from generator.cli.publish.offers import read_version, write_offers
    from generator.planning.catalog import version_address
    from generator.planning.lifecycle import retire as plan_retirement

    project, where, connection, _, observed = _look(session, target)
    wanted = read_version(version)
    changes = plan_retirement(project.manifest.catalog, where, product, wanted)
    there = observed.state.products.get(product)
    state = there.versions.get(version) if there is not None else None
    if state is not None and state.words == "current":
        what = f"`{product}` {version} is deprecated in portfolio.yaml, and can still be launched: that is not applied"
        raise Refused(Finding("PLN639", what, fix="./build.py apply --allow breaks-users"))
    if users := find_users(connection, observed).get(version_address(product, version), ()):
        owners = "; ".join(user.words for user in users)
        count = f"{len(users)} provisioned product{'s run' if len(users) != 1 else ' runs'}"
        what = f"{count} on `{product}` {version}: {owners}"
        fix = "let their owners move with `./build.py update NAME --version NEWER`, or end them"
        raise Refused(Finding("PLN638", what, fix=fix))
    write_offers(session, changes, preview=preview)


@click.command(epilog="Examples: `./build.py rollback my-product` · `./build.py rollback my-product --preview`")
@click.argument("product", shell_complete=complete_products)
@on_target
@_shared
@click.pass_obj
def rollback(session: Session, product: str, target: str | None, preview: bool) -> None:
    """Take the newest current version of PRODUCT back: the one published before it becomes current again.

    The next apply makes the bad one inactive. What runs on it runs on, and is moved by its owner; it is listed.
    """
    from generator.aws.usage import find_users
    from generator.cli.publish.offers import say_users, write_offers
    from generator.planning.catalog import version_address
    from generator.planning.lifecycle import roll_back

    project, where, connection, _, observed = _look(session, target)
    released = _published(project, observed, product)
    bad, good, changes = roll_back(project.manifest.catalog, where, product, released)
    session.say(f"{product}: {bad} goes, {good} is current again")
    users = find_users(connection, observed).get(version_address(product, str(bad)), ())
    say_users(session, users, f"of {bad}; `./build.py update NAME --version {good}` moves one")
    write_offers(session, changes, preview=preview)


@click.command(
    epilog="Examples: `./build.py promote my-product 1.1.0 --to team-prod` · "
    "`./build.py promote my-product 1.1.0 --to team-prod --profile dev --preview`"
)
@click.argument("product", shell_complete=complete_products)
@click.argument("version", shell_complete=complete_releases)
@click.option(
    "--to",
    "key",
    metavar="PORTFOLIO",
    required=True,
    shell_complete=complete_portfolios,
    help="The portfolio of the next ring, by its key.",
)
@_shared
@click.pass_obj
def promote(session: Session, product: str, version: str, key: str, preview: bool) -> None:
    """Make VERSION of PRODUCT current in PORTFOLIO, if the ring before has published the very same bytes.

    Rings are those of the targets in portfolio.yaml. Your credentials are those of the ring before; there it is looked
    at what Service Catalog has stored.
    """
    from generator.cli.project import load_project
    from generator.cli.publish.offers import read_version, write_offers
    from generator.planning import lifecycle

    catalog = load_project(session.root).manifest.catalog
    portfolio = catalog.portfolios.get(key)
    if portfolio is None:
        what = f"portfolio.yaml has no portfolio `{key}`"
        raise Unmet(Finding("PLN636", what, fix=f"name one of {', '.join(catalog.portfolios)}"))
    wanted = read_version(version)
    change = lifecycle.promote(catalog, portfolio, product, wanted)
    before = lifecycle.ring_before(catalog, portfolio, product)
    _require_proven(session, [target.name for target in before], product, wanted)
    write_offers(session, [change], preview=preview)


def _require_proven(session: Session, rings: list[str], product: str, version: Version) -> None:
    """Raise Refused (PLN641) where the ring before, which the credentials reach, does not offer these bytes."""
    from generator.aws.catalog.provenance import ProvenanceReader

    _, where, connection, state, observed = _look(session, rings[0] if len(rings) == 1 else None)
    if where.name not in rings:
        what = f"your credentials reach `{where.name}`, and the ring before is {', '.join(rings)}"
        raise Refused(Finding("PLN641", what, fix=f"--profile and --region of {rings[0]}"))
    rows = ProvenanceReader(connection, session.root, state, observed).read()
    row = next((each for each in rows if (each.product, each.version) == (product, str(version))), None)
    there = observed.state.products.get(product)
    found = there.versions.get(str(version)) if there is not None else None
    if row is None or found is None or found.words != "current":
        what = f"`{where.name}`, the ring before, has not published `{product}` {version} as a current version"
        fix = f'current: "{version}" in a portfolio of `{where.name}`, then ./build.py apply --target {where.name}'
        raise Refused(Finding("PLN641", what, fix=fix))
    if row.published != row.released:
        what = f"`{where.name}` has other bytes as `{product}` {version} than were released"
        raise Refused(Finding("PLN641", what, fix=f"./build.py verify --target {where.name}"))


def _published(project: Project, observed: Observed, product: str) -> list[Version]:
    """The released versions of a product that are published with the bytes that were released."""
    there = observed.state.products.get(product)
    published = there.versions if there is not None else {}
    return [
        row.version
        for row in project.ledger.releases
        if row.product == product and str(row.version) in published and published[str(row.version)].digest == row.digest
    ]


def _look(session: Session, target: str | None) -> tuple[Project, Target, Connection, CatalogState, Observed]:
    """The project, and what is there."""
    from generator.aws.catalog import observe
    from generator.cli.project import choose_target, load_project

    project = load_project(session.root)
    where, connection = choose_target(project, session, target)
    wanted = project.desired(where, connection.partition)
    return project, where, connection, wanted, observe(connection, wanted)
