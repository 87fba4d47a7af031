"""Asking a deployed environment its probes: as whom, what that takes, the answers, and the removal of what was made."""

from __future__ import annotations

import secrets
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.diagnostics import AwsRefused, Finding, Refused, Unmet

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.aws.probing import AwsProbePort
    from generator.aws.provisioning import Provisioning
    from generator.aws.session import Connection
    from generator.cli.session import Session
    from generator.model import Environment
    from generator.model.probe import Fact, Probes
    from generator.probing import Answer, Journal


@dataclass(frozen=True)
class Wish:
    """What the command line says: a person's profile, `ROLE=PROFILE` of others, values, minutes to wait at most."""

    person: str | None = None
    callers: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    patience: int | None = None

    def profiles(self, launcher: str) -> Iterator[tuple[str, str]]:
        """(Role, profile) of each; raises Unmet (PRB812) for words of another form."""
        if self.person is not None:
            yield launcher, self.person
        for given in self.callers:
            role, _, profile = given.partition("=")
            if not role or not profile:
                what = f"`--caller {given}` names no role and profile"
                raise Unmet(Finding("PRB812", what, fix="--caller ROLE=PROFILE"))
            yield role, profile


@dataclass(frozen=True)
class Asker:
    """Who asks: the environment's administrator, and those of a wish. One code of an MFA device serves once, so that
    each person shows it once for all environments."""

    session: Session
    admin: Connection
    launcher: str
    wish: Wish
    proven: dict[str, Connection] = field(default_factory=dict)

    def open_port(self, environment: Environment) -> AwsProbePort:
        """AWS as each of them, who becomes a role of the environment; raises AwsRefused where one may not."""
        from generator.aws.probing import AwsProbePort

        connections: dict[str, Connection] = {"administrator": self.admin}
        limited: dict[str, Callable[[str], Connection]] = {}
        for role, profile in [*self.wish.profiles(self.launcher)]:
            connections[role], limited[role] = self._become(environment, role, profile)
        return AwsProbePort(connections, limited, self.launcher, partial(_offered, self.session))

    def _become(
        self, environment: Environment, role: str, profile: str
    ) -> tuple[Connection, Callable[[str], Connection]]:
        """The role's session, and the same under a session policy."""
        arn = environment.role_arn(role, self.admin.account, self.admin.partition)
        # Pipelines and applications are no persons: their roles let nobody set a source identity.
        person = role == self.launcher
        assume = partial(self._connection(profile, person).assume, arn, person=person)
        return assume(), lambda policy: assume(policy=policy)

    def _connection(self, profile: str, person: bool) -> Connection:
        from generator.aws.session import connect

        aws, region = self.session.aws, self.admin.region
        if not person or aws.mfa_code is None:
            return connect(profile, region, aws.endpoint_url)
        if profile not in self.proven:
            self.proven[profile] = connect(profile, region, aws.endpoint_url).prove_mfa(aws.mfa_code)
        return self.proven[profile]


@dataclass(frozen=True)
class Questions:
    """What an environment is asked, and what its earlier runs may have left."""

    environment: Environment
    probes: Probes
    facts: tuple[Fact, ...]
    journal: Journal

    @property
    def takes(self) -> str:
        """How many questions, what they make, how long they take, and what that costs."""
        things = self.probes.needed(self.facts)
        minutes = sum(thing.minutes for thing in things) + sum(fact.minutes for fact in self.facts)
        cents = sum(thing.cents for thing in things)
        made = ", ".join(f"{thing.name} (${thing.cents / 100:.2f})" for thing in things) or "nothing"
        asked = f"{len(self.facts)} questions; makes and removes: {made}"
        return f"{asked}; up to {minutes} minutes, about ${cents / 100:.2f}"


def read_questions(
    root: Path, product: str, environment: Environment, patience: int | None, only: Sequence[str] = ()
) -> Questions:
    """The probes of the product that makes the environment; raises Problems, or Unmet (PRB811) for an unknown id."""
    from generator.manifest.probes import load_probes
    from generator.probing import Journal

    probes = load_probes(root, product)
    known = [fact.id for fact in probes.facts]
    for name in only:
        if name not in known:
            raise Unmet(Finding("PRB811", f"there is no probe `{name}`", fix=f"name one of {', '.join(known)}"))
    chosen = (fact for fact in probes.facts if not only or fact.id in only)
    facts = tuple(fact if patience is None else replace(fact, minutes=min(patience, fact.minutes)) for fact in chosen)
    journal = Journal(root / ".cache" / "probes" / f"{environment.name}.json")
    return Questions(environment, probes, facts, journal)


def ask(session: Session, asker: Asker, questions: Questions, port: AwsProbePort) -> Generator[Answer]:
    """Yield each answer; what was made is removed at the end, also where it is closed before.

    Raises Problems for values of another form, Unmet (PRB814) where the environment is not deployed, Refused (PRB813)
    where something could not be removed.
    """
    from generator.cli.launch.answers import load_answers
    from generator.probing import Run

    environment = questions.environment
    known = _values(asker.admin, port.connection_of(asker.launcher), environment, questions.probes)
    values = {**known, **load_answers(asker.wish.given)}
    try:
        yield from Run(questions.probes, port, questions.journal, values, session.say).ask(questions.facts)
    finally:
        remove_left(session, port, questions)


def remove_left(session: Session, port: AwsProbePort, questions: Questions) -> None:
    """Remove what the journal holds; raises Refused (PRB813) with what could not be removed."""
    from generator.probing import clean_up

    if left := clean_up(port, questions.journal, session.say):
        what = f"this could not be removed: {'; '.join(left)}"
        raise Refused(Finding("PRB813", what, fix=f"./build.py probe {questions.environment.name} --clean-up"))


def _offered(session: Session, catalog: Provisioning, name: str) -> tuple[str, str, str]:
    """(Product, version, path); raises AwsRefused where the person may not launch it: a question that stays open."""
    from generator.cli.launch.lookup import choose_offering, choose_version, find_path

    try:
        offering = choose_offering(catalog, session.root, name)
        version = choose_version(catalog.versions(offering.id), None, launching=True)
        return offering.id, version.id, find_path(catalog, offering.id, version.id, None)
    except Unmet as unmet:
        raise AwsRefused("servicecatalog", unmet.finding.message) from unmet


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


def _published(connection: Connection, environment: Environment, probes: Probes) -> Mapping[str, str]:
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
