"""`launch`: a product from the catalog, under its launch role."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

import click

from generator.cli.completing import complete_environments, complete_products, complete_releases
from generator.cli.launch.lookup import NOTEBOOK_OUTPUT
from generator.cli.progress import showing
from generator.cli.session import Session, aws, everywhere
from generator.cli.signals import watching
from generator.diagnostics import Finding, Unmet
from generator.model.environment import CURRENT

STATES = "`./build.py notebooks` shows its state"

if TYPE_CHECKING:
    from generator.aws.provisioning import Provisioning
    from generator.cli.progress import Progress as Shown


@click.command(
    epilog="Examples: `./build.py launch notebook --name exploration` · "
    "`./build.py launch notebook --name big --set InstanceType=ml.m5.xlarge --set VolumeSize=50`"
)
@click.argument("product", shell_complete=complete_products)
@click.option("--name", required=True, help="What to call it: lower-case letters, digits and hyphens.")
@click.option("--version", shell_complete=complete_releases, help="A version on offer; otherwise the newest.")
@click.option(
    "--environment",
    shell_complete=complete_environments,
    help="Which environment, where you may launch into more than one.",
)
@click.option("--set", "given", multiple=True, metavar="KEY=VALUE", help="An answer to one of its questions.")
@click.option("--tag", "tagged", multiple=True, metavar="KEY=VALUE", help="A tag, or the value of a tag option.")
@click.option("--no-wait", is_flag=True, help="Start it and return at once.")
@everywhere
@aws
@click.pass_obj
def command(
    session: Session,
    product: str,
    name: str,
    version: str | None,
    environment: str | None,
    given: tuple[str, ...],
    tagged: tuple[str, ...],
    no_wait: bool,
) -> None:
    """Launch PRODUCT; `show PRODUCT` lists what it asks."""
    from generator.aws.provisioning import Provisioning
    from generator.cli.launch.answers import fill_answers, load_answers
    from generator.cli.launch.lookup import choose_offering, choose_version, find_path
    from generator.cli.launch.owner import declared_environment, owner_tags, say_owner
    from generator.cli.launch.secrets import read_secrets
    from generator.cli.launch.tags import choose_tags
    from generator.cli.project import open_connection

    answers = load_answers(given)
    connection = open_connection(session, within=environment)
    provisioning = Provisioning(connection)
    offering = choose_offering(provisioning, session.root, product)
    chosen = choose_version(provisioning.versions(offering.id), version, launching=True)
    path = find_path(provisioning, offering.id, chosen.id, environment)
    parameters = provisioning.parameters(offering.id, chosen.id, path)
    place = declared_environment(session.root, offering.title)
    if environment is not None and any(parameter.name == place for parameter in parameters):
        answers.setdefault(str(place), environment)
    answers |= say_owner(session.root, offering.title, connection.session_name, parameters, answers)
    answers = fill_answers(parameters, answers | read_secrets(parameters, answers), name)
    tags = choose_tags(provisioning.tag_options(offering.id, chosen.id, path), tagged)
    tags |= owner_tags(session.root, offering.title, connection.session_name, parameters)
    full = _full_name(name, answers.get(place) if place is not None else None)
    record = find_launch(provisioning, full, name)
    session.say(f"{'following' if record else 'launching'} {offering.title} {chosen.name} as {full}")
    record = record or provisioning.launch(offering.id, chosen.id, path, full, answers, tags)
    if no_wait:
        session.put(record)
    session.say(f"next: ./build.py {'notebooks' if no_wait else _watch(session, provisioning, record, name)}")


def _watch(session: Session, provisioning: Provisioning, record: str, name: str) -> str:
    """Follow a launch to its end; returns the command that comes next."""
    outputs = follow(session, provisioning, record, f"the same command follows it, and {STATES}")
    return f"{'open' if NOTEBOOK_OUTPUT in outputs else 'update'} {name}"


def _full_name(name: str, environment: str | None) -> str:
    """What it is called in the account: after its environment, where that has a name of its own."""
    return f"{environment}-{name}" if environment and environment != CURRENT else name


def find_launch(provisioning: Provisioning, full: str, name: str) -> str | None:
    """The record of a launch of this name that still goes on, if one does; raises Unmet where it has ended."""
    existing = next((row for row in provisioning.launched() if row.name == full), None)
    if existing is None:
        return None
    if existing.status == "UNDER_CHANGE" and existing.record:
        return existing.record
    usable = existing.status == "AVAILABLE"
    fix = f"./build.py update {name}, or take another --name" if usable else f"./build.py terminate {name} --yes"
    raise Unmet(Finding("AWS725", f"you have launched `{full}` already ({existing.status})", fix=fix))


def follow(session: Session, provisioning: Provisioning, record: str, again: str = STATES) -> Mapping[str, str]:
    """Show a record's states until it ends, then its outputs, which are returned; `again` says how to follow it."""
    started = time.monotonic()
    outputs: Mapping[str, str] = {}
    with showing(session, f"record {record}") as shown, watching(f"record {record} goes on in AWS; {again}"):
        for progress in provisioning.watch(record, partial(_look, shown, provisioning, record)):
            session.say(f"  {progress.status.lower().replace('_', ' ')}   {time.monotonic() - started:.1f} s")
            outputs = progress.outputs
    for key, value in outputs.items():
        session.put(f"{key} = {value}")
    return outputs


def _look(shown: Shown, provisioning: Provisioning, record: str) -> None:
    """Name what CloudFormation is at work on, where somebody looks."""
    if shown.shown:
        shown.replace({name: f"{name} ({kind})" for name, kind in provisioning.under_way(record)})
