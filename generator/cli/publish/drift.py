"""`drift`: what somebody changed by hand since the last `apply`; changes nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from generator.cli.completing import on_target
from generator.cli.exits import Exit
from generator.cli.session import Session, aws, everywhere, printed_as

if TYPE_CHECKING:
    from generator.aws.catalog.applied import Applied
    from generator.aws.catalog.culprits import Trail
    from generator.aws.session import Connection
    from generator.planning import CatalogState
    from generator.views.drift import Row


@click.command(epilog="Examples: `./build.py drift` · `./build.py drift --target prod --format json`")
@on_target
@printed_as("text", "json")
@everywhere
@aws
@click.pass_obj
def command(session: Session, target: str | None, shape: str) -> Exit:
    """Show what was changed by hand since the last `apply`, old → new, with who and when where CloudTrail tells.

    Reads everything and changes nothing; exits 10 where something was changed.
    """
    from generator.aws.catalog.applied import read_applied
    from generator.aws.catalog.culprits import Trail
    from generator.cli.project import choose_target, load_project
    from generator.views.drift import drift_data, render_drift

    project = load_project(session.root)
    where, connection = choose_target(project, session, target)
    wanted = project.desired(where, connection.partition)
    applied = read_applied(connection, session.root, wanted.catalog)
    trail = Trail(connection, applied.at if applied is not None else None)
    rows = _find(connection, wanted, applied, trail)
    base = f"what {applied.by} applied at {applied.at.isoformat()}" if applied is not None else "portfolio.yaml"
    if shape == "json":
        session.put(json.dumps(drift_data(rows, base, trail.silence), indent=2, ensure_ascii=False))
        return Exit.CHANGES if rows else Exit.FINE
    place = f"{wanted.catalog} in {wanted.account} · {wanted.region}"
    if not rows:
        session.show(f"Nothing was changed by hand. {place} is as {base}.")
        return Exit.FINE
    session.show(f"{place}, compared with {base}")
    session.show(render_drift(rows))
    session.show(f"\n{len(rows)} difference{'s' * (len(rows) != 1)}.")
    if trail.silence is not None:
        session.say(f"who did it is not told: {trail.silence}")
    session.say("next: ./build.py plan --deep   (what `apply --deep` would take back)")
    return Exit.CHANGES


def _find(connection: Connection, wanted: CatalogState, applied: Applied | None, trail: Trail) -> list[Row]:
    from generator.aws.catalog import observe
    from generator.aws.catalog.culprits import addresses
    from generator.aws.catalog.deep import read_deep
    from generator.aws.catalog.role_content import read_role_contents
    from generator.planning.drift import find_drift

    base = replace(applied.wanted, roles=wanted.roles) if applied is not None else wanted
    observed, tags = read_deep(connection, base, read_role_contents(connection, observe(connection, base)))
    undone = applied.undone if applied is not None else frozenset[str]()
    found = find_drift(applied.wanted if applied is not None else wanted, observed, tags)
    ids = {**(applied.ids if applied is not None else {}), **addresses(observed.ids)}
    return [(each, trail.find(each, ids)) for each in found if str(each.address) not in undone]
