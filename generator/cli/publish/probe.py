"""`probe`: ask a deployed environment what no document answers, and remove again what that took."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from generator.cli.completing import complete_environments
from generator.cli.session import Session, aws, everywhere
from generator.cli.signals import ended_by_signals
from generator.diagnostics import AwsRefused, Finding, Refused, Unmet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from generator.aws.probing import AwsProbePort
    from generator.aws.provisioning import Provisioning
    from generator.aws.session import Connection
    from generator.model import Environment
    from generator.model.probe import Fact, Probes
    from generator.probing import Answer, Journal


@click.command(
    epilog="Examples: `./build.py probe churn-dev --person dana --mfa-code 123456` · `./build.py probe churn-dev "
    "--person dana --mfa-code 123456 --yes` · `./build.py probe churn-dev --clean-up`"
)
@click.argument("environment", shell_complete=complete_environments)
@click.option("--person", metavar="PROFILE", help="A profile of somebody who may become the data scientist.")
@click.option("--caller", "callers", multiple=True, metavar="ROLE=PROFILE", help="Who may become another role.")
@click.option("--set", "given", multiple=True, metavar="NAME=VALUE", help="A value that some of the probes ask for.")
@click.option("--only", multiple=True, metavar="ID", help="Ask only these.")
@click.option("--patience", type=click.IntRange(0), metavar="MINUTES", help="Wait at most so long for an answer.")
@click.option("--yes", is_flag=True, help="Make what it takes; without it, only say what that would be.")
@click.option("--clean-up", is_flag=True, help="Only remove what an earlier run left.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print the answers.")
@everywhere
@aws
@click.pass_obj
def command(
    session: Session,
    environment: str,
    person: str | None,
    callers: tuple[str, ...],
    given: tuple[str, ...],
    only: tuple[str, ...],
    patience: int | None,
    yes: bool,
    clean_up: bool,
    form: str,
) -> None:
    """Ask the deployed ENVIRONMENT what no document answers: fact, expected, seen.

    Run it as the environment's administrator. What it makes is removed again, also after Ctrl-C.
    """
    from generator.cli.launch.answers import load_answers
    from generator.cli.project import load_project, open_connection
    from generator.manifest.probes import load_probes
    from generator.probing import Journal

    project = load_project(session.root)
    chosen = project.environment(environment)
    base = project.manifest.catalog.base
    probes = load_probes(session.root, base.product)
    facts = _choose_facts(probes, only, patience)
    connection = open_connection(session, chosen, project.manifest.catalog.targets[chosen.target].region)
    journal = Journal(session.root / ".cache" / "probes" / f"{environment}.json")
    port = _open_port(session, chosen, connection, base.person, _profiles(base.person, person, callers))
    if clean_up or journal.rows():
        _remove(session, port, journal, environment)
    if clean_up:
        return
    _announce(session, probes, facts, yes, environment)
    if not yes:
        return
    values = {**_values(connection, port.connection_of(base.person), chosen, probes), **load_answers(given)}
    with ended_by_signals():
        _refuse_wrong(_ask(session, port, journal, probes, facts, values, form))


def _ask(
    session: Session,
    port: AwsProbePort,
    journal: Journal,
    probes: Probes,
    facts: tuple[Fact, ...],
    values: Mapping[str, str],
    form: str,
) -> list[Answer]:
    """The answers, which are shown as far as they go even where a run is interrupted or leaves something behind."""
    from generator.probing import Run

    answers: list[Answer] = []
    try:
        for answer in Run(probes, port, journal, values, session.say).ask(facts):
            answers.append(answer)
    finally:
        if answers:
            _show(session, answers, form)
        _remove(session, port, journal, values["environment"])
    return answers


def _remove(session: Session, port: AwsProbePort, journal: Journal, environment: str) -> None:
    from generator.probing import clean_up

    if left := clean_up(port, journal, session.say):
        what = f"this could not be removed: {'; '.join(left)}"
        raise Refused(Finding("PRB813", what, fix=f"./build.py probe {environment} --clean-up"))


def _choose_facts(probes: Probes, only: tuple[str, ...], patience: int | None) -> tuple[Fact, ...]:
    known = [fact.id for fact in probes.facts]
    for name in only:
        if name not in known:
            raise Unmet(Finding("PRB811", f"there is no probe `{name}`", fix=f"name one of {', '.join(known)}"))
    chosen = (fact for fact in probes.facts if not only or fact.id in only)
    return tuple(fact if patience is None else replace(fact, minutes=min(patience, fact.minutes)) for fact in chosen)


def _announce(session: Session, probes: Probes, facts: tuple[Fact, ...], yes: bool, environment: str) -> None:
    things = probes.needed(facts)
    minutes = sum(thing.minutes for thing in things) + sum(fact.minutes for fact in facts)
    cents = sum(thing.cents for thing in things)
    made = ", ".join(f"{thing.name} (${thing.cents / 100:.2f})" for thing in things) or "nothing"
    session.say(f"{len(facts)} questions; makes and removes: {made}; up to {minutes} minutes, about ${cents / 100:.2f}")
    if not yes:
        for fact in facts:
            session.show(f"{fact.id}  {fact.belief}")
        session.say(f"next: ./build.py probe {environment} --yes")


def _open_port(
    session: Session, environment: Environment, admin: Connection, launcher: str, profiles: Iterable[tuple[str, str]]
) -> AwsProbePort:
    from generator.aws.probing import AwsProbePort

    connections: dict[str, Connection] = {"administrator": admin}
    limited: dict[str, Callable[[str], Connection]] = {}
    for role, profile in profiles:
        connection, limit = _become(session, environment, admin, role, profile, person=role == launcher)
        connections[role] = connection
        limited[role] = limit
    return AwsProbePort(connections, limited, launcher, lambda catalog, name: _offered(session, catalog, name))


def _profiles(role_of_person: str, person: str | None, callers: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if person is not None:
        yield role_of_person, person
    for given in callers:
        role, _, profile = given.partition("=")
        if not role or not profile:
            raise Unmet(Finding("PRB812", f"`--caller {given}` names no role and profile", fix="--caller ROLE=PROFILE"))
        yield role, profile


def _become(
    session: Session, environment: Environment, admin: Connection, role: str, profile: str, *, person: bool
) -> tuple[Connection, Callable[[str], Connection]]:
    """The role's session, and the same under a session policy; one code of the MFA device serves for all."""
    from generator.aws.session import connect

    connection = connect(profile, admin.region, session.aws.endpoint_url)
    if session.aws.mfa_code is not None and person:
        connection = connection.prove_mfa(session.aws.mfa_code)
    arn = environment.role_arn(role, admin.account, admin.partition)
    # Pipelines and applications are no persons: their roles let nobody set a source identity.
    assume = partial(connection.assume, arn, person=person)
    return assume(), lambda policy: assume(policy=policy)


def _offered(session: Session, catalog: Provisioning, name: str) -> tuple[str, str, str]:
    from generator.cli.launch.lookup import choose_offering, choose_version, find_path

    offering = choose_offering(catalog, session.root, name)
    version = choose_version(catalog.versions(offering.id), None, launching=True)
    return offering.id, version.id, find_path(catalog, offering.id, version.id, None)


def _values(
    connection: Connection, person: Connection | None, environment: Environment, probes: Probes
) -> dict[str, str]:
    """What every `$name` means, as far as it is known before anything is made."""
    from generator.aws.adoption import pseudo_parameters

    known = {
        "run": secrets.token_hex(3),
        "environment": environment.name,
        "prefix": environment.prefix,
        "account": connection.account,
        "region": connection.region,
        "partition": connection.partition,
        "suffix": pseudo_parameters(connection)["AWS::URLSuffix"],
        "person": person.session_name if person else "nobody",
    }
    return {**known, **_published(connection, environment, probes)}


def _published(connection: Connection, environment: Environment, probes: Probes) -> dict[str, str]:
    from generator.aws.errors import refusals

    client: Any = connection.client("ssm")
    found = {}
    for name, path in probes.values.items():
        full = f"/ds/{environment.project}-{environment.stage}/{path}"
        try:
            with refusals("ssm"):
                found[name] = str(client.get_parameter(Name=full)["Parameter"]["Value"])
        except AwsRefused as error:
            if error.code != "ParameterNotFound":
                raise
            what = f"`{environment.name}` publishes no {full}: it is not deployed, or at an older version"
            raise Unmet(Finding("PRB814", what, fix=f"./build.py deploy {environment.name}")) from error
    return found


def _show(session: Session, answers: list[Answer], form: str) -> None:
    from generator.views.probes import render_answers, render_answers_json

    session.put(render_answers_json(answers)) if form == "json" else session.show(render_answers(answers))


def _refuse_wrong(answers: list[Answer]) -> None:
    from generator.probing import Outcome

    wrong = [answer for answer in answers if answer.outcome is Outcome.WRONG]
    if wrong:
        what = "; ".join(f"{answer.fact.id}: {answer.fact.if_wrong}" for answer in wrong)
        raise Refused(Finding("PRB815", f"AWS is not as believed: {what}", fix="read docs/open-questions.md"))
