"""Taking away what bootstrapping has made; what holds data stays."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from generator.cli.exits import Exit
from generator.diagnostics import AwsRefused, Finding, Refused

if TYPE_CHECKING:
    from generator.aws.bootstrap.standing import StandingRoles
    from generator.aws.session import Connection
    from generator.cli.project import Project
    from generator.cli.session import Session
    from generator.model import Target


def remove(session: Session, project: Project, target: Target, connection: Connection, yes: bool) -> Exit:
    """Remove the stack, service-linked roles of ours and empty buckets, of all targets in the account.

    Raises Refused, after the list, while anything is published or deployed in it.
    """
    from generator.aws.bootstrap.removal import remove_bucket, remove_linked
    from generator.aws.bootstrap.standing import read_standing_roles
    from generator.cli.publish.bootstrap_writes import await_stack
    from generator.planning.bootstrap.changes import STACK

    again = f"./build.py bootstrap {target.name} --remove --yes"
    standing = read_standing_roles(connection)
    if await_stack(session, standing):
        standing = read_standing_roles(connection)
    regions = {each.region for each in project.manifest.catalog.targets.values() if each.account == target.account}
    places = [connection.elsewhere(region) for region in sorted(regions)]
    _require_nothing(session, project, standing, places, again)
    if not yes and not (sys.stdin.isatty() and click.confirm(f"Remove it? (without asking: {again})", err=True)):
        raise Refused(Finding("AWS762", f"removing what {target.account} was given needs your consent", fix=again))
    if standing.status is not None:
        _delete(session, standing, again)
    kept = [words for place in places if (words := remove_bucket(place)) is not None]
    kept += remove_linked(connection)
    session.say(f"stack {STACK}: gone")
    for words in kept:
        session.show(f"kept: {words}")
    return Exit.FINE


def _require_nothing(
    session: Session, project: Project, standing: StandingRoles, places: list[Connection], again: str
) -> None:
    from generator.aws.account.standing import find_forgotten, list_stacks
    from generator.aws.bootstrap.removal import find_remains, find_users

    catalog, remains = project.manifest.catalog, list[str]()
    for place in places:
        known = {each.prefix for each in catalog.environments.values()}
        forgotten = find_forgotten(catalog.base, list_stacks(place), known)
        remains += find_remains(place, catalog.key, {*known, *forgotten})
    remains += find_users(standing.connection, standing.owned)
    if remains:
        for words in remains:
            session.show(f"  {words}")
        what = f"the roles are not removed: {len(remains)} things are there that need them"
        fix = f"end what runs, take portfolios out of portfolio.yaml and apply, destroy environments; then {again}"
        raise Refused(Finding("AWS763", what, fix=fix))


def _delete(session: Session, standing: StandingRoles, again: str) -> None:
    from generator.aws.stacks import Stacks
    from generator.cli.publish.deploying import show_event
    from generator.planning.bootstrap.changes import STACK

    try:
        for event in Stacks(standing.connection).delete(STACK):
            show_event(session, event)
    except AwsRefused as refused:
        ways = f"take out of the way what it names, then: {again}"
        raise AwsRefused(refused.where, refused.said, code=refused.code, try_this=ways) from refused
