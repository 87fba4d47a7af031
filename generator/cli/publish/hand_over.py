"""`hand-over`: what was launched by somebody who has left becomes another person's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from generator.cli.session import Session, aws, everywhere
from generator.diagnostics import AwsRefused, Finding, Unmet

if TYPE_CHECKING:
    from generator.aws.provisioning import Launched, Provisioning

_NAME = re.compile(r"[A-Za-z0-9_+=.@-]{2,64}")
_SESSION = re.compile(r"arn:aws[a-z-]*:sts::[0-9]{12}:assumed-role/[A-Za-z0-9_+=,.@-]+/([A-Za-z0-9_+=.@-]{2,64})")


@click.command(
    epilog="Examples: `./build.py hand-over churn-dev-exploration --to eli` · "
    "`./build.py hand-over exploration --to eli@example.com --profile admin`"
)
@click.argument("name")
@click.option("--to", required=True, metavar="PERSON", help="The new owner: the name, or the whole ARN, of a session.")
@everywhere
@aws
@click.pass_obj
def command(session: Session, name: str, to: str) -> None:
    """Give the launched product NAME to another person, under an administrator's credentials.

    In the catalog it is PERSON's at once: no data scientist can do this, since none sees another's products. By which
    tag the notebook knows its owner is an answer of the product: the new owner gives it, or this command where the
    administrator may launch the product too.
    """
    from generator.aws.provisioning import Provisioning
    from generator.cli.launch.launch import follow
    from generator.cli.launch.lookup import choose_anybodys
    from generator.cli.launch.owner import declared_owner
    from generator.cli.project import open_connection

    provisioning = Provisioning(open_connection(session))
    launched = choose_anybodys(provisioning, name)
    owner, person = _new_owner(launched, to)
    if launched.status == "UNDER_CHANGE":
        what = f"`{launched.name}` is being changed: a product changes hands when nothing else happens to it"
        raise Unmet(Finding("AWS729", what, fix=f"the same command, when record {launched.record} has ended"))
    if owner == launched.session:
        session.say(f"{launched.name} is {person}'s already")
    else:
        session.say(f"{launched.name} becomes {person}'s; it was {launched.session.rsplit('/', 1)[-1]}'s")
        follow(session, provisioning, provisioning.hand_over(launched.id, owner))
    asked = _owner_answer(session, provisioning, launched)
    if asked is None:
        parameter = declared_owner(session.root, launched.title) or "PARAMETER"
        session.say(f"next, by {person}: ./build.py update {launched.name} --set {parameter}={person}")
        return
    parameter, keep = asked
    record = provisioning.update(launched.id, launched.product, launched.artifact, {parameter: person}, keep)
    session.say(f"{launched.name} gets {parameter}={person}")
    follow(session, provisioning, record)


def _new_owner(launched: Launched, to: str) -> tuple[str, str]:
    """The ARN and the name of the session that is to own it: of the same role as the one that does."""
    if match := _SESSION.fullmatch(to):
        return to, match[1]
    before = _SESSION.fullmatch(launched.session)
    if not _NAME.fullmatch(to):
        raise Unmet(Finding("AWS729", f"`{to[:80]}` is not the name of a session", fix="--to dana@example.com"))
    if before is None:
        what = f"`{launched.name}` belongs to {launched.session or 'nobody'}, which is no session of a role"
        account = launched.session.split(":")[4] if launched.session.count(":") > 4 else "111122223333"
        fix = f"--to arn:aws:sts::{account}:assumed-role/ds-PROJECT-STAGE-data-scientist/{to}"
        raise Unmet(Finding("AWS729", what, fix=fix))
    return f"{launched.session.rsplit('/', 1)[0]}/{to}", to


def _owner_answer(session: Session, provisioning: Provisioning, launched: Launched) -> tuple[str, list[str]] | None:
    """The parameter for the owner and the other parameters; None where this caller may not launch it."""
    from generator.cli.launch.owner import find_owner_parameter

    try:
        paths = provisioning.paths(launched.product)
    except AwsRefused:
        return None
    if len(paths) != 1:
        return None
    asked = provisioning.parameters(launched.product, launched.artifact, paths[0][0])
    name = find_owner_parameter(session.root, launched.title, asked)
    if name is None:
        return None
    return name, [each.name for each in asked if each.name != name]
