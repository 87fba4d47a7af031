"""`update`: what was launched, to another version or other answers."""

from __future__ import annotations

import click

from generator.cli.session import Session, aws, everywhere
from generator.diagnostics import Problems


@click.command(
    epilog="Examples: `./build.py update exploration` · `./build.py update exploration --set InstanceType=ml.t3.large`"
)
@click.argument("name")
@click.option("--version", help="A version on offer; otherwise the newest.")
@click.option("--set", "given", multiple=True, metavar="KEY=VALUE", help="A new answer; the others keep theirs.")
@everywhere
@aws
@click.pass_obj
def command(session: Session, name: str, version: str | None, given: tuple[str, ...]) -> None:
    """Update NAME to the newest version, keeping every answer that is not given anew."""
    from generator.aws.provisioning import Provisioning
    from generator.cli.launch.answers import check_answers, load_answers
    from generator.cli.launch.launch import follow
    from generator.cli.launch.lookup import choose_launched, choose_version, find_path
    from generator.cli.launch.losses import require_no_loss
    from generator.cli.launch.owner import declared_environment, say_owner
    from generator.cli.launch.secrets import read_secrets
    from generator.cli.project import open_connection

    answers = load_answers(given)
    connection = open_connection(session)
    provisioning = Provisioning(connection)
    launched = choose_launched(provisioning, name)
    chosen = choose_version(provisioning.versions(launched.product), version, launching=False)
    place = declared_environment(session.root, launched.title)
    environment = answers.get(place) if place is not None else None
    path = find_path(provisioning, launched.product, chosen.id, environment)
    parameters = provisioning.parameters(launched.product, chosen.id, path)
    # A parameter that is new in this version has no previous value; its default answers it.
    before = {each.name for each in provisioning.parameters(launched.product, launched.artifact, path)}
    fresh = [each for each in parameters if each.name not in before]
    answers |= say_owner(session.root, launched.title, connection.session_name, fresh, answers)
    answers |= read_secrets([each for each in parameters if each in fresh or each.name in answers], answers)
    keep = [each.name for each in parameters if each.name in before and each.name not in answers]
    if refused := list(check_answers(parameters, answers, keep)):
        raise Problems(refused)
    require_no_loss(session.root, connection, launched, chosen.name, answers)
    session.say(f"updating {launched.name} to {chosen.name}")
    follow(session, provisioning, provisioning.update(launched.id, launched.product, chosen.id, answers, keep))
    session.say("next: ./build.py notebooks")
