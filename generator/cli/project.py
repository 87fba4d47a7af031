"""The project as publishing needs it: portfolio.yaml, the products and the ledger, checked against each other."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from generator.diagnostics import Finding, Problems, Severity, Unmet
from generator.model import Base, Environment, Target

if TYPE_CHECKING:
    from generator.aws.session import Connection
    from generator.cli.session import Session
    from generator.manifest import Manifest
    from generator.model import Release
    from generator.planning import CatalogState
    from generator.synth import Ledger
    from generator.verify.offered.role import Launching, ReadAccount


@dataclass(frozen=True)
class Project:
    """What the files say; its errors have been raised, its warnings are kept."""

    root: Path
    manifest: Manifest
    ledger: Ledger
    warnings: tuple[Finding, ...] = ()

    def environment(self, name: str | None) -> Environment:
        """The environment of this name, or the only one; raises Unmet with what there is."""
        environments = self.manifest.catalog.environments
        if name is None and len(environments) == 1:
            return next(iter(environments.values()))
        if name is None or name not in environments:
            what = f"there is no environment `{name}`" if name else "there is more than one environment"
            fix = f"name one of {', '.join(environments)}"
            raise Unmet(Finding("PF190", f"{what} in portfolio.yaml", fix=fix))
        return environments[name]

    def deployed(self, name: str) -> Environment:
        """An environment that `deploy` makes; raises Unmet with the command for one that was launched (PF237)."""
        from generator.planning import list_answers

        environment, catalog = self.environment(name), self.manifest.catalog
        if not environment.launched:
            return environment
        release = self.ledger.find(catalog.base.product, environment.version)
        assert release is not None, "load_project looked it up"
        answers = list_answers(catalog.base, environment, catalog.targets[environment.target], release)
        said = "".join(f" --set {parameter}={shlex.quote(value)}" for parameter, value in answers.items())
        fix = f"./build.py launch {catalog.base.product} --name {name} --version {environment.version}{said}"
        span = self.manifest.spans.at("environments", name, "launched")
        words = f"`{name}` is launched from a portfolio, and changed and ended by `update` and `terminate`"
        raise Unmet(Finding("PF237", words, span, fix))

    def desired(self, target: Target, partition: str) -> CatalogState:
        """What a target should have."""
        from generator.planning import build_desired
        from generator.synth.launch_policies import read_launch_policies
        from generator.verify.narrowing import read_narrowed

        manifest, releases = self.manifest, self.ledger.releases
        policies = read_launch_policies(self.root, releases)
        narrowed = read_narrowed(self.root, manifest, self.ledger)
        return build_desired(manifest.catalog, manifest.products, releases, target, partition, policies, narrowed)


def load_project(root: Path) -> Project:
    """Read everything; raises Problems with all errors at once."""
    from generator.manifest import load_manifest
    from generator.synth import read_ledger
    from generator.verify.catalog import check_catalog

    manifest = load_manifest(root)
    ledger = read_ledger(root)
    findings = [*check_catalog(root, manifest, ledger), *check_answers(root, manifest, ledger)]
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        raise Problems(errors)
    return Project(root, manifest, ledger, (*manifest.warnings, *findings))


def report_warnings(project: Project, session: Session) -> None:
    """Say on stderr what is allowed and still worth a look."""
    if project.warnings:
        from generator.cli.catcher import read_line
        from generator.views.findings.text import render_text

        session.say(render_text(project.warnings, read_line(session.root)))


def open_connection(
    session: Session,
    environment: Environment | None = None,
    region: str | None = None,
    profile: str | None = None,
    within: str | None = None,
) -> Connection:
    """The connection that the options ask for; `--as` takes an ARN, or a local name of `environment`'s roles.

    `region` and `profile` are those of a target; the command line's go before them. `within` names the environment,
    where a command was told one.
    """
    from generator.aws.session import connect

    aws, report = session.aws, session.say if session.verbose else None
    connection = connect(aws.profile or profile, aws.region or region, aws.endpoint_url, report)
    if aws.role is None:
        return connection
    if aws.role.startswith("arn:"):
        return connection.assume(aws.role, aws.mfa_code)
    named, _, role = aws.role.rpartition("/")
    if environment is None or named:
        environment = _environment_of(load_project(session.root), connection, named or within, role)
    return connection.assume(environment.role_arn(role, connection.account, connection.partition), aws.mfa_code)


def _environment_of(project: Project, connection: Connection, name: str | None, role: str) -> Environment:
    """The environment whose role is meant: the one that is named, the only one, or the only one of this place."""
    catalog = project.manifest.catalog
    if name is not None or len(catalog.environments) == 1:
        return project.environment(name)
    place = (connection.account, connection.region)
    targets = {target.name for target in catalog.targets.values() if (target.account, target.region) == place}
    here = [each for each in catalog.environments.values() if each.target in targets]
    if len(here) == 1:
        return here[0]
    names = ", ".join(f"--as {each.name}/{role}" for each in here or catalog.environments.values())
    what = f"{len(here) or 'no'} environments of portfolio.yaml are in {place[0]} · {place[1]}"
    raise Unmet(Finding("PF190", f"`{role}` is a role of an environment, and {what}", fix=f"name it: {names}"))


def choose_target(project: Project, session: Session, name: str | None) -> tuple[Target, Connection]:
    """The target called `name`, or the one that the caller's account and region are; and a connection to it."""
    targets = project.manifest.catalog.targets
    if name is not None and name not in targets:
        raise Unmet(Finding("PF191", f"there is no target `{name}`", fix=f"name one of {', '.join(targets)}"))
    chosen = targets[name] if name is not None else next(iter(targets.values())) if len(targets) == 1 else None
    region = chosen.region if name is not None and chosen is not None else None
    connection = open_connection(session, region=region, profile=chosen.profile if chosen is not None else None)
    here = (connection.account, connection.region)
    for target in targets.values():
        if (target.account, target.region) == here and name in (None, target.name):
            return target, connection
    wanted = ", ".join(f"{target.name} = {target.account} · {target.region}" for target in targets.values())
    what = f"you are in account {here[0]} · {here[1]}, which is not the target asked for"
    raise Unmet(Finding("PF192", what, fix=f"use a --profile and --region of one of: {wanted}"))


def prove_offers(project: Project, session: Session, target: Target, account: ReadAccount) -> list[Finding]:
    """What the launch proofs of a target's offers find; warnings are said, errors are given back."""
    from generator.cli.catcher import read_line
    from generator.verify.offered.proof import check_offered_launches
    from generator.views.findings.text import render_text

    launching = launching_of(account, target.name)
    found = check_offered_launches(project.root, project.manifest, project.ledger, launching)
    if warnings := [finding for finding in found if finding.severity is not Severity.ERROR]:
        session.say(render_text(warnings, read_line(session.root)))
    return [finding for finding in found if finding.severity is Severity.ERROR]


def launching_of(account: ReadAccount | None = None, target: str | None = None) -> Launching:
    """What the proof of offers takes besides the project."""
    from generator.verify.offered.role import Launching

    return Launching(_answer, account, target, check_answers)


def _answer(base: Base, environment: Environment, target: Target, release: Release) -> Mapping[str, str]:
    """What an environment answers its template, with the roles that somebody else makes from it as its own."""
    from generator.planning import plan_deployment

    whole = replace(environment, roles=replace(environment.roles, made="own"))
    return plan_deployment(base, whole, target, release).parameters


def check_answers(root: Path, manifest: Manifest, ledger: Ledger) -> list[Finding]:
    """PF187: an environment's answers that the release it asks for has no question for, or refuses."""
    from generator.planning import find_untaken
    from generator.verify.narrowing import read_release

    findings, base = [], manifest.catalog.base
    for name, environment in manifest.catalog.environments.items():
        release = ledger.find(base.product, environment.version)
        declared = read_release(root, release) if release is not None else None
        if release is None or declared is None:
            continue
        for each in find_untaken(base, environment, manifest.catalog.targets[environment.target], release, declared):
            what = f"does not take `{each.value}` for" if each.known else "has no question"
            message = f"`{base.product}` {release.version}, which `{name}` asks for, {what} {each.parameter}"
            fix = f"take {each.choices}" if each.known else "remove the answer, or ask for a newer `version`"
            findings.append(Finding("PF187", message, manifest.spans.at("environments", name, *each.place), fix))
    return findings
